using HccRisk.Core.Printing;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Survival.Evaluation;

/// <summary>Predicted risks of several models judged beside each other on the same patients, as riskRegression's Score does.</summary>
/// <param name="Scores">Each model at each horizon, horizon by horizon.</param>
/// <param name="Contrasts">At each horizon each model against the prediction without covariates (Brier) and against the models before it (AUC and Brier).</param>
public sealed record RiskComparison(IReadOnlyList<RiskScore> Scores, IReadOnlyList<RiskContrast> Contrasts)
{
    /// <summary>Compares models.</summary>
    /// <param name="outcome">Follow-up with every cause.</param>
    /// <param name="models">The models, all with risks at the same horizons, ascending in time.</param>
    /// <param name="cause">Cause of interest.</param>
    /// <param name="level">Level of the confidence intervals, between 0 and 1.</param>
    /// <returns>Scores and contrasts.</returns>
    /// <exception cref="ArgumentException">There is no model, or the horizons of two differ.</exception>
    public static RiskComparison Of(SurvivalOutcome outcome, IReadOnlyList<ModelRisks> models, int cause = 1, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(models);
        if (models.Count == 0)
        {
            throw new ArgumentException("'models' is empty.", nameof(models));
        }

        double[] horizons = [.. models[0].Risks.Select(r => r.Time)];
        if (models.FirstOrDefault(m => !m.Risks.Select(r => r.Time).SequenceEqual(horizons)) is { } other)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Model '{other.Model}' has risks at {string.Join(", ", SlotsOf(other))}, model '{models[0].Model}' at {string.Join(", ", SlotsOf(models[0]))}: they must be the same horizons."), nameof(models));
        }

        var auc = new TimeDependentAucOptions { Cause = cause, Level = level };
        var brier = new BrierOptions { Cause = cause, Level = level };
        double[][][] risks = [.. models.Select(m => (double[][])[.. m.Risks.Select(r => (double[])[.. r.Risk])])];
        IReadOnlyList<IntegratedBrierResult>[] integrals = Array.ConvertAll(risks, r => IntegratedBrier.UpToEach(
            outcome, [.. Enumerable.Range(0, outcome.Count).SelectMany(i => r.Select(h => h[i]))], horizons, options: brier));
        var (scores, contrasts) = (new List<RiskScore>(), new List<RiskContrast>());
        for (var k = 0; k < horizons.Length; k++)
        {
            var at = horizons[k];
            for (var m = 0; m < models.Count; m++)
            {
                var (name, risk) = (models[m].Model, risks[m][k]);
                scores.Add(new RiskScore(
                    name, at, TimeDependentAuc.CumulativeDynamic(outcome, risk, [at], auc)[0].Auc, BrierScore.At(outcome, risk, at, brier), integrals[m][k]));
                contrasts.Add(new RiskContrast("Brier", name, null, at, BrierScore.Compare(outcome, risk, [], at, brier)));
                for (var before = 0; before < m; before++)
                {
                    var reference = risks[before][k];
                    contrasts.Add(new RiskContrast("AUC", name, models[before].Model, at, TimeDependentAuc.Compare(outcome, risk, reference, [at], auc)[0]));
                    contrasts.Add(new RiskContrast("Brier", name, models[before].Model, at, BrierScore.Compare(outcome, risk, reference, at, brier)));
                }
            }
        }

        return new RiskComparison(scores, contrasts);
    }

    private static IEnumerable<string> SlotsOf(ModelRisks model) => Learning.SurvivalFunction.SlotsOf(model.Risks.Select(r => r.Time));

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            .. Scores.Select(s => $"{s.Model} at {Printed.Number(s.Time)}: AUC {Printed.Share(s.Auc.Value)}, Brier score {Printed.Share(s.Brier.Brier.Value)}"),
            .. Contrasts.Select(c => $"{c.Measure} at {Printed.Number(c.Time)}, {c.Model} against {c.Reference ?? "no covariates"}: {c.Comparison}"),
        ]);
}
