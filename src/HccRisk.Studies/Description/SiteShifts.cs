using HccRisk.Cohorts;
using HccRisk.Core.Columns;
using HccRisk.Studies.Data;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;

namespace HccRisk.Studies.Description;

/// <summary>How much the features of each site differ from those of the development patients; of a development site, from those of the other ones.</summary>
internal static class SiteShifts
{
    private static readonly double[] Limits = [0.1, 0.25, 0.5];

    /// <param name="features">The patients with their features.</param>
    /// <param name="development">Development sites.</param>
    /// <param name="external">External sites.</param>
    public static IReadOnlyList<SiteShift> Of(FeatureTables features, IReadOnlyList<string> development, IReadOnlyList<string> external)
    {
        var patients = features.Cohort.Patients;
        Patient[] At(IEnumerable<string> sites) => [.. patients.Where(p => sites.Contains(p.Site, StringComparer.Ordinal))];

        var pairs = external.Select(s => (Site: s, Against: "development", Own: At([s]), Others: At(development)))
            .Concat(development.Count < 2 ? [] : development.Select(s => (Site: s, Against: "other development sites", Own: At([s]), Others: At(development.Where(o => o != s)))));
        return [.. pairs.SelectMany(pair => Tables(features).Select(t => Of(pair.Site, pair.Against, pair.Own, pair.Others, t)))];
    }

    private static IEnumerable<(string Modality, string[] Names, Func<Patient, double[]?> Row)> Tables(FeatureTables features)
    {
        CohortColumn[] clinical = [.. features.Cohort.Schema.Columns.Where(c => ModelData.IsFeature(c) && features.Cohort.Has(c.Name))];
        yield return (ModelSpecification.Clinical, [.. clinical.Select(c => c.Name)], p => Array.ConvertAll(clinical, c => Transformed(c, p[c.Name])));
        foreach (var table in features.Tables.Where(t => t.Modality != ModelSpecification.Clinical))
        {
            yield return (table.Modality, [.. table.Columns.Select(c => c.Name)], p => table.IndexOf(p.Id) is >= 0 and var row ? table.Row(row).ToArray() : null);
        }
    }

    /// <summary>On the scale that models read it.</summary>
    private static double Transformed(CohortColumn column, double value) => column.Transform == ColumnTransform.Log && value > 0 ? Math.Log(value) : value;

    private static SiteShift Of(
        string site, string against, Patient[] own, Patient[] others, (string Modality, string[] Names, Func<Patient, double[]?> Row) table)
    {
        double[][] Rows(Patient[] patients) => [.. patients.Select(table.Row).OfType<double[]>()];

        var (a, b) = (Rows(own), Rows(others));
        FeatureShift[] shifts =
        [
            .. table.Names
                .Select((name, j) => Of(name, [.. a.Select(r => r[j]).Where(double.IsFinite).Order()], [.. b.Select(r => r[j]).Where(double.IsFinite).Order()]))
                .OrderByDescending(s => Math.Abs(s.Difference ?? 0)).ThenBy(s => s.Feature, StringComparer.Ordinal),
        ];
        int[] counts = Array.ConvertAll(Limits, limit => shifts.Count(s => Math.Abs(s.Difference ?? 0) >= limit));
        return new SiteShift(SiteText.NameOf(site), against, table.Modality, a.Length, b.Length, counts[0], counts[1], counts[2], shifts);
    }

    private static FeatureShift Of(string name, double[] own, double[] others)
    {
        double? difference = null;
        if (own.Length > 1 && others.Length > 1)
        {
            var spread = Math.Sqrt((Variance(own) + Variance(others)) / 2);
            difference = spread > 0 ? (own.Average() - others.Average()) / spread : null;
        }

        return new FeatureShift(name, difference, own.Length == 0 || others.Length == 0 ? null : Kolmogorov(own, others));
    }

    /// <summary>Both sorted.</summary>
    private static double Kolmogorov(double[] a, double[] b)
    {
        var (i, j, largest) = (0, 0, 0.0);
        while (i < a.Length && j < b.Length)
        {
            var value = Math.Min(a[i], b[j]);
            while (i < a.Length && a[i] == value)
            {
                i++;
            }

            while (j < b.Length && b[j] == value)
            {
                j++;
            }

            largest = Math.Max(largest, Math.Abs(((double)i / a.Length) - ((double)j / b.Length)));
        }

        return largest;
    }

    private static double Variance(double[] values)
    {
        var mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
    }
}
