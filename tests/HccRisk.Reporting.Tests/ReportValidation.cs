using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Validation;

namespace HccRisk.Reporting.Tests;

/// <summary>A validation of two models with risks and a score, of patients drawn from exponential times with a competing cause.</summary>
internal static class ReportValidation
{
    /// <summary>The record.</summary>
    public static ValidationResult Full { get; } = Run(240);

    private static ValidationResult Run(int patients)
    {
        var random = new Random(5);
        var (times, events, scores) = (new double[patients], new int[patients], new double[patients]);
        for (var i = 0; i < patients; i++)
        {
            double Draw(double rate) => -Math.Log(1 - random.NextDouble()) / rate;
            scores[i] = (2 * random.NextDouble()) - 1;
            var (own, other, lost) = (Draw(0.015 * Math.Exp(scores[i])), Draw(0.005), Draw(0.01));
            times[i] = Math.Round(Math.Min(Math.Min(own, other), lost), 2) + 0.01;
            events[i] = lost < Math.Min(own, other) ? 0 : own < other ? 1 : 2;
        }

        double Risk(double score, double time) => 1 - Math.Exp(-0.015 * Math.Exp(score) * time * 0.9);
        HorizonRisk[] Risks(Func<double, double> score) => [.. new[] { 12.0, 24 }.Select(t => new HorizonRisk(t, [.. scores.Select(s => Risk(score(s), t))]))];
        return ExternalValidation.Run(
            new ValidationInput
            {
                Outcome = new SurvivalOutcome(times, events),
                Predictions =
                [
                    new Prediction("good") { Risks = Risks(s => s) }, new Prediction("poor <b>") { Risks = Risks(s => 0.3 * s * s) }, new Prediction("score") { Score = [.. scores.Select(s => -s)] },
                ],
                Site = new PatientColumn("hospital", [.. Enumerable.Range(0, patients).Select(i => i % 2 == 0 ? "North" : "South")]),
                Subgroups = [new PatientColumn("sex", [.. Enumerable.Range(0, patients).Select(i => i % 3 == 0 ? "female" : i % 3 == 1 ? "male" : i % 9 == 2 ? "" : "male")])],
                Baseline = [PatientColumn.OfNumbers("age", [.. Enumerable.Range(0, patients).Select(i => 40.0 + (i % 30))])],
            },
            new ValidationOptions { Unit = "months", Competing = [2], Replicates = 20 });
    }
}
