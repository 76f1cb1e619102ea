using HccRisk.Imaging;
using HccRisk.Radiomics.Layout;
using HccRisk.Radiomics.Morphology;
using HccRisk.Radiomics.Phases;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics;

/// <summary>The features of one patient: lesion, phases and regions, grid by grid. What cannot be measured stays NaN, with the reason.</summary>
/// <param name="options">How to compute.</param>
/// <param name="layout">Where each feature stands.</param>
/// <param name="strict">How many series, from the first, must be measurable.</param>
/// <param name="threads">Families computed at once.</param>
/// <param name="missing">Receives the reasons.</param>
internal sealed class CaseFeatures(RadiomicsOptions options, FeatureLayout layout, int strict, int threads, List<string> missing)
{
    private readonly IntensityScale?[] _scales = new IntensityScale?[layout.Series.Count];
    private readonly List<string> _source = [];

    /// <summary>What was measured, in one line.</summary>
    internal string Source => string.Join("; ", _source);

    /// <param name="groups">The series by grid; those without intensities to measure are taken out.</param>
    /// <param name="values">Receives a value a column; NaN before.</param>
    /// <param name="cancellationToken">Checked between series and families.</param>
    internal void Compute(List<GridGroup> groups, double[] values, CancellationToken cancellationToken)
    {
        foreach (var group in groups)
        {
            Prepare(group, cancellationToken);
        }

        foreach (var group in groups)
        {
            ComputeLesion(group, group == groups[0], values, cancellationToken);
        }

        if (layout.Phases is { } phases)
        {
            cancellationToken.ThrowIfCancellationRequested();
            PhaseFeatures.Compute(layout.Series, groups, options.Phases, missing, phases.Of(values));
        }

        foreach (var group in groups.Where(g => g == groups[0] || g.Series.Count > 0))
        {
            var who = group == groups[0] ? string.Empty : string.Join(", ", group.Series.Select(s => s.Series.Name)) + ": ";
            _source.Add(who + CaseText.Grid(group.Masks.Lesion));
            _source.Add(FormattableString.Invariant($"lesion {group.Masks.Lesion.Count} voxels"));
            if (options.Regions.Any)
            {
                ComputeRegions(group, group == groups[0], who, values, cancellationToken);
            }
        }
    }

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

    private void ComputeLesion(GridGroup group, bool isFirst, double[] values, CancellationToken cancellationToken)
    {
        const string name = AxisMember.LesionName;
        if (!isFirst && !group.Series.Exists(s => layout.Filters.Any(filter => layout.Part(filter, name, s.Series.Name).Count > 0)))
        {
            return;
        }

        LesionRegion region;
        try
        {
            region = Resampled(group.Masks.Lesion, name);
        }
        catch (EmptyMaskException e) when (!isFirst && group.Series.TrueForAll(s => s.Place >= strict))
        {
            missing.AddRange(group.Series.Select(s => $"{s.Series.Name}: {e.Message}"));
            group.Series.Clear();
            return;
        }

        using (region)
        {
            ComputeRegion(region, group, isFirst ? string.Empty : null, strict, values, cancellationToken);
        }
    }

    private void ComputeRegions(GridGroup group, bool isFirst, string who, double[] values, CancellationToken cancellationToken)
    {
        foreach (var region in PatientRegion.Of(group.Masks, options.Regions))
        {
            cancellationToken.ThrowIfCancellationRequested();
            _source.Add(FormattableString.Invariant($"{region.Name} {region.Mask?.Count ?? 0}"));
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
                ComputeRegion(resampled, group, isFirst ? $"{region.Name}: " : null, 0, values, cancellationToken);
            }
            catch (EmptyMaskException e)
            {
                missing.Add($"{who}{region.Name}: {e.Message}");
            }
        }
    }

    /// <param name="region">The region on the group's grid.</param>
    /// <param name="group">Its series.</param>
    /// <param name="shapeOf">What its shape is called in reasons; null: the shape is that on another grid.</param>
    /// <param name="measurable">How many series, from the first, must be measurable.</param>
    /// <param name="values">Receives the values.</param>
    /// <param name="cancellationToken">Checked between series and families.</param>
    private void ComputeRegion(
        LesionRegion region, GridGroup group, string? shapeOf, int measurable, double[] values, CancellationToken cancellationToken)
    {
        var shape = layout.Shape(region.Name);
        double meshVolume;
        if (shapeOf is null)
        {
            meshVolume = shape.Families.HasFlag(RadiomicsFamilies.Morphology) ? MorphologicalFeatures.MeshVolume(region) : double.NaN;
        }
        else
        {
            meshVolume = ShapeFeatures.Compute(region, shape, values);
            shape.Explain(values, $"{shapeOf}shape", FormattableString.Invariant($"{region.Count} voxels"), missing);
        }

        foreach (var (place, series) in group.Series)
        {
            foreach (var filter in layout.Filters)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var part = layout.Part(filter, region.Name, series.Name);
                try
                {
                    var scale = _scales[place]!.Value;
                    SeriesFeatures.Compute(region, series, scale, meshVolume, options, part, values, missing, threads, cancellationToken);
                }
                catch (InvalidIntensityException e) when (place >= measurable)
                {
                    // A series with NaN in a region, such as beyond its field of view, is NaN there and nowhere else.
                    part.Of(values).Fill(double.NaN);
                    missing.Add(e.Message);
                }
            }
        }
    }
}
