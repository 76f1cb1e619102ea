using HccRisk.Core.Learning;
using HccRisk.Studies.Results;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Explanation;
using HccRisk.Survival.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Studies.Models;

/// <summary>Explains the scores of a pipeline, also of one that joins several fits by their scores.</summary>
internal static class ScoreExplainer
{
    private const int Named = 8;
    private const string Score = "Score";

    // Scores are single precision on their way between steps.
    private const double Tolerance = 1e-3;

    /// <summary>Explanations of rows; empty where the scores of the fits are not joined in a sum, or the contributions do not add up to the score.</summary>
    /// <param name="ml">The context.</param>
    /// <param name="pipeline">The fitted pipeline.</param>
    /// <param name="rows">The patients.</param>
    /// <param name="development">Development patients: what is not known of a patient is taken from them.</param>
    public static IReadOnlyList<PatientExplanation> Of(MLContext ml, ITransformer pipeline, IDataView rows, IDataView development)
    {
        var ids = DataViewReader.ReadTexts(rows, "PatientId");
        var parts = Parts(pipeline);
        if (parts.Length == 0)
        {
            return [];
        }

        var output = pipeline.Transform(rows);
        var scores = DataViewReader.ReadNumbers(output, Score);
        var contributions = ids.Select(_ => new Dictionary<string, InputContribution>(StringComparer.Ordinal)).ToArray();
        foreach (var (fit, column, weight) in parts)
        {
            var options = new ShapOptions { Outputs = [SurvivalOutput.Score], ScoreColumn = column, Background = development };
            var own = ml.Survival.Explain.Shap(fit, rows, options);
            var (means, deviations) = Spread(ReferenceEquals(rows, development) ? own : ml.Survival.Explain.Shap(fit, development, options));
            for (var i = 0; i < ids.Length; i++)
            {
                for (var j = 0; j < own.Features.Count; j++)
                {
                    var dot = own.Features[j].IndexOf('.', StringComparison.Ordinal);
                    var known = contributions[i].GetValueOrDefault(own.Features[j]);
                    contributions[i][own.Features[j]] = new InputContribution(
                        own.Features[j][(dot + 1)..],
                        dot < 0 ? "" : own.Features[j][..dot],
                        known?.Deviations ?? (deviations[j] > 0 ? (own.Input(i, j) - means[j]) / deviations[j] : double.NaN),
                        (weight * own.Value(i, 0, j)) + (known?.Contribution ?? 0));
                }
            }
        }

        var mean = DataViewReader.ReadNumbers(pipeline.Transform(development), Score).Average();
        var found = ids.Select((id, i) => Explained(id, scores[i], mean, contributions[i].Values)).ToArray();
        return Array.TrueForAll(found, e => Math.Abs(e.MeanScore + e.Inputs.Sum(x => x.Contribution) + e.Others - e.Score) < Tolerance * Math.Max(1, Math.Abs(e.Score))) ? found : [];
    }

    /// <summary>
    /// The fits that read features, each as the pipeline up to it (the next one may write over its columns), with the column of its score and what the final score
    /// multiplies that by, if it is a sum; empty where nothing joins several fits.
    /// </summary>
    private static (ITransformer Fit, string Column, double Weight)[] Parts(ITransformer pipeline)
    {
        ModelStep[] steps = [.. LearnedModel.Steps(pipeline)];
        int[] all = [.. Enumerable.Range(0, steps.Length).Where(i => steps[i].Function is SurvivalFunction)];
        if (all.Length == 0)
        {
            return [];
        }

        int[] fits = [.. all.Where(i => !FunctionOf(steps[i]).JoinsFits)];
        var join = all.Select(i => FunctionOf(steps[i])).FirstOrDefault(f => f.JoinsFits && f.InputSlots.Count == fits.Length);
        return join is null && fits.Length != 1
            ? []
            : [.. fits.Select((i, k) => (
                (ITransformer)new TransformerChain<ITransformer>([.. steps[..(i + 1)].Select(s => s.Transformer)]), steps[i].Columns!.Outputs[0], join is null ? 1 : Slope(join, k)))];
    }

    private static SurvivalFunction FunctionOf(ModelStep step) => (SurvivalFunction)step.Function!;

    /// <summary>What a joined score gains for one unit of one of its scores.</summary>
    private static double Slope(SurvivalFunction join, int score)
    {
        var input = new double[join.InputSlots.Count];
        var none = join.Score(input);
        input[score] = 1;
        return join.Score(input) - none;
    }

    private static PatientExplanation Explained(string id, double score, double mean, IEnumerable<InputContribution> inputs)
    {
        InputContribution[] ordered = [.. inputs.OrderByDescending(c => Math.Abs(c.Contribution)).ThenBy(c => c.Feature, StringComparer.Ordinal)];
        return new PatientExplanation(id, score, mean, ordered[..Math.Min(Named, ordered.Length)], ordered.Skip(Named).Sum(c => c.Contribution));
    }

    private static (double[] Means, double[] Deviations) Spread(ShapResult rows)
    {
        var means = new double[rows.Features.Count];
        var deviations = new double[means.Length];
        for (var j = 0; j < means.Length; j++)
        {
            double[] values = [.. Enumerable.Range(0, rows.Rows).Select(i => rows.Input(i, j)).Where(double.IsFinite)];
            means[j] = values.Length == 0 ? double.NaN : values.Average();
            deviations[j] = values.Length == 0 ? 0 : Math.Sqrt(values.Average(v => (v - means[j]) * (v - means[j])));
        }

        return (means, deviations);
    }
}
