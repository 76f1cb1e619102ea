using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Survival.Validation;

/// <summary>What is known at a horizon before any model is looked at.</summary>
internal static class HorizonJudge
{
    public static HorizonFollowUp Of(ValidationPlan plan, double time)
    {
        var outcome = plan.Patients.Outcome;
        var (times, codes) = (outcome.TimeArray, outcome.EventArray);
        var (events, competing, unknown) = (0, 0, 0);
        for (var i = 0; i < times.Length; i++)
        {
            var by = times[i] <= time;
            events += by && codes[i] == plan.Cause ? 1 : 0;
            competing += by && codes[i] != 0 && codes[i] != plan.Cause ? 1 : 0;
            unknown += times[i] < time && codes[i] == 0 ? 1 : 0;
        }

        double? cases = null, controls = null;
        if (PredictionChecks.Beyond(outcome, time) is null)
        {
            var kernel = new AucKernel(outcome, new double[times.Length], plan.Auc);
            kernel.Assign(time);
            (cases, controls) = (AucKernel.Effective(kernel.CaseWeights), AucKernel.Effective(kernel.ControlWeights));
        }

        return new HorizonFollowUp
        {
            Time = time,
            AtRisk = HorizonChoice.AtRisk(plan.Patients, time),
            Events = events,
            Competing = competing,
            Unknown = unknown,
            EffectiveEvents = cases,
            EffectiveControls = controls,
            Observed = MarginalRisk.Estimate(outcome, plan.Cause, time, plan.Options.Level),
            NullBrier = BrierScore.At(outcome, new double[times.Length], time, plan.Brier) is { NullEstimate: { } estimate } ? estimate
                : MetricEstimate.None(BrierResult.Method(time) + ", no covariates", PredictionChecks.Beyond(outcome, time)!, plan.Options.Level),
        };
    }
}
