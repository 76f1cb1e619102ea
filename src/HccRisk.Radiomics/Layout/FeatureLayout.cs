using HccRisk.Core.Columns;
using HccRisk.Core.Naming;
using HccRisk.Radiomics.Phases;
using HccRisk.Radiomics.Preprocessing;

namespace HccRisk.Radiomics.Layout;

/// <summary>
/// Where each feature of a patient stands: filter by filter, region by region (the lesion first), series by series (before them the region's
/// shape, after them differences of phases, after those of the lesion the enhancement over phases), family by family. It follows from options and names of series alone, so that
/// it is the same for every patient; nobody else counts columns.
/// </summary>
internal sealed class FeatureLayout
{
    /// <summary>What the columns of shape begin with, in the place of a series.</summary>
    private const string ShapeName = "shape";

    private readonly Dictionary<(AxisMember Filter, string Region), FeaturePart> _shapes = [];
    private readonly Dictionary<(AxisMember Filter, string Region, string Series), FeaturePart> _series = [];

    /// <param name="options">Which families of which regions under which filters.</param>
    /// <param name="seriesNames">Names of the series, in order; each unique, of letters, digits, underscore and hyphen.</param>
    /// <exception cref="ArgumentException">There is no series, or a name cannot be used.</exception>
    internal FeatureLayout(RadiomicsOptions options, IReadOnlyList<string> seriesNames)
        : this(options, seriesNames, [.. options.Filters.Members])
    {
    }

    /// <param name="options">Which families of which regions.</param>
    /// <param name="seriesNames">Names of the series, in order; each unique, of letters, digits, underscore and hyphen.</param>
    /// <param name="filters">The filters, the image as it is first.</param>
    /// <exception cref="ArgumentException">There is no series, or a name cannot be used.</exception>
    internal FeatureLayout(RadiomicsOptions options, IReadOnlyList<string> seriesNames, IReadOnlyList<AxisMember> filters)
    {
        CheckNames(seriesNames);
        CheckDifferences(seriesNames, options.Phases.Differences);
        if (options.Normalisation == IntensityNormalisation.Nyul)
        {
            foreach (var name in seriesNames)
            {
                _ = NyulScale.Of(options, name);
            }
        }

        (Filters, Series) = (filters, [.. seriesNames]);
        Maps = [.. options.Phases.Differences.Where(d => d.Kind == PhaseDifferenceKind.Map)];
        Changes = [.. options.Phases.Differences.Except(Maps)];
        AxisMember[] regions =
        [
            AxisMember.Lesion(options.Families), .. options.Regions.Names.Select(name => AxisMember.Region(name, options.Regions.Families)),
        ];
        var parts = new List<FeaturePart>();
        var start = 0;
        FeaturePart Add(string prefix, IEnumerable<FeatureFamily> families)
        {
            var part = new FeaturePart(prefix, families, start);
            parts.Add(part);
            start += part.Count;
            return part;
        }

        foreach (var filter in Filters)
        {
            foreach (var region in regions)
            {
                var asked = filter.Families & region.Families;
                string Prefix(string series) => $"{series}.{region.Prefix}{filter.Prefix}";
                IEnumerable<FeatureFamily> Of(FeatureFamily[] families) => families.Where(f => asked.HasFlag(f.Flag));
                _shapes[(filter, region.Name)] = Add(Prefix(ShapeName), Of(FeatureFamily.OfShape));
                foreach (var name in Series.Concat(Maps.Concat(Changes).Select(d => d.Name)))
                {
                    _series[(filter, region.Name, name)] = Add(Prefix(name), Of(FeatureFamily.OfSeries));
                }

                if (asked.HasFlag(RadiomicsFamilies.MultiPhase))
                {
                    var columns = PhaseFeatures.Columns(Series, options.Phases);
                    Phases = Add(string.Empty, [new FeatureFamily(RadiomicsFamilies.MultiPhase, columns)]);
                }
            }
        }

        Columns = Array.AsReadOnly(parts.SelectMany(p => p.Columns).ToArray());
        OwnColumns = Array.AsReadOnly(parts.SelectMany(p => p.OwnColumns).ToArray());
    }

    /// <summary>The filters, the image as it is first.</summary>
    internal IReadOnlyList<AxisMember> Filters { get; }

    /// <summary>Names of the series, in order.</summary>
    internal IReadOnlyList<string> Series { get; }

    /// <summary>Differences of phases that are measured like series, after them.</summary>
    internal IReadOnlyList<PhaseDifference> Maps { get; }

    /// <summary>Differences of the features of phases, after those.</summary>
    internal IReadOnlyList<PhaseDifference> Changes { get; }

    /// <summary>Every column, in order.</summary>
    internal IReadOnlyList<FeatureColumn> Columns { get; }

    /// <summary>The same without filter, region and series in their names.</summary>
    internal IReadOnlyList<FeatureColumn> OwnColumns { get; }

    /// <summary>Enhancement of the lesion over phases; null when it is not asked for.</summary>
    internal FeaturePart? Phases { get; }

    /// <summary>The shape of a region.</summary>
    /// <param name="region">Its name.</param>
    internal FeaturePart Shape(string region) => _shapes[(Filters[0], region)];

    /// <summary>A region in a series under a filter.</summary>
    /// <param name="filter">One of <see cref="Filters"/>.</param>
    /// <param name="region">Name of the region.</param>
    /// <param name="series">Name of the series.</param>
    internal FeaturePart Part(AxisMember filter, string region, string series) => _series[(filter, region, series)];

    /// <summary>Whether a name can begin names of columns.</summary>
    internal static bool IsSeriesName(string name) =>
        !string.IsNullOrEmpty(name) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    private static void CheckDifferences(IReadOnlyList<string> seriesNames, IReadOnlyList<PhaseDifference> differences)
    {
        foreach (var difference in differences)
        {
            if (new[] { difference.Of, difference.Minus }.FirstOrDefault(name => !seriesNames.Contains(name, StringComparer.Ordinal)) is { } unknown)
            {
                throw new ArgumentException($"Phases.Differences compares '{unknown}', which is none of the series{NearestNames.Hint(unknown, seriesNames)}.");
            }

            if (seriesNames.Contains(difference.Name, StringComparer.Ordinal))
            {
                throw new ArgumentException($"The series name '{difference.Name}' is that of a difference of phases.", nameof(seriesNames));
            }
        }
    }

    private static void CheckNames(IReadOnlyList<string> seriesNames)
    {
        ArgumentNullException.ThrowIfNull(seriesNames);
        if (seriesNames.Count == 0)
        {
            throw new ArgumentException("At least one series is needed.", nameof(seriesNames));
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { ShapeName };
        foreach (var name in seriesNames)
        {
            if (!IsSeriesName(name))
            {
                throw new ArgumentException(
                    $"The series name '{name}' is not made of letters, digits, underscore and hyphen.", nameof(seriesNames));
            }

            if (!seen.Add(name))
            {
                throw new ArgumentException($"The series name '{name}' is used twice or reserved ('{ShapeName}').", nameof(seriesNames));
            }
        }
    }
}
