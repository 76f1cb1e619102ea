using HccRisk.Cohorts;
using HccRisk.Studies.Data;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;
using HccRisk.Survival.Evaluation;

namespace HccRisk.Studies.Running;

/// <summary>Judges models by the other readings of the endpoint that change somebody's outcome.</summary>
internal sealed class SensitivityJudge(StudyProtocol protocol, EndpointReview review, IProgress<StudyProgress>? progress, CancellationToken cancellationToken)
{
    /// <param name="features">The patients of the study.</param>
    /// <param name="plans">The models.</param>
    /// <param name="runs">What they say, in the same order.</param>
    /// <param name="refit">Cross-validates and fits a model anew by the outcomes of other tables; null where only the predictions there are are judged.</param>
    public IReadOnlyList<SensitivityEvaluation> Of(
        FeatureTables features, IReadOnlyList<ModelPlan> plans, IReadOnlyList<ModelRun> runs, Func<ModelPlan, ModelRun, FeatureTables, IReadOnlyList<Judged>>? refit)
    {
        var found = new List<SensitivityEvaluation>();
        var alternatives = (features.Cohort.Schema.Endpoint?.Alternatives ?? [])
            .Where(a => review.Sensitivity.FirstOrDefault(s => s.Name == a.Name) is { Obstacle: null })
            .ToArray();
        foreach (var (i, alternative) in alternatives.Index())
        {
            var other = features with { Cohort = features.Cohort.WithEndpoint(alternative.Endpoint) };
            foreach (var (plan, run) in plans.Zip(runs))
            {
                found.AddRange(run.Judged.Select(j => Of(alternative.Name, run.Result.Name, With(j, other.Cohort), refitted: false)));
                found.AddRange((refit?.Invoke(plan, run, other) ?? []).Select(j => Of(alternative.Name, run.Result.Name, j, refitted: true)));
            }

            progress?.Report(new StudyProgress("other readings of the endpoint", i + 1, alternatives.Length));
        }

        return found;
    }

    /// <summary>The same predictions beside other outcomes, of patients who have one.</summary>
    private static Judged With(Judged judged, Cohort other)
    {
        (Patient Patient, int Row)[] both = [.. judged.Patients.Index().Select(p => (other.Find(p.Item.Id)!, p.Index)).Where(p => p.Item1 is not null)];
        return new Judged(
            judged.Cohort,
            [.. both.Select(b => b.Patient)],
            [.. both.Select(b => judged.Scores[b.Row])],
            [.. judged.Risks.Select(r => new HorizonRisk(r.Time, [.. both.Select(b => r.Risk[b.Row])]))],
            judged.Horizons);
    }

    private SensitivityEvaluation Of(string endpoint, string model, Judged judged, bool refitted)
    {
        var horizons = judged.Horizons.Where(h => h == protocol.Horizon).ToArray();
        var evaluation = StudyRunner.Evaluation(protocol, null, cancellationToken) with { AucCurvePoints = 0, Horizons = horizons.Length > 0 ? horizons : judged.Horizons };
        var metrics = SurvivalEvaluator.Evaluate(
            Pairing.OutcomeOf(judged.Patients), judged.Scores, [.. judged.JudgedRisks.Where(r => horizons.Contains(r.Time))], evaluation);
        return new SensitivityEvaluation(
            endpoint,
            model,
            judged.Cohort,
            refitted,
            metrics.Patients,
            metrics.Events,
            metrics.Harrell,
            horizons.Length > 0 ? metrics.Auc[0].Auc : null,
            metrics.Brier is [var brier, ..] ? brier.Brier : null,
            metrics.Calibration is [var calibration, ..] ? calibration.ObservedExpected : null);
    }
}
