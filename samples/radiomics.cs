#!/usr/bin/env dotnet
#:project ../src/HccRisk.Radiomics

// Radiomics of a lesion whose features are known: a ball of 20 mm radius that gets brighter from its centre outwards,
// written to NIfTI files as a scanner's export would be, and read back.
using System.Globalization;
using HccRisk.Imaging;
using HccRisk.Imaging.Nifti;
using HccRisk.Radiomics;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

const int Size = 96;
const double Spacing = 0.5;
const double Radius = 20;
var geometry = VolumeGeometry.AxisAligned(Size, Size, Size, new Vector3D(Spacing, Spacing, Spacing));
var voxels = new float[geometry.VoxelCount];
var inside = new bool[geometry.VoxelCount];
for (var i = 0; i < voxels.Length; i++)
{
    double FromCentre(int index) => (index - (Size - 1) / 2.0) * Spacing;
    var (x, y, z) = (FromCentre(i % Size), FromCentre(i / Size % Size), FromCentre(i / (Size * Size)));
    voxels[i] = (float)Math.Sqrt(x * x + y * y + z * z);
    inside[i] = voxels[i] <= Radius;
}

var folder = Directory.CreateTempSubdirectory("hccrisk-sample-").FullName;
try
{
    var (image, mask) = (Path.Combine(folder, "arterial.nii.gz"), Path.Combine(folder, "lesion.nii.gz"));
    NiftiFile.Write(image, new Volume<float>(geometry, voxels));
    NiftiFile.WriteMask(mask, new Mask(geometry, inside));

    var extractor = new RadiomicsExtractor(new RadiomicsOptions { BinCount = 16 });
    var features = extractor.Extract([new RadiomicsSeries("arterial", NiftiFile.ReadVolume(image))], NiftiFile.ReadMask(mask));

    double Value(string name) => features.Values[features.Columns.Select(column => column.Name).ToList().IndexOf(name)];
    Console.WriteLine($"{features.Columns.Count} features");
    Console.WriteLine($"volume {Value("shape.morph_volume_voxels") / 1000:0.0} ml (a ball: {4 * Math.PI * Math.Pow(Radius, 3) / 3000:0.0})");
    Console.WriteLine($"longest diameter {Value("shape.morph_maximum_diameter"):0.0} mm (a ball: {2 * Radius:0.0})");
    Console.WriteLine($"mean intensity {Value("arterial.stat_mean"):0.0} (three quarters of the radius: {0.75 * Radius:0.0})");
}
finally
{
    Directory.Delete(folder, recursive: true);
}
