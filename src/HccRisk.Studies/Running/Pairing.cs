using HccRisk.Cohorts;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Evaluation.ClinicalUtility;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.Validation;

namespace HccRisk.Studies.Running;

/// <summary>Judges two predictions on the patients who have both.</summary>
internal static class Pairing
{
    private const int FewestPatients = 2;

    /// <summary>Each cohort that both have.</summary>
    public static IEnumerable<PairedComparison> Of(StudyProtocol protocol, string model, IReadOnlyList<Judged> own, string reference, IReadOnlyList<Judged> others) =>
        from first in own
        from second in others
        where first.Cohort == second.Cohort
        select Of(protocol, model, first, reference, second);

    /// <summary>The same with what acting on either is worth.</summary>
    public static IEnumerable<PairedComparison> WithDecisions(StudyProtocol protocol, string model, IReadOnlyList<Judged> own, string reference, IReadOnlyList<Judged> others) =>
        Of(protocol, model, own, reference, others)
            .Select(c => c with { Decision = Decision(protocol, own.First(j => j.Cohort == c.Cohort), others.First(j => j.Cohort == c.Cohort)) });

    private static PairedDecision? Decision(StudyProtocol protocol, Judged own, Judged other)
    {
        var time = protocol.Horizon;
        var both = Both(own, other);
        if (both.Length < FewestPatients || !own.Horizons.Contains(time) || RisksOf(both, own, time) is not { } first || RisksOf(both, other, time) is not { } second)
        {
            return null;
        }

        var (outcome, options) = (OutcomeOf(both), new DecisionCurveOptions { Cause = protocol.Cause });
        return new PairedDecision(
            DecisionCurve.Of(outcome, first, time, CohortValidator.Thresholds, options), DecisionCurve.Of(outcome, second, time, CohortValidator.Thresholds, options));
    }

    private static Patient[] Both(Judged own, Judged other) => [.. own.Patients.Where(p => other.RowOf(p.Id) >= 0)];

    private static PairedComparison Of(StudyProtocol protocol, string model, Judged own, string reference, Judged other)
    {
        var both = Both(own, other);
        var outcome = OutcomeOf(both);
        var events = both.Count(p => p.Outcome!.Value.Event == protocol.Cause);
        var few = both.Length < FewestPatients || events == 0;
        return new PairedComparison(own.Cohort, model, reference, both.Length, events, few ? [] : [.. Differences(protocol, both, outcome, own, other)])
        {
            Reclassification = few || !own.Horizons.Contains(protocol.Horizon) ? null : Reclassified(protocol, both, outcome, model, own, reference, other),
        };
    }

    private static ModelReclassification? Reclassified(
        StudyProtocol protocol, Patient[] both, SurvivalOutcome outcome, string model, Judged own, string reference, Judged other)
    {
        var (time, cause) = (protocol.Horizon, protocol.Cause);
        return RisksOf(both, own, time) is { } after && RisksOf(both, other, time) is { } before
            ? new ModelReclassification(
                model, reference, time, Reclassification.Continuous(outcome, before, after, time, cause), Reclassification.IntegratedDiscrimination(outcome, before, after, time, cause))
            : null;
    }

    /// <summary>Risks of the patients at a horizon; null where one has none.</summary>
    private static double[]? RisksOf(Patient[] patients, Judged judged, double time) =>
        judged.Risks.FirstOrDefault(r => r.Time == time) is { } known && Array.ConvertAll(patients, p => known.Risk[judged.RowOf(p.Id)]) is var risks
            && Array.TrueForAll(risks, double.IsFinite)
            ? risks
            : null;

    private static IEnumerable<PairedDifference> Differences(StudyProtocol protocol, Patient[] both, SurvivalOutcome outcome, Judged own, Judged other)
    {
        double[] Values(Judged judged, IReadOnlyList<double> values) => Array.ConvertAll(both, p => values[judged.RowOf(p.Id)]);

        var (a, b) = (Values(own, own.Scores), Values(other, other.Scores));
        var specific = outcome.WithCause(protocol.Cause);
        yield return new PairedDifference("Uno's C", null, Concordance.CompareUno(specific, a, b));
        yield return new PairedDifference("Harrell's C", null, Concordance.CompareHarrell(specific, a, b));
        var auc = new TimeDependentAucOptions { Cause = protocol.Cause, Controls = protocol.AucControls };
        foreach (var (time, difference) in own.Horizons.Zip(TimeDependentAuc.Compare(outcome, a, b, [.. own.Horizons], auc)))
        {
            yield return new PairedDifference("AUC", time, difference);
        }

        var brier = new BrierOptions { Cause = protocol.Cause };
        foreach (var time in own.Horizons)
        {
            if (RisksOf(both, own, time) is not { } x || RisksOf(both, other, time) is not { } y)
            {
                continue;
            }

            var difference = BrierScore.Compare(outcome, x, y, time, brier);
            yield return new PairedDifference("Brier score", time, difference);
            if (BrierScore.At(outcome, x, time, brier).NullEstimate?.Value is > 0 and var none)
            {
                yield return new PairedDifference("Index of prediction accuracy", time, Accuracy(difference, none));
            }
        }
    }

    /// <summary>A Brier score less by so much is an accuracy more by that over the score without information, which is taken as known.</summary>
    private static MetricComparison Accuracy(MetricComparison brier, double none)
    {
        var found = brier.Difference;
        return brier with
        {
            Difference = found with
            {
                Method = $"difference of the Brier scores over that without information, {found.Method}",
                Value = -found.Value / none,
                StandardError = found.StandardError / none,
                Lower = -found.Upper / none,
                Upper = -found.Lower / none,
            },
        };
    }

    /// <summary>Follow-up of patients.</summary>
    public static SurvivalOutcome OutcomeOf(IReadOnlyList<Patient> patients) =>
        new([.. patients.Select(p => p.Outcome!.Value.Time)], [.. patients.Select(p => p.Outcome!.Value.Event)]);
}
