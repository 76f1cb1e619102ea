using HccRisk.Imaging;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Preprocessing;

/// <summary>What image and masks look like before, between and after the steps, by the tags of the IBSI-1 reference tables.</summary>
internal static class StageDiagnostics
{
    /// <summary>The tags, but for those of a bias field and a normalisation.</summary>
    internal static IReadOnlyList<string> Names { get; } = Tags();

    internal static IReadOnlyList<KeyValuePair<string, double>> Compute(
        RadiomicsSeries series, RadiomicsCase patient, RadiomicsOptions options, CancellationToken cancellationToken)
    {
        var result = new List<KeyValuePair<string, double>>();
        var raw = new RadiomicsOptions();
        var (lesion, before) = (patient.Lesion, series);
        var field = options.BiasField is null ? null : BiasFieldStage.Correct(series, options, cancellationToken);
        series = field is null ? series : series with { Image = field.Corrected };
        var scale = IntensityScale.Create(options, series, TissueMask.Of(patient, options));
        using var initial = LesionRegion.Create(lesion, null, 1);
        using var working = LesionRegion.Resample(lesion, options, 1);
        AddImage(result, "init", initial, before, IntensityScale.None, raw);
        cancellationToken.ThrowIfCancellationRequested();
        AddImage(result, "interp", working, series, scale, options);
        cancellationToken.ThrowIfCancellationRequested();
        AddRegion(result, "init", initial, before, IntensityScale.None, raw);
        AddRegion(result, "interp", working, series, scale, options with { ResegmentationMinimum = null, ResegmentationMaximum = null, ResegmentationSigmas = null });
        AddRegion(result, "reseg", working, series, scale, options);
        if (field is not null)
        {
            var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
            foreach (var value in field.Field.Voxels)
            {
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }

            result.Add(new("bias_field_min", low));
            result.Add(new("bias_field_max", high));
            result.Add(new("bias_iterations", field.Iterations));
            result.Add(new("bias_converged", field.HasConverged ? 1 : 0));
        }

        if (scale != IntensityScale.None)
        {
            result.Add(new("norm_centre", scale.Centre));
            result.Add(new("norm_width", scale.Width));
            result.Add(new("norm_offset", scale.Offset));
            result.Add(new("norm_factor", scale.Factor));
        }

        return result;
    }

    /// <summary>The tags of an image of one voxel are those of every image.</summary>
    private static string[] Tags()
    {
        var g = VolumeGeometry.AxisAligned(1, 1, 1, new Vector3D(1, 1, 1));
        var masks = new RadiomicsCase { Series = [], Lesion = new Mask(g, [true]) };
        return [.. Compute(new RadiomicsSeries("image", new Volume<float>(g, [0])), masks, new RadiomicsOptions(), CancellationToken.None).Select(d => d.Key)];
    }

    private static void AddImage(
        List<KeyValuePair<string, double>> result, string stage, LesionRegion region, RadiomicsSeries series, IntensityScale scale, RadiomicsOptions options)
    {
        var box = region.Grid.Whole;
        var values = BoxScratch<double>.Rent(box.Count);
        try
        {
            ImageSampling.Sample(region, series, scale, options, box, values);
            AddAxes(result, "img_dim", $"{stage}_img", box.Width, box.Height, box.Depth);
            AddAxes(result, "vox_dim", $"{stage}_img", region.Spacing.X, region.Spacing.Y, region.Spacing.Z);
            AddIntensities(result, string.Empty, $"{stage}_img", values.AsSpan(0, box.Count));
        }
        finally
        {
            BoxScratch<double>.Return(values);
        }
    }

    private static void AddRegion(
        List<KeyValuePair<string, double>> result, string stage, LesionRegion region, RadiomicsSeries series, IntensityScale scale, RadiomicsOptions options)
    {
        using var intensities = SeriesIntensities.Create(region, series, scale, options, requireFinite: false);
        var roi = $"{stage}_roi";
        AddAxes(result, "int_mask_dim", roi, region.Grid.X.Count, region.Grid.Y.Count, region.Grid.Z.Count);
        AddBox(result, "int_mask_bb_dim", roi, intensities.Voxels);
        AddBox(result, "morph_mask_bb_dim", roi, region.Voxels);
        result.Add(new($"int_mask_vox_count_{roi}", intensities.Count));
        result.Add(new($"morph_mask_vox_count_{roi}", region.Count));
        AddIntensities(result, "int_mask_", roi, intensities.Values);
    }

    private static void AddBox(List<KeyValuePair<string, double>> result, string name, string stage, ReadOnlySpan<RegionVoxel> voxels)
    {
        if (voxels.IsEmpty)
        {
            AddAxes(result, name, stage, 0, 0, 0);
            return;
        }

        var box = VoxelBox.Around(voxels);
        AddAxes(result, name, stage, box.Width, box.Height, box.Depth);
    }

    private static void AddAxes(List<KeyValuePair<string, double>> result, string name, string stage, double x, double y, double z)
    {
        result.Add(new($"{name}_x_{stage}", x));
        result.Add(new($"{name}_y_{stage}", y));
        result.Add(new($"{name}_z_{stage}", z));
    }

    private static void AddIntensities(List<KeyValuePair<string, double>> result, string prefix, string stage, ReadOnlySpan<double> values)
    {
        var (sum, minimum, maximum) = (0.0, double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            sum += value;
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
        }

        var empty = values.IsEmpty;
        result.Add(new($"{prefix}mean_int_{stage}", empty ? double.NaN : sum / values.Length));
        result.Add(new($"{prefix}min_int_{stage}", empty ? double.NaN : minimum));
        result.Add(new($"{prefix}max_int_{stage}", empty ? double.NaN : maximum));
    }
}
