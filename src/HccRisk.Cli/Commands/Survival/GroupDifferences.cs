using System.Text.Json.Nodes;
using HccRisk.Survival.Curves;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>Every two groups of a curve compared at the times of --at.</summary>
internal static class GroupDifferences
{
    /// <summary>More pairs than anybody reads.</summary>
    private const int MostGroups = 20;

    /// <summary>The times of --times and --at, ascending; empty for every time there is.</summary>
    public static double[] Times(SurvivalInput input) =>
        [.. (input.Numbers(SurvivalOptions.Times) ?? []).Concat(input.Numbers(SurvivalOptions.CurvesAt) ?? []).Distinct().Order()];

    /// <summary>Adds the table and the JSON <c>differences</c>: the later group less the earlier.</summary>
    public static void Add(
        SurvivalInput input, string[] labels, (string Name, int? Cause)[] curves, Func<int, int, int?, double, CurveDifference> compare,
        JsonObject json, List<TextTable> tables, List<string> remarks)
    {
        if (input.Numbers(SurvivalOptions.CurvesAt) is not { } times || labels.Length < 2)
        {
            return;
        }

        if (labels.Length > MostGroups)
        {
            remarks.Add(FormattableString.Invariant($"There are {labels.Length} groups: every two of them are compared up to {MostGroups}."));
            return;
        }

        var table = new TextTable("Differences", "curve", "groups", "time", "difference", "se", "lower", "upper", "p", "p log-log");
        var entries = new JsonArray();
        foreach (var (name, cause) in curves)
        {
            for (var second = 0; second < labels.Length; second++)
            {
                for (var first = second + 1; first < labels.Length; first++)
                {
                    foreach (var time in times)
                    {
                        var d = compare(first, second, cause, time);
                        var groups = $"{labels[first]} - {labels[second]}";
                        table.Add(name, groups, time, d.Difference, d.StandardError, d.Lower, d.Upper, d.PValue, d.LogLogPValue);
                        entries.Add((JsonNode)new JsonObject
                        {
                            ["curve"] = name,
                            ["group"] = labels[first],
                            ["reference"] = labels[second],
                            ["time"] = time,
                            ["difference"] = Json.Of(d.Difference),
                            ["se"] = Json.Of(d.StandardError),
                            ["lower"] = Json.Of(d.Lower),
                            ["upper"] = Json.Of(d.Upper),
                            ["p"] = Json.Of(d.PValue),
                            ["p_loglog"] = Json.Of(d.LogLogPValue),
                        });
                        if (d.NotEstimable is { } reason)
                        {
                            remarks.Add(FormattableString.Invariant($"{groups} at {time}: no test, {reason}."));
                        }
                    }
                }
            }
        }

        json["differences"] = entries;
        tables.Add(table);
    }

    /// <summary>The times nobody of a group was followed to.</summary>
    public static IEnumerable<string> Beyond(string label, double[] times, Func<double, bool> isBeyond, double last)
    {
        if (times.Where(isBeyond).ToArray() is { Length: > 0 } late)
        {
            yield return FormattableString.Invariant(
                $"{(label.Length == 0 ? "" : label + ": ")}nobody was followed to {string.Join(", ", late.Select(t => FormattableString.Invariant($"{t}")))} (the longest follow-up is {last}): NA.");
        }
    }
}
