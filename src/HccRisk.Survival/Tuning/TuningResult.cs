using System.Globalization;
using System.Text;
using Microsoft.ML;

namespace HccRisk.Survival.Tuning;

/// <summary>What a search found.</summary>
public sealed record TuningResult
{
    private const int Shown = 10;

    /// <summary>What was made as great as it could be.</summary>
    public required TuningMetric Metric { get; init; }

    /// <summary>Every trial, candidate by candidate.</summary>
    public required IReadOnlyList<TuningTrial> Trials { get; init; }

    /// <summary>
    /// The trial chosen. Its mean is that of the folds it was chosen by, so it promises too much: <c>ml.Survival.NestedCrossValidate</c> says what the search is worth.
    /// </summary>
    public required TuningTrial Chosen { get; init; }

    /// <summary>The trial with the greatest mean; another than <see cref="Chosen"/> where a simpler one was within one standard error of it.</summary>
    public required TuningTrial Best { get; init; }

    /// <summary>What ended the search.</summary>
    public required TuningStop Stopped { get; init; }

    /// <summary>Folds that took no part, each with the reason: nothing could be judged on them.</summary>
    public required IReadOnlyList<string> SkippedFolds { get; init; }

    /// <summary>The pipeline of <see cref="Chosen"/>, fitted to all rows.</summary>
    public required ITransformer Model { get; init; }

    /// <summary>The best trials, the greatest mean first, and which was chosen.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Metric}: {TuningText.Count(Trials, Stopped)}").AppendLine();
        foreach (var trial in Trials.Where(t => t.State == TrialState.Complete).OrderByDescending(t => t.Mean).Take(Shown).Append(Chosen).Distinct())
        {
            text.Append(ReferenceEquals(trial, Chosen) ? "> " : "  ")
                .Append(CultureInfo.InvariantCulture, $"{trial.Mean:0.0000}  SE {trial.StandardError:0.0000}  {trial.Candidate}: {trial.Values}")
                .AppendLine();
        }

        text.Append(ReferenceEquals(Chosen, Best) ? "> is the best." : "> is the simplest within one standard error of the best.");
        foreach (var skipped in SkippedFolds)
        {
            text.AppendLine().Append("Left out: ").Append(skipped);
        }

        return text.ToString();
    }
}
