using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Imaging;
using HccRisk.Imaging.Nifti;
using HccRisk.Radiomics.Presets;
using Xunit;

namespace HccRisk.Radiomics.Tests;

/// <summary>Rules of pyradiomics that few lesions show: sparse, flat and one-slice ones, edges of bins, types of voxels, labels.</summary>
public sealed class PyradiomicsRuleTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-pyradiomics-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Only directions in which some line of the box holds two voxels are averaged.</summary>
    [Fact]
    public void Extract_LesionOnOneSlice_AveragesItsRunDirections()
    {
        var f = Extract(RadiomicsPreset.Find("pyradiomics"), RadiomicsOracle.Load(Case("brain2"), Case("brain2_oneslice")));

        Assert.Equal(2.282, f["glrlm_LongRunEmphasis"], 0.0005); // Given to three decimals.
    }

    /// <summary>A level is how many edges start + i ((start + w) - start) a value has reached.</summary>
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(0.7)]
    public void Extract_ValuesOnBinEdges_AreBinnedAsNumpyDoes(double width)
    {
        var (image, mask) = RadiomicsOracle.Load(Case("bin_edges_0.1_i"), Case("bin_edges_0.1_m"));

        var f = Extract(RadiomicsPreset.Find("pyradiomics").WithBinWidth(width), (image, mask));

        double[] values = [.. image.Voxels.ToArray().Where((_, i) => mask.Inside[i]).Select(v => (double)v)];
        var minimum = values.Min();
        var start = minimum - (((minimum % width) + width) % width);
        int Level(double value) => Enumerable.Range(0, 100_000).First(i => start + (i * (start + width - start)) > value);
        double[] shares = [.. values.GroupBy(Level).Select(g => (double)g.Count() / values.Length)];
        Assert.Equal(-shares.Sum(p => p * Math.Log2(p)), f["firstorder_Entropy"], 1e-12);
        Assert.Equal(shares.Sum(p => p * p), f["firstorder_Uniformity"], 1e-12);
    }

    [Fact]
    public void Extract_FlatLesion_HasNoKurtosis()
    {
        var f = Extract(RadiomicsPreset.Find("pyradiomics"), RadiomicsOracle.Load(Case("flat_i"), Case("flat_m")));

        Assert.Equal(0, f["firstorder_Kurtosis"]);
        Assert.Equal(1, f["glcm_MCC"]);
    }

    /// <summary>With a number of bins the one value lies in the middle of a bin from half below to half above it: of 32 bins the 17th.</summary>
    [Fact]
    public void Extract_FlatLesionOfBinCount_LiesInTheMiddleBin()
    {
        var (image, mask) = RadiomicsOracle.Load(Case("flat_i"), Case("flat_m"));

        var f = PyradiomicsParameters.Parse("setting: {binCount: 32, minimumROIDimensions: 1}").Extract(image, mask, TestContext.Current.CancellationToken).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);

        Assert.Equal(17, f["original_glcm_JointAverage"], 1e-12);
    }

    /// <summary>Voxels without neighbours count and differ from nothing.</summary>
    [Fact]
    public void Extract_TwoSeparateVoxels_DifferFromNoNeighbour()
    {
        var f = Extract(RadiomicsPreset.Find("pyradiomics"), RadiomicsOracle.Load(Case("two_separate_voxels_i"), Case("two_separate_voxels_m")));

        Assert.Equal(1e6, f["ngtdm_Coarseness"]);
        Assert.All(["Busyness", "Complexity", "Contrast", "Strength"], name => Assert.Equal(0, f[$"ngtdm_{name}"]));
    }

    /// <summary>
    /// A step of 0 to 1 at half the spacing: floats keep the quarters in between, whole numbers lose them, and what overshoots the type stays at its end.
    /// </summary>
    [Theory]
    [InlineData(VoxelType.Float32, 0.25, 0.75)]
    [InlineData(VoxelType.Float64, 0.25, 0.75)]
    [InlineData(VoxelType.Int16, 0, 0)]
    [InlineData(VoxelType.UInt8, 0, 0)]
    public void Extract_Resampled_KeepsTheStoredType(VoxelType type, double third, double fourth)
    {
        var g = VolumeGeometry.AxisAligned(4, 1, 1, new Vector3D(2, 1, 1));
        var image = new Volume<float>(g, [0, 0, 1, 1]) { StoredType = type };
        var lesion = new Mask(g, [false, true, true, false]);

        var f = PyradiomicsParameters.Parse("setting: {resampledPixelSpacing: [1, 0, 0], interpolator: sitkLinear, minimumROIDimensions: 1}")
            .Extract(image, lesion, TestContext.Current.CancellationToken).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);

        // Samples at 0.75, 1.25, 1.75, 2.25 of the source: 0, a quarter, three quarters, 1.
        Assert.Equal((third + fourth + 1) / 4, f["original_firstorder_Mean"], 1e-12);
    }

    /// <summary>A spline overshoots a step from 0 to 255; 8 bits end there, 16 bits and floats do not.</summary>
    [Theory]
    [InlineData(VoxelType.UInt8, true)]
    [InlineData(VoxelType.Int16, false)]
    [InlineData(VoxelType.Float32, false)]
    public void Extract_SplineBeyondTheType_EndsThere(VoxelType type, bool ends)
    {
        var g = VolumeGeometry.AxisAligned(12, 1, 1, new Vector3D(2, 1, 1));
        var image = new Volume<float>(g, [0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255]) { StoredType = type };

        var f = PyradiomicsParameters.Parse("setting: {resampledPixelSpacing: [1, 0, 0], minimumROIDimensions: 1}")
            .Extract(image, new Mask(g, [.. Enumerable.Repeat(true, 12)]), TestContext.Current.CancellationToken).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);

        Assert.Equal(ends, f["original_firstorder_Minimum"] == 0 && f["original_firstorder_Maximum"] == 255);
        Assert.Equal(!ends, f["original_firstorder_Minimum"] < -1 && f["original_firstorder_Maximum"] > 256);
    }

    /// <summary>Re-segmentation to one half of a bar: shape is of that half of the box, of all its voxels.</summary>
    [Theory]
    [InlineData(false, 6)]
    [InlineData(true, 5)]
    public void Extract_Resegmented_ShapeIsOfTheBoxThatIsLeft(bool resegmentShape, int voxels)
    {
        var g = VolumeGeometry.AxisAligned(4, 3, 1, new Vector3D(1, 1, 1));
        var image = new Volume<float>(g, [10, 10, 0, 0, 10, 0, 0, 0, 10, 10, 0, 0]);

        var f = PyradiomicsParameters.Parse(FormattableString.Invariant($"setting: {{resegmentRange: [5, 20], resegmentShape: {(resegmentShape ? "true" : "false")}}}"))
            .Extract(image, new Mask(g, [.. Enumerable.Repeat(true, 12)]), TestContext.Current.CancellationToken).ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);

        Assert.Equal(voxels, f["original_shape_VoxelVolume"], 1e-12);
        Assert.Equal(500, f["original_firstorder_Energy"], 1e-12);
    }

    /// <summary>Without a label pyradiomics takes 1, in a file for one lesion and in a cohort; IBSI has every voxel that is not zero.</summary>
    [Theory]
    [InlineData("pyradiomics", 1, 8)]
    [InlineData("ibsi-1-dp", null, 12)]
    public void Create_MaskOfSeveralValues_TakesTheLabelOfThePreset(string name, int? label, int voxels)
    {
        var g = VolumeGeometry.AxisAligned(4, 3, 2, new Vector3D(1, 1, 1));
        var (image, mask) = (Path.Combine(_folder, "i.nii.gz"), Path.Combine(_folder, "m.nii.gz"));
        NiftiFile.Write(image, new Volume<float>(g, [.. Enumerable.Range(0, 24).Select(i => (float)i)]));
        NiftiFile.Write(mask, new Volume<byte>(g, [.. Enumerable.Range(0, 24).Select(i => (byte)(i < 8 ? 1 : i < 12 ? 2 : 0))]));
        var manifest = Path.Combine(_folder, "manifest.csv");
        File.WriteAllLines(manifest, ["patient_id,kind,name,path", "P1,mri,t1,i.nii.gz", "P1,mask,t1,m.nii.gz"]);
        var preset = RadiomicsPreset.Find(name);

        var table = FeatureStore.Open(Path.Combine(_folder, "store")).Compute(RadiomicsJob.Create(preset, ["t1"]), Cohort.LoadFiles(manifest), cancellationToken: TestContext.Current.CancellationToken).Table;

        Assert.Equal(label, preset.LabelIn(mask));
        Assert.Null(preset.LabelIn("lesion.dcm"));
        Assert.Equal(voxels, table.Column(name == "pyradiomics" ? "t1.original_shape_VoxelVolume" : "t1.int_mask_vox_count_init_roi")[0], 1e-12);
    }

    private static string[] Case(string name) => ["cases", "radiomics", $"{name}.nii.gz"];

    private static Dictionary<string, double> Extract(RadiomicsPreset preset, (Volume<float> Image, Mask Mask) lesion) =>
        preset.Extract(lesion.Image, lesion.Mask, TestContext.Current.CancellationToken).ToDictionary(f => f.Key["original_".Length..], f => f.Value, StringComparer.Ordinal);
}
