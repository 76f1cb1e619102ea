using HccRisk.Core.Columns;

namespace HccRisk.Radiomics.Layout;

/// <summary>
/// The columns of one region in one series under one filter, of its shape, or of its phases: side by side, family by family. All that is
/// known of them (names, order, units, place, why a value is NaN) is known here.
/// </summary>
internal sealed class FeaturePart
{
    private readonly (FeatureFamily Family, Range Place)[] _places;
    private readonly string _prefix;
    private readonly Range _place;

    /// <param name="prefix">What all names begin with.</param>
    /// <param name="families">The families.</param>
    /// <param name="start">Columns before.</param>
    internal FeaturePart(string prefix, IEnumerable<FeatureFamily> families, int start)
    {
        var places = new List<(FeatureFamily, Range)>();
        var end = start;
        foreach (var family in families)
        {
            places.Add((family, end..(end + family.Columns.Length)));
            end += family.Columns.Length;
            Families |= family.Flag;
        }

        (_prefix, _places, _place, Count) = (prefix, [.. places], start..end, end - start);
    }

    /// <summary>The families.</summary>
    internal RadiomicsFamilies Families { get; }

    /// <summary>Number of columns; may be 0.</summary>
    internal int Count { get; }

    /// <summary>The columns by their whole names.</summary>
    internal IEnumerable<FeatureColumn> Columns => OwnColumns.Select(c => c with { Name = _prefix + c.Name });

    /// <summary>The columns without filter, region and series.</summary>
    internal IEnumerable<FeatureColumn> OwnColumns => _places.SelectMany(p => p.Family.Columns);

    /// <summary>Its values among those of all columns.</summary>
    internal Span<double> Of(double[] values) => values.AsSpan(_place);

    /// <summary>The values of a family among those of all columns; empty when it is not asked for.</summary>
    internal Memory<double> Of(double[] values, RadiomicsFamilies family)
    {
        foreach (var (each, place) in _places)
        {
            if (each.Flag == family)
            {
                return values.AsMemory(place);
            }
        }

        return default;
    }

    /// <summary>Says of features that have no value why, family by family: NaN is never without a word.</summary>
    /// <param name="values">Those of all columns.</param>
    /// <param name="who">The series or region.</param>
    /// <param name="what">What they were measured on.</param>
    /// <param name="missing">Receives a line a family with NaN.</param>
    /// <param name="isGiven">Whether a column is among what is given out in the end; null: every column is.</param>
    internal void Explain(double[] values, string who, string what, List<string> missing, Func<string, bool>? isGiven)
    {
        foreach (var family in _places.GroupBy(p => p.Family.Name, StringComparer.Ordinal))
        {
            var (undefined, count) = (0, 0);
            foreach (var (each, place) in family)
            {
                foreach (var (_, value) in each.Columns.Zip(values[place]).Where(c => isGiven?.Invoke(c.First.Name) != false))
                {
                    undefined += double.IsNaN(value) ? 1 : 0;
                    count++;
                }
            }

            if (undefined > 0)
            {
                missing.Add(FormattableString.Invariant(
                    $"{who}: {undefined} of {count} {family.Key} features are not defined for {what}"));
            }
        }
    }
}
