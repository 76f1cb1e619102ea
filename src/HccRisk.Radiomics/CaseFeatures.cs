using HccRisk.Imaging;
using HccRisk.Radiomics.Families;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Radiomics.Regions;

namespace HccRisk.Radiomics;

/// <summary>The features of one patient: lesion, phases and regions, grid by grid. What cannot be measured stays NaN, with the reason.</summary>
/// <param name="options">What to compute.</param>
/// <param name="names">Names of the series, in the order of the columns.</param>
/// <param name="strict">How many series, from the first, must be measurable.</param>
/// <param name="threads">Families computed at once.</param>
/// <param name="missing">Receives the reasons.</param>
internal sealed class CaseFeatures(RadiomicsOptions options, IReadOnlyList<string> names, int strict, int threads, List<string> missing)
{
    private readonly RadiomicsOptions _regionOptions = options with { Families = options.Regions.Families };
    private readonly IntensityScale?[] _scales = new IntensityScale?[names.Count];
    private readonly List<string> _source = [];

    /// <summary>What was measured, in one line.</summary>
    internal string Source => string.Join("; ", _source);

    /// <param name="groups">The series by grid; those without intensities to measure are taken out.</param>
    /// <param name="values">Receives a value a column; NaN before.</param>
    /// <param name="cancellationToken">Checked between series and families.</param>
    internal void Compute(List<GridGroup> groups, Span<double> values, CancellationToken cancellationToken)
    {
        foreach (var group in groups)
        {
            Prepare(group, cancellationToken);
        }

        var (shape, width) = Widths(options);
        var lesion = values[..(shape + (width * names.Count))];
        foreach (var group in groups)
        {
            ComputeLesion(group, group == groups[0], lesion, cancellationToken);
        }

        values = values[lesion.Length..];
        if (options.Families.HasFlag(RadiomicsFamilies.MultiPhase))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = MultiPhase.Columns(names, options.Phases).Count;
            MultiPhase.Compute(names, groups, options.Phases, missing, values[..count]);
            values = values[count..];
        }

        foreach (var group in groups.Where(g => g == groups[0] || g.Series.Count > 0))
        {
            var who = group == groups[0] ? string.Empty : string.Join(", ", group.Series.Select(s => s.Series.Name)) + ": ";
            _source.Add(who + CaseText.Grid(group.Masks.Lesion));
            _source.Add(FormattableString.Invariant($"lesion {group.Masks.Lesion.Count} voxels"));
            if (options.Regions.Any)
            {
                ComputeRegions(group, who, values, cancellationToken);
            }
        }
    }

    private static (int Shape, int Series) Widths(RadiomicsOptions options) =>
        (ShapeFeatures.Columns(options.Families).Count(), SeriesFeatures.Columns(options.Families).Count());

    /// <summary>Bias field and scale of each series; one that has none is taken out.</summary>
    private void Prepare(GridGroup group, CancellationToken cancellationToken)
    {
        for (var i = group.Series.Count - 1; i >= 0; i--)
        {
            var (place, series) = group.Series[i];
            try
            {
                if (options.BiasField is not null)
                {
                    series = series with { Image = BiasFieldStage.Correct(series, options, cancellationToken).Corrected };
                    group.Series[i] = (place, series);
                }

                _scales[place] = IntensityScale.Create(options, series, group.Masks.Reference);
            }
            catch (InvalidIntensityException e) when (place >= strict)
            {
                missing.Add(e.Message);
                group.Series.RemoveAt(i);
            }
        }
    }

    private LesionRegion Resampled(Mask mask, string name) =>
        LesionRegion.Resample(mask, options, Math.Max(options.GlcmDistance, options.NeighbourhoodDistance), name);

    private void ComputeLesion(GridGroup group, bool isFirst, Span<double> values, CancellationToken cancellationToken)
    {
        var (shape, width) = Widths(options);
        if (!isFirst && (width == 0 || group.Series.Count == 0))
        {
            return;
        }

        LesionRegion region;
        try
        {
            region = Resampled(group.Masks.Lesion, "lesion");
        }
        catch (EmptyMaskException e) when (!isFirst && group.Series.TrueForAll(s => s.Place >= strict))
        {
            missing.AddRange(group.Series.Select(s => $"{s.Series.Name}: {e.Message}"));
            group.Series.Clear();
            return;
        }

        using (region)
        {
            var meshVolume = Shape(region, options, isFirst ? values[..shape] : default, string.Empty);
            foreach (var (place, series) in group.Series)
            {
                ComputeSeries(region, series, place, meshVolume, options, values.Slice(shape + (place * width), width), cancellationToken);
            }
        }
    }

    private void ComputeRegions(GridGroup group, string who, Span<double> values, CancellationToken cancellationToken)
    {
        var (shape, width) = Widths(_regionOptions);
        foreach (var region in PatientRegion.Of(group.Masks, options.Regions))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _source.Add(FormattableString.Invariant($"{region.Name} {region.Mask?.Count ?? 0}"));
            var own = values[..(shape + (width * names.Count))];
            values = values[own.Length..];
            if (region.Remark is not null)
            {
                missing.Add($"{who}{region.Name}: {region.Remark}");
            }

            if (region.Mask is null)
            {
                continue;
            }

            try
            {
                using var resampled = Resampled(region.Mask, region.Name);
                var meshVolume = Shape(resampled, _regionOptions, who.Length == 0 ? own[..shape] : default, $"{region.Name}: ");
                foreach (var (place, series) in group.Series)
                {
                    ComputeSeries(resampled, series, place, meshVolume, _regionOptions, own.Slice(shape + (place * width), width), cancellationToken);
                }
            }
            catch (EmptyMaskException e)
            {
                missing.Add($"{who}{region.Name}: {e.Message}");
            }
        }
    }

    /// <returns>The volume of the mesh, which integrated intensity needs on every grid.</returns>
    private double Shape(LesionRegion region, RadiomicsOptions of, Span<double> result, string who)
    {
        if (result.IsEmpty)
        {
            var families = of.Families & RadiomicsFamilies.Morphology;
            return ShapeFeatures.Compute(region, families, new double[ShapeFeatures.Columns(families).Count()]);
        }

        var meshVolume = ShapeFeatures.Compute(region, of.Families, result);
        Undefined.Explain(ShapeFeatures.Columns(of.Families), result, $"{who}shape", FormattableString.Invariant($"{region.Count} voxels"), missing);
        return meshVolume;
    }

    /// <summary>A series with NaN in a region, such as beyond its field of view, is NaN there and nowhere else.</summary>
    private void ComputeSeries(
        LesionRegion region, RadiomicsSeries series, int place, double meshVolume, RadiomicsOptions of, Span<double> values, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (values.IsEmpty)
        {
            return;
        }

        try
        {
            SeriesFeatures.Compute(region, series, _scales[place]!.Value, meshVolume, of, values, missing, threads, cancellationToken);
        }
        catch (InvalidIntensityException e) when (place >= strict || of != options)
        {
            values.Fill(double.NaN);
            missing.Add(e.Message);
        }
    }
}
