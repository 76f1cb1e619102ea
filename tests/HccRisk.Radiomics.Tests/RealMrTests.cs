using HccRisk.Imaging;
using Xunit;

namespace HccRisk.Radiomics.Tests;

/// <summary>Real MR volumes without published features: image and mask really match, and the numbers obey what they must.</summary>
public sealed class RealMrTests
{
    [Fact]
    public void Extract_AbdominalMrLiver_IsConsistent()
    {
        var (image, mask) = RadiomicsOracle.Load(
            ["data", "totalsegmentator", "example_mr_sm.nii.gz"], ["data", "totalsegmentator", "example_seg_mr.nii.gz"], label: 5);

        CheckConsistency(image, mask);
    }

    [Fact]
    public void Extract_SarcomaT1_IsConsistent()
    {
        var (image, mask) = RadiomicsOracle.Load(
            ["data", "ibsi", "ibsi_validation", "nifti", "STS_001", "MR_T1_image.nii.gz"],
            ["data", "ibsi", "ibsi_validation", "nifti", "STS_001", "MR_T1_mask.nii.gz"]);
        Assert.Equal(117145, mask.Count); // as the data's notes state

        CheckConsistency(image, mask);
    }

    [Fact]
    public void Extract_RaggedMaskMirrored_KeepsShapeWithinTheMeshTablesLimits()
    {
        var (image, mask) = RadiomicsOracle.Brain();
        var g = mask.Geometry;
        var mirrored = new bool[g.VoxelCount];
        for (var i = 0; i < mirrored.Length; i++)
        {
            var row = i / g.Width;
            mirrored[i] = mask.Inside[(g.Width * (row / g.Height * g.Height)) + (g.Width * (g.Height - 1 - (row % g.Height))) + (g.Width - 1 - (i % g.Width))];
        }

        var options = new RadiomicsOptions { Families = RadiomicsFamilies.Morphology };
        var a = RadiomicsOracle.Extract(options, image, mask);
        var b = RadiomicsOracle.Extract(options, image, new Mask(g, mirrored));

        // The table joins ambiguous cubes by orientation: what the mesh alone decides may move, what voxels and hull decide may not.
        Assert.Equal(a["morph_volume_mesh"], b["morph_volume_mesh"], 2e-3 * a["morph_volume_mesh"]);
        Assert.Equal(a["morph_surface_area"], b["morph_surface_area"], 1e-3 * a["morph_surface_area"]);
        Assert.All(
            (string[])["morph_volume_voxels", "morph_maximum_diameter", "morph_major_axis_length", "morph_least_axis_length", "morph_flatness"],
            name => Assert.Equal(a[name], b[name], 1e-10 * a[name]));
    }

    private static void CheckConsistency(Volume<float> image, Mask mask)
    {
        image.Geometry.EnsureMatches(mask.Geometry);
        var f = RadiomicsOracle.Extract(new RadiomicsOptions(), image, mask);
        var roi = new List<double>();
        for (var i = 0; i < mask.Inside.Length; i++)
        {
            if (mask.Inside[i])
            {
                roi.Add(image.Voxels[i]);
            }
        }

        Assert.All(f.Where(p => p.Key != "phase_relative_mean_s"), p => Assert.True(double.IsFinite(p.Value), p.Key));
        Assert.Equal(roi.Average(), f["stat_mean"], 1e-9 * Math.Abs(roi.Average()));
        Assert.Equal(roi.Min(), f["stat_minimum"]);
        Assert.Equal(roi.Max(), f["stat_maximum"]);
        Assert.Equal(roi.Order().ElementAt((roi.Count - 1) / 2), f["stat_median"], 1e-9 + (roi.Order().ElementAt(roi.Count / 2) - roi.Order().ElementAt((roi.Count - 1) / 2)));
        Assert.Equal(mask.Count * mask.Geometry.VoxelVolume, f["morph_volume_voxels"], 1e-6 * f["morph_volume_voxels"]);
        Assert.InRange(f["morph_volume_mesh"], 0.9 * f["morph_volume_voxels"], 1.02 * f["morph_volume_voxels"]);
        Assert.InRange(f["morph_volume_density_hull"], 0.05, 1);
        Assert.InRange(f["morph_sphericity"], 0.05, 1); // isoperimetric inequality
        Assert.InRange(f["morph_maximum_diameter"], f["morph_major_axis_length"] * 0.7, 1000);
        Assert.InRange(f["glcm_joint_average"], 1, 32);
        Assert.Equal(2 * f["glcm_joint_average"], f["glcm_sum_average"], 1e-9 * f["glcm_sum_average"]);
        Assert.Equal((4 * f["glcm_joint_variance"]) - f["glcm_contrast"], f["glcm_cluster_tendency"], 1e-9 * f["glcm_cluster_tendency"]);
    }
}
