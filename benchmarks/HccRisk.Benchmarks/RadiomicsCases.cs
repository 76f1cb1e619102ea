using HccRisk.Imaging;
using HccRisk.Imaging.Files;
using HccRisk.Oracles;
using HccRisk.Radiomics;

namespace HccRisk.Benchmarks;

/// <summary>The lesions that radiomics is measured on.</summary>
internal static class RadiomicsCases
{
    internal const string Synthetic100k = "synthetic100k";

    private static readonly string[] Brain = ["data", "pyradiomics", "brain1_image.nrrd"], BrainMask = ["data", "pyradiomics", "brain1_label.nrrd"];
    private static readonly string[] Chest = ["data", "ibsi", "ibsi_1_ct_radiomics_phantom", "nifti", "image", "phantom.nii.gz"];
    private static readonly string[] ChestMask = ["data", "ibsi", "ibsi_1_ct_radiomics_phantom", "nifti", "mask", "mask.nii.gz"];
    private static readonly string[] Sarcoma = ["data", "ibsi", "ibsi_validation", "nifti", "STS_001", "MR_T1_image.nii.gz"];
    private static readonly string[] SarcomaMask = ["data", "ibsi", "ibsi_validation", "nifti", "STS_001", "MR_T1_mask.nii.gz"];

    /// <summary>The synthetic ones, and the real ones when the shared data are there.</summary>
    internal static IEnumerable<string> Available =>
        SharedData.TryPath(Brain) is null ? [Synthetic100k, "synthetic1M"] : ["brain1", "PAT1", "STS_T1", Synthetic100k, "synthetic1M"];

    /// <summary>A case cropped to its lesion and a voxel around it.</summary>
    internal static (RadiomicsSeries Series, Mask Mask) Load(string name) => Crop(name switch
    {
        Synthetic100k => Ball(radius: 29),
        "synthetic1M" => Ball(radius: 62),
        "brain1" => Read(Brain, BrainMask),
        "PAT1" => ReadChest(),
        _ => Read(Sarcoma, SarcomaMask),
    });

    internal static (Volume<float> Image, Mask Mask) ReadChest() => Read(Chest, ChestMask);

    private static (Volume<float> Image, Mask Mask) Read(string[] image, string[] mask)
    {
        var (imagePath, maskPath) = (SharedData.TryPath(image), SharedData.TryPath(mask));
        return imagePath is null || maskPath is null
            ? throw new InvalidOperationException(SharedData.MissingReason)
            : (ImageFile.ReadVolume(imagePath), ImageFile.ReadMask(maskPath));
    }

    /// <summary>A ball of some voxels' radius with waves and noise.</summary>
    internal static (Volume<float> Image, Mask Mask) Ball(int radius)
    {
        var side = (2 * radius) + 9;
        var geometry = VolumeGeometry.AxisAligned(side, side, side, new Vector3D(1, 1, 1));
        var (voxels, inside) = (new float[geometry.VoxelCount], new bool[geometry.VoxelCount]);
        var random = new Random(1);
        for (var i = 0; i < voxels.Length; i++)
        {
            var (x, y, z) = ((i % side) - (side / 2), (i / side % side) - (side / 2), (i / (side * side)) - (side / 2));
            inside[i] = (x * x) + (y * y) + (z * z) <= radius * radius;
            voxels[i] = (float)Math.Round(400 + (200 * Math.Sin(0.2 * (x + y))) + (100 * random.NextDouble()));
        }

        return (new Volume<float>(geometry, voxels), new Mask(geometry, inside));
    }

    private static (RadiomicsSeries Series, Mask Mask) Crop((Volume<float> Image, Mask Mask) whole)
    {
        var g = whole.Mask.Geometry;
        int[] low = [g.Width, g.Height, g.Depth], high = [0, 0, 0];
        for (var i = 0; i < whole.Mask.Inside.Length; i++)
        {
            int[] at = [i % g.Width, i / g.Width % g.Height, i / (g.Width * g.Height)];
            for (var axis = 0; axis < 3 && whole.Mask.Inside[i]; axis++)
            {
                low[axis] = Math.Min(low[axis], Math.Max(0, at[axis] - 1));
                high[axis] = Math.Max(high[axis], at[axis] + 1);
            }
        }

        int[] size = [Math.Min(high[0] + 1, g.Width) - low[0], Math.Min(high[1] + 1, g.Height) - low[1], Math.Min(high[2] + 1, g.Depth) - low[2]];
        var geometry = VolumeGeometry.AxisAligned(size[0], size[1], size[2], g.Spacing);
        var (voxels, inside) = (new float[geometry.VoxelCount], new bool[geometry.VoxelCount]);
        for (var i = 0; i < voxels.Length; i++)
        {
            var at = low[0] + (i % size[0]) + (g.Width * (low[1] + (i / size[0] % size[1]) + (g.Height * (low[2] + (i / (size[0] * size[1]))))));
            (voxels[i], inside[i]) = (whole.Image.Voxels[at], whole.Mask.Inside[at]);
        }

        return (new RadiomicsSeries("s", new Volume<float>(geometry, voxels)), new Mask(geometry, inside));
    }
}
