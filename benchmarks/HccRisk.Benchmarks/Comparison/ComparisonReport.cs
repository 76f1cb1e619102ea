using System.Globalization;
using System.Text;

namespace HccRisk.Benchmarks.Comparison;

/// <summary>The table of both sides.</summary>
internal static class ComparisonReport
{
    /// <summary>Writes the table; a time is compared only where the numbers agree.</summary>
    /// <returns>False when any numbers differ.</returns>
    public static bool Write(ComparisonSide ours, ComparisonSide? r, string machine, string output)
    {
        var text = new StringBuilder();
        text.Append("# Survival statistics beside R\n\n");
        text.Append("Written by `benchmarks/compare-r`. Both sides read the same synthetic CSV files and are timed from arrays to results,\n");
        text.Append("on one thread, warm, as the median of several runs (R: of as many as fit into a few seconds, at least one). Times are\n");
        text.Append("compared only where both give the same numbers: the largest relative difference stands beside its tolerance.\n");
        text.Append("R's timefix, which merges times that differ by little, is off or is given ranks instead of times.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"- machine: {machine}\n");
        text.Append(CultureInfo.InvariantCulture, $"- ours: {ours.Versions}\n");
        text.Append(CultureInfo.InvariantCulture, $"- R: {r?.Versions ?? "not found"}\n\n");
        text.Append("| work | n | R s | ours s | ratio | target | met | difference (tolerance) |\n|---|---|---|---|---|---|---|---|\n");
        var same = true;
        foreach (var mine in ours.Cases)
        {
            same &= Row(text, mine, r?.Cases.FirstOrDefault(c => c.Key == mine.Key));
        }

        text.Append("\n## Growth with n (ours, milliseconds, continuous times)\n\n");
        var sizes = ours.Growth.Select(g => g.Patients).Distinct().ToArray();
        text.Append("| work |").AppendJoin("", sizes.Select(n => FormattableString.Invariant($" {n:N0} |"))).Append("\n|---|");
        text.AppendJoin("", sizes.Select(_ => "---|")).Append('\n');
        foreach (var work in ours.Growth.GroupBy(g => g.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {work.Key} |");
            text.AppendJoin("", work.Select(g => FormattableString.Invariant($" {Significant(g.Seconds!.Value * 1000)} |"))).Append('\n');
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
        File.WriteAllText(output, text.ToString());
        return same;
    }

    private static bool Row(StringBuilder text, ComparisonFigure mine, ComparisonFigure? other)
    {
        text.Append(CultureInfo.InvariantCulture, $"| {mine.Work} | {mine.Size} | ");
        if (other?.Seconds is not { } seconds)
        {
            var reason = string.IsNullOrEmpty(other?.Absent) ? "R not found" : other.Absent;
            text.Append(CultureInfo.InvariantCulture, $"{reason} | {Significant(mine.Seconds!.Value)} | - | {mine.Target} | - | - |\n");
            return true;
        }

        var difference = Difference(mine.Values, other.Values);
        var same = difference <= mine.Tolerance;
        var ratio = mine.Seconds!.Value / seconds;
        text.Append(CultureInfo.InvariantCulture, $"{Significant(seconds)} | {Significant(mine.Seconds.Value)} | ");
        text.Append(CultureInfo.InvariantCulture, $"{(same ? Significant(ratio) : "numbers differ")} | {mine.Target} | ");
        text.Append(CultureInfo.InvariantCulture, $"{(!same ? "-" : ratio <= mine.Target ? "yes" : "no")} | {difference:0.0e0} ({mine.Tolerance:0e0}) |\n");
        return same;
    }

    private static double Difference(IReadOnlyList<double> mine, IReadOnlyList<double> other)
    {
        if (mine.Count != other.Count)
        {
            return double.PositiveInfinity;
        }

        double largest = 0;
        for (var i = 0; i < mine.Count; i++)
        {
            var difference = Math.Abs(mine[i] - other[i]) / Math.Max(Math.Abs(other[i]), double.Epsilon);
            largest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(largest, difference);
        }

        return largest;
    }

    private static string Significant(double value) => value.ToString(value < 0.001 ? "0.0e0" : value < 1 ? "0.###" : value < 100 ? "0.##" : "0", CultureInfo.InvariantCulture);
}
