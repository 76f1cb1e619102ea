using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Evaluation.ClinicalUtility;
using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Survival.Validation;

/// <summary>Models against each other on the same patients: each against those before it, or of many each against the first.</summary>
internal static class DifferenceJudge
{
    /// <summary>Models up to which every pair is compared: 190 pairs.</summary>
    public const int MostOfEveryPair = 20;

    public static IReadOnlyList<ModelDifference> Of(ValidationPlan plan)
    {
        var (outcome, specific, predictions) = (plan.Patients.Outcome, plan.Patients.Specific, plan.Patients.Predictions);
        var main = plan.Horizons.Main;
        var found = new List<ModelDifference>();
        if (predictions.Count > MostOfEveryPair)
        {
            plan.Notes.Set("differences", $"each model against '{predictions[0].Name}'", SettingSource.Default, FormattableString.Invariant(
                $"Of more than {MostOfEveryPair} models ({predictions.Count} here) not every pair is compared, but each model with the first one given: name the reference first."));
        }

        foreach (var (model, reference) in Pairs(predictions))
        {
            var (own, other) = (model.Marker(main).Values, reference.Marker(main).Values);
            found.Add(new ModelDifference("Harrell C", model.Name, reference.Name, null, Concordance.CompareHarrell(specific, own, other, options: plan.Concordance)));
            found.Add(new ModelDifference("Uno C", model.Name, reference.Name, null, Concordance.CompareUno(specific, own, other, options: plan.Concordance)));
        }

        foreach (var time in plan.Horizons.Times)
        {
            foreach (var model in predictions)
            {
                if (model.RiskAt(time) is { } risk)
                {
                    found.Add(new ModelDifference("Brier", model.Name, null, time, BrierScore.Compare(outcome, risk, [], time, plan.Brier)));
                }
            }

            foreach (var (model, reference) in Pairs(predictions))
            {
                found.Add(new ModelDifference(
                    "AUC", model.Name, reference.Name, time, TimeDependentAuc.Compare(outcome, model.MarkerAt(time), reference.MarkerAt(time), [time], plan.Auc)[0]));
                if (model.RiskAt(time) is { } risk && reference.RiskAt(time) is { } other)
                {
                    found.Add(new ModelDifference("Brier", model.Name, reference.Name, time, BrierScore.Compare(outcome, risk, other, time, plan.Brier)));
                }
            }
        }

        return found;
    }

    public static IReadOnlyList<ModelReclassification> Reclassifications(ValidationPlan plan)
    {
        var outcome = plan.Patients.Outcome;
        return [.. plan.Horizons.Times.SelectMany(time => Pairs(plan.Patients.Predictions)
            .Where(p => p.Model.RiskAt(time) is not null && p.Reference.RiskAt(time) is not null)
            .Select(p => new ModelReclassification(
                p.Model.Name,
                p.Reference.Name,
                time,
                Reclassification.Continuous(outcome, p.Reference.RiskAt(time)!, p.Model.RiskAt(time)!, time, plan.Cause, plan.Options.Level),
                Reclassification.IntegratedDiscrimination(outcome, p.Reference.RiskAt(time)!, p.Model.RiskAt(time)!, time, plan.Cause, plan.Options.Level))))];
    }

    private static IEnumerable<(AnalysedPrediction Model, AnalysedPrediction Reference)> Pairs(IReadOnlyList<AnalysedPrediction> predictions) =>
        Enumerable.Range(0, predictions.Count)
            .SelectMany(m => Enumerable.Range(0, predictions.Count > MostOfEveryPair ? Math.Min(m, 1) : m).Select(r => (predictions[m], predictions[r])));
}
