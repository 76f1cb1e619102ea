using System.Runtime.ExceptionServices;
using HccRisk.Imaging;
using HccRisk.Radiomics.Filters;
using HccRisk.Radiomics.Layout;
using HccRisk.Radiomics.Morphology;
using HccRisk.Radiomics.Phases;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Radiomics.Presets;
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
    private readonly IntensityScale?[] _scales = new IntensityScale?[layout.Series.Count + layout.Maps.Count];
    private readonly RadiomicsOptions _ofMaps = options.OfMaps;
    private readonly Dictionary<GridGroup, LiverZones> _zones = new(ReferenceEqualityComparer.Instance);
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

        if (layout.Maps.Count > 0)
        {
            Array.Fill(_scales, IntensityScale.None, layout.Series.Count, layout.Maps.Count);
            PhaseMaps.Add(layout.Series, layout.Maps, groups, options.Phases.Signs!, Zones, missing);
        }

        foreach (var group in groups)
        {
            ComputeLesion(group, group == groups[0], values, cancellationToken);
        }

        if (layout.Phases is { } phases)
        {
            cancellationToken.ThrowIfCancellationRequested();
            PhaseFeatures.Compute(layout.Series, groups, options.Phases, Zones, missing, phases.Of(values));
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

        foreach (var change in layout.Changes)
        {
            ComputeChange(change, values);
        }
    }

    private RadiomicsOptions OptionsOf(int place) => place < layout.Series.Count ? options : _ofMaps;

    private LiverZones Zones(GridGroup group)
    {
        if (!_zones.TryGetValue(group, out var zones))
        {
            _zones[group] = zones = LiverZones.Of(group.Masks, options.Phases);
        }

        return zones;
    }

    /// <summary>What is NaN in one of the two is NaN, and said already to be so.</summary>
    private void ComputeChange(PhaseDifference change, double[] values)
    {
        foreach (var (filter, region) in layout.Filters.SelectMany(f => options.Regions.Names.Prepend(AxisMember.LesionName).Select(r => (f, r))))
        {
            Span<double> Of(string name) => layout.Part(filter, region, name).Of(values);

            var of = Of(change.Of);
            var minus = Of(change.Minus);
            var result = Of(change.Name);
            var undefined = 0;
            for (var i = 0; i < result.Length; i++)
            {
                result[i] = of[i] - minus[i];
                if (change.Kind == PhaseDifferenceKind.RelativeChange)
                {
                    undefined += minus[i] == 0 ? 1 : 0;
                    result[i] = minus[i] == 0 ? double.NaN : result[i] / Math.Abs(minus[i]);
                }
            }

            if (undefined > 0)
            {
                missing.Add(FormattableString.Invariant($"{change.Name}: {undefined} of {result.Length} features of the {region} are not defined: they are 0 in {change.Minus}"));
            }
        }
    }

    /// <summary>Bias field and scale of each series; one that has none is taken out.</summary>
    private void Prepare(GridGroup group, CancellationToken cancellationToken)
    {
        var tissue = new Lazy<Mask?>(() => TissueMask.Of(group.Masks, options));
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

                _scales[place] = IntensityScale.Create(options, series, tissue.Value);
            }
            catch (InvalidIntensityException e) when (place >= strict)
            {
                missing.Add(e.Message);
                group.Series.RemoveAt(i);
            }
        }
    }

    private LesionRegion Resampled(Mask mask, string name) =>
        LesionRegion.Resample(mask, options, options.Texture.Distances([Math.Max(options.GlcmDistance, options.NeighbourhoodDistance)]).Last(), name);

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
            shape.Explain(values, $"{shapeOf}shape", FormattableString.Invariant($"{region.Count} voxels"), missing, PyradiomicsNames.GivenOut(options));
        }

        foreach (var (place, series) in group.Series)
        {
            ComputeSeries(region, place, series, meshVolume, measurable, values, cancellationToken);
        }
    }

    /// <summary>A region in a series: the image, then each response, on the same voxels.</summary>
    private void ComputeSeries(
        LesionRegion region, int place, RadiomicsSeries series, double meshVolume, int measurable, double[] values, CancellationToken cancellationToken)
    {
        AxisMember[] asked = [.. layout.Filters.Where(filter => layout.Part(filter, region.Name, series.Name).Count > 0)];
        if (asked.Length == 0)
        {
            return;
        }

        var scale = _scales[place]!.Value;
        var own = OptionsOf(place);
        SeriesIntensities intensities;
        try
        {
            intensities = SeriesIntensities.Create(region, series, scale, own);
        }
        catch (InvalidIntensityException e) when (place >= measurable)
        {
            // A series with NaN in a region, such as beyond its field of view, is NaN there and nowhere else.
            missing.Add(e.Message);
            return;
        }

        using (intensities)
        {
            var original = asked[0].Filter is null ? 1 : 0;
            if (original > 0)
            {
                var part = layout.Part(asked[0], region.Name, series.Name);
                SeriesFeatures.Compute(
                    region, series, scale, intensities, meshVolume, own, series.Name, part, values, missing, threads, cancellationToken);
            }

            if (asked.Length > original)
            {
                ComputeResponses(region, (place, series, scale), intensities, asked[original..], measurable, values, cancellationToken);
            }
        }
    }

    private void ComputeResponses(
        LesionRegion region,
        (int Place, RadiomicsSeries Series, IntensityScale Scale) of,
        SeriesIntensities intensities,
        AxisMember[] filters,
        int measurable,
        double[] values,
        CancellationToken cancellationToken)
    {
        var all = OptionsOf(of.Place);
        var (series, own) = (of.Series, all.Filters.OfResponses(all));
        var source = new SeriesResponses(region, series, of.Scale, all, threads);
        var (reasons, faults) = (new List<string>[filters.Length], new InvalidIntensityException?[filters.Length]);
        void Compute(int i)
        {
            cancellationToken.ThrowIfCancellationRequested();
            reasons[i] = [];
            var (filter, part) = (filters[i].Filter!, layout.Part(filters[i], region.Name, series.Name));
            try
            {
                using var response = source.Of(filter, region, intensities);
                response.CheckFinite(region, $"{series.Name}' under the filter '{filter.Name}");
                SeriesFeatures.Compute(
                    region, series, of.Scale, response, double.NaN, own, $"{series.Name} {filter.Name}", part, values, reasons[i], 1, cancellationToken);
            }
            catch (InvalidIntensityException e)
            {
                reasons[i].Add(e.Message);
                faults[i] = e;
            }
        }

        if (threads == 1)
        {
            for (var i = 0; i < filters.Length; i++)
            {
                Compute(i);
            }
        }
        else
        {
            // Each filter writes to a place of its own.
            Parallel.For(0, filters.Length, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken }, Compute);
        }

        if (of.Place < measurable && Array.Find(faults, f => f is not null) is { } fault)
        {
            ExceptionDispatchInfo.Throw(fault);
        }

        missing.AddRange(reasons.SelectMany(r => r));
    }
}
