using System.Globalization;
using System.Text;
using HccRisk.Attainable.Candidates;
using HccRisk.Attainable.Measures;

namespace HccRisk.Attainable.Running;

/// <summary>The table as Markdown, and the last line.</summary>
internal sealed class AttainableReport(AttainableResult result)
{
    private readonly TruthResult _main = result.Truths[0];

    /// <summary>The line that says it all.</summary>
    public string LastLine => "attainable: " + string.Join("; ", new[] { false, true }.Select(after =>
    {
        var ours = Mean(_main.Find(CandidateList.Chosen.Name)!.Of(after), m => m.Auc);
        var readable = _main.Find(ArmList.Readable) is { } ceiling ? Text($"{100 * ours / Mean(ceiling.Of(after), m => m.Auc):0.0} %") : "not measured";
        return Text($"{(after ? "POST" : "PRE")} {ours:.000} = {100 * ours / _main.Best(after):0.0} % of truth, {readable} of readable");
    }));

    public override string ToString()
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        var options = result.Options;
        Line($"# What is attainable");
        Line($"");
        Line($"Written by `benchmarks/attainable{result.Command}`.");
        Line($"");
        Line($"Development outcomes are drawn anew {_main.Arms[0].After.Count} times from the true hazards; every model of a draw is judged on the same shifted site by the");
        Line($"expected AUC at {KnownRisk.Horizon} months (cases weighted by their true risk, controls by the probability of no event), so that no outcome of the");
        Line($"site adds noise. Standard errors are over draws; the patients stay the same. Share: of the AUC, and in brackets of AUC - .5. Slope and");
        Line($"O/E are those of the predicted risks against the true ones, with the SD over draws. Invented patients: nothing here is about liver cancer.");
        Line($"");
        Line($"- generator `{options.Generator}`, seed {options.Seed}: {options.Development} development patients, {options.External} external");
        Line($"- {_main.Events:0.0} development events a draw; true risk on the external site {_main.Prevalence:.000}");
        if (options.Others > 0)
        {
            Line($"- readable: ridge regression of each latent on all features of its modality, taught by {options.Others} other patients, half of either site");
        }

        Line($"- oracle and readable: all_ens with the latents in place of features, under a tenth of the penalty, for ten features share what a latent says");
        foreach (var (latent, readout, feature) in result.Correlations)
        {
            Line($"- {latent} on the external site: correlation of the readout {readout:.000}, of the best single feature {feature:.000}");
        }

        Ladder(Line);
        Candidates(Line);
        if (result.Real is { } real)
        {
            real.Write(Line);
        }

        Line($"");
        Line($"{LastLine}");
        return text.ToString();
    }

    private void Ladder(Action<FormattableString> line)
    {
        line($"");
        line($"## {_main.Name}");
        line($"");
        line($"| row | PRE | SE | of truth | of readable | slope | O/E | POST | SE | of truth | of readable | slope | O/E | POST - PRE |");
        line($"|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        line($"| truth | {_main.Before.Auc:.000} | | | | | | {_main.After.Auc:.000} | | | | | | {_main.After.Auc - _main.Before.Auc:.000} |");
        foreach (var arm in _main.Arms)
        {
            var difference = arm.Before.Count == 0 ? string.Empty : Difference(arm.After, arm.Before);
            line($"| {arm.Name} | {Cells(arm, after: false)} | {Cells(arm, after: true)} | {difference} |");
        }
    }

    private string Cells(ArmResult arm, bool after)
    {
        var scores = arm.Of(after);
        if (scores.Count == 0)
        {
            return " | | | | | ";
        }

        var (auc, readable) = (Mean(scores, m => m.Auc), _main.Find(ArmList.Readable));
        return Text($"{auc:.000} | {Error(scores, m => m.Auc):.0000} | {Share(auc, _main.Best(after))} | {(readable is null ? "" : Share(auc, Mean(readable.Of(after), m => m.Auc)))} | ")
            + Text($"{Mean(scores, m => m.Slope):0.00} ({Deviation(scores, m => m.Slope):.00}) | {Mean(scores, m => m.ObservedExpected):0.00} ({Deviation(scores, m => m.ObservedExpected):.00})");
    }

    private void Candidates(Action<FormattableString> line)
    {
        line($"");
        line($"## Candidates under every truth");
        line($"");
        line($"Difference of the expected AUC to the present pipeline on the same draws, PRE / POST, standard errors in brackets. Worst: the least of them.");
        line($"Draws: {string.Join(", ", result.Truths.Select(t => Text($"{t.Name} {t.Arms[0].After.Count}")))}.");
        line($"");
        line($"| candidate | {string.Join(" | ", result.Truths.Select(t => t.Name))} | {(result.Real is null ? "" : "real cohort, C | ")}worst |");
        line($"|---|{string.Concat(result.Truths.Select(_ => "---|"))}{(result.Real is null ? "" : "---|")}---|");
        foreach (var candidate in CandidateList.Compared.Where(c => _main.Find(c.Name) is not null))
        {
            var cells = result.Truths.Select(t => Text($"{Paired(t, candidate.Name, false)} / {Paired(t, candidate.Name, true)}")).ToList();
            if (result.Real is { } real)
            {
                cells.Add(Text($"{real.Gain(candidate.Name, false):+.000;-.000;.000} / {real.Gain(candidate.Name, true):+.000;-.000;.000}"));
            }

            line($"| {candidate.Name} | {string.Join(" | ", cells)} | {result.Worst(candidate.Name):+.000;-.000;.000} |");
        }

        line($"");
        line($"The same as the AUC itself, beside the truth.");
        line($"");
        line($"| row | {string.Join(" | ", result.Truths.Select(t => t.Name))} |");
        line($"|---|{string.Concat(result.Truths.Select(_ => "---|"))}");
        line($"| truth | {string.Join(" | ", result.Truths.Select(t => Text($"{t.Before.Auc:.000} / {t.After.Auc:.000}")))} |");
        foreach (var arm in _main.Arms.Where(a => result.Truths.All(t => t.Find(a.Name) is { Before.Count: > 0 })))
        {
            line($"| {arm.Name} | {string.Join(" | ", result.Truths.Select(t => Text($"{Mean(t.Find(arm.Name)!.Before, m => m.Auc):.000} / {Mean(t.Find(arm.Name)!.After, m => m.Auc):.000}")))} |");
        }

        line($"");
        line($"Calibration slope; O/E under each truth, PRE / POST: means over draws.");
        line($"");
        line($"| candidate | {string.Join(" | ", result.Truths.Select(t => t.Name))} |");
        line($"|---|{string.Concat(result.Truths.Select(_ => "---|"))}");
        foreach (var candidate in CandidateList.Compared.Where(c => _main.Find(c.Name) is not null))
        {
            line($"| {candidate.Name} | {string.Join(" | ", result.Truths.Select(t => Calibration(t.Find(candidate.Name)!)))} |");
        }
    }

    private static string Calibration(ArmResult arm) => Text(
        $"{Mean(arm.Before, m => m.Slope):0.00} / {Mean(arm.After, m => m.Slope):0.00}; {Mean(arm.Before, m => m.ObservedExpected):0.00} / {Mean(arm.After, m => m.ObservedExpected):0.00}");

    private static string Paired(TruthResult truth, string name, bool after) => Difference(truth.Find(name)!.Of(after), truth.Find(CandidateList.Present.Name)!.Of(after));

    private static string Difference(IReadOnlyList<ModelScores> first, IReadOnlyList<ModelScores> second)
    {
        double[] differences = [.. first.Zip(second, (a, b) => a.Auc - b.Auc)];
        return Text($"{differences.Average():+.000;-.000;.000} ({Spread(differences) / Math.Sqrt(differences.Length):.000})");
    }

    private static string Share(double auc, double best) => Text($"{100 * auc / best:0.0} % ({100 * (auc - .5) / (best - .5):0} %)");

    private static double Mean(IReadOnlyList<ModelScores> scores, Func<ModelScores, double> of) => scores.Average(of);

    private static double Error(IReadOnlyList<ModelScores> scores, Func<ModelScores, double> of) => Deviation(scores, of) / Math.Sqrt(scores.Count);

    private static double Deviation(IReadOnlyList<ModelScores> scores, Func<ModelScores, double> of) => Spread([.. scores.Select(of)]);

    private static double Spread(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, values.Length - 1));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
