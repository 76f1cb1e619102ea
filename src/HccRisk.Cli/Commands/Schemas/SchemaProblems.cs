using System.Globalization;
using System.Text.RegularExpressions;
using HccRisk.Cohorts;
using HccRisk.Core.Errors;

namespace HccRisk.Cli.Commands.Schemas;

/// <summary>Every problem of every column and row of a clinical file under a schema: each column is read on its own, then all together.</summary>
internal static partial class SchemaProblems
{
    /// <summary>Problems by reason, the most frequent first.</summary>
    public static IReadOnlyList<(string Reason, string[] Examples)> Of(string clinical, CohortSchema schema)
    {
        var found = new List<string>();
        var all = schema with { Eligibility = null };
        var columns = schema.Columns.Where(c => c.Kind != ColumnKind.Id).ToArray();
        foreach (var column in columns)
        {
            Collect(clinical, all with { Endpoint = null, Columns = [.. schema.Columns.Where(c => c.Kind == ColumnKind.Id || c == column || c.Name == column.NotBefore)] }, found);
        }

        Collect(clinical, all, found);
        return [.. found.Distinct(StringComparer.Ordinal).GroupBy(Reason, StringComparer.Ordinal).OrderByDescending(g => g.Count()).Select(g => (g.Key, g.ToArray()))];
    }

    /// <summary>Line of the file a problem names; null when it names none.</summary>
    public static int? LineOf(string problem) =>
        Line().Match(problem) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : null;

    private static void Collect(string clinical, CohortSchema schema, List<string> found)
    {
        try
        {
            found.AddRange(Cohort.Load(clinical, schema).Exclusions.Select(e => $"patient {e.PatientId}: {e.Reason}"));
        }
        catch (TableFormatException e)
        {
            found.Add(e.Message);
        }
    }

    /// <summary>A problem without the patient, value and line that are its own.</summary>
    private static string Reason(string problem) => problem.StartsWith("patient ", StringComparison.Ordinal)
        ? Number().Replace(Quoted().Replace(AtLine().Replace(Patient().Replace(problem, ""), ""), "'...'"), "$1 ...")
        : problem;

    [GeneratedRegex(@"\blines? (\d+)")]
    private static partial Regex Line();

    [GeneratedRegex(@" \(line \d+\)$")]
    private static partial Regex AtLine();

    [GeneratedRegex("^patient .*?: ")]
    private static partial Regex Patient();

    [GeneratedRegex("'[^']*'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^(line|\S+) -?\d[\d.E+-]*|(?<=lines) [\d, ]+$")]
    private static partial Regex Number();
}
