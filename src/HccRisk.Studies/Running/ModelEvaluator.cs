using HccRisk.Cohorts;
using HccRisk.Studies.Models;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Metrics;
using HccRisk.Survival.Nonparametric;
using HccRisk.Survival.Validation;

namespace HccRisk.Studies.Running;

/// <summary>Judges the scores of a frozen model on one set of patients.</summary>
internal sealed class ModelEvaluator(StudyProtocol protocol, CoxFunction function, RiskGroups groups)
{
    private const int CurvePoints = 24;

    public IEnumerable<PatientPrediction> Predictions(IReadOnlyList<Patient> patients, IReadOnlyList<double> scores, InputCoverage coverage, string set) =>
        patients.Select((p, i) => new PatientPrediction(p.Id, p.Site, set, scores[i], function.IncidenceAt(scores[i], protocol.Horizon), groups.NameOf(scores[i]))
        {
            Imputed = coverage.Missing(i),
        });

    public Performance Evaluate(string cohort, IReadOnlyList<Patient> patients, IReadOnlyList<double> scores)
    {
        var outcome = OutcomeOf(patients);
        var specific = outcome.WithCause(protocol.Cause);
        double[] score = [.. scores];
        var auc = Auc(outcome, score, protocol.Horizons);
        var curve = Auc(outcome, score, CurveTimes(specific));
        var (byRisk, p) = Groups(outcome, score);
        return new Performance(
            cohort,
            patients.Count,
            specific.EventCount(),
            Convert(() => Concordance.Harrell(specific, score).Estimate, "Harrell C"),
            Convert(() => Concordance.Uno(specific, score).Estimate, "Uno C"),
            auc,
            curve,
            byRisk,
            p);
    }

    internal static SurvivalOutcome OutcomeOf(IReadOnlyList<Patient> patients) =>
        new([.. patients.Select(p => p.Outcome!.Value.Time)], [.. patients.Select(p => p.Outcome!.Value.Event)]);

    private static Estimate Convert(Func<MetricEstimate> estimate, string method)
    {
        try
        {
            var e = estimate();
            return new Estimate(e.Value, e.StandardError, e.Lower, e.Upper, e.Method, e.NotEstimable);
        }
        catch (NoEventsException e)
        {
            return Estimate.None(method, e.Message);
        }
    }

    private HorizonPerformance[] Auc(SurvivalOutcome outcome, double[] score, IReadOnlyList<double> times) =>
        times.Count == 0
            ? []
            : [.. TimeDependentAuc.CumulativeDynamic(outcome, score, [.. times], new TimeDependentAucOptions { Cause = protocol.Cause, Controls = protocol.AucControls })
                .Select(r => new HorizonPerformance(r.Time, r.Cases, Convert(() => r.Auc, "AUC")))];

    /// <summary>An even grid from the time by which a tenth of the events of interest happened to the last one.</summary>
    private static IReadOnlyList<double> CurveTimes(SurvivalOutcome outcome)
    {
        var events = new List<double>();
        for (var i = 0; i < outcome.Count; i++)
        {
            if (outcome.Events[i] != 0)
            {
                events.Add(outcome.Times[i]);
            }
        }

        if (events.Count < 3)
        {
            return [];
        }

        events.Sort();
        var (first, last) = (events[events.Count / 10], events[^1]);
        return [.. Enumerable.Range(0, CurvePoints).Select(i => first + (i * (last - first) / (CurvePoints - 1))).Distinct()];
    }

    private (IReadOnlyList<RiskGroup> Groups, double? LogRankP) Groups(SurvivalOutcome outcome, double[] score)
    {
        var isHigh = groups.Assign(score);
        var high = isHigh.Sum();
        var found = new List<RiskGroup>();
        if (high < score.Length)
        {
            found.Add(Group(RiskGrouping.Low, outcome, isHigh, 0));
        }

        if (high > 0)
        {
            found.Add(Group(RiskGrouping.High, outcome, isHigh, 1));
        }

        var specific = outcome.WithCause(protocol.Cause);
        return (found, found.Count == 2 && specific.EventCount() > 0 && LogRank.Test(specific, isHigh) is { NotEstimable: null } test ? test.Test.PValue : null);
    }

    private RiskGroup Group(string name, SurvivalOutcome outcome, int[] membership, int member)
    {
        var rows = Enumerable.Range(0, membership.Length).Where(i => membership[i] == member).ToArray();
        var own = outcome.Select(rows);
        var specific = own.WithCause(protocol.Cause);
        var curve = KaplanMeier.Fit(specific);
        var ticks = Ticks(outcome.LastTime);
        return new RiskGroup(
            name,
            own.Count,
            specific.EventCount(),
            new StepCurve(curve.Times, curve.Survival, curve.Lower, curve.Upper, Censored(specific)),
            own.Causes.Any(c => c != protocol.Cause) ? Incidence(own) : null,
            ticks,
            [.. ticks.Select(t => (int)curve.AtRiskAt(t))]);
    }

    private StepCurve Incidence(SurvivalOutcome outcome)
    {
        var curves = AalenJohansen.Fit(outcome);
        if (!curves.Causes.Contains(protocol.Cause))
        {
            return new StepCurve([], [], [], [], []);
        }

        var values = curves.Incidence(protocol.Cause);
        var errors = curves.StandardErrors(protocol.Cause);
        return new StepCurve(
            curves.Times,
            values,
            [.. values.Zip(errors, (v, e) => Math.Max(0, v - (1.959963984540054 * e)))],
            [.. values.Zip(errors, (v, e) => Math.Min(1, v + (1.959963984540054 * e)))],
            []);
    }

    private static double[] Censored(SurvivalOutcome outcome)
    {
        var times = new List<double>();
        for (var i = 0; i < outcome.Count; i++)
        {
            if (outcome.Events[i] == 0)
            {
                times.Add(outcome.Times[i]);
            }
        }

        times.Sort();
        return [.. times];
    }

    /// <summary>Five to eight round times from 0 to the end of follow-up.</summary>
    private static double[] Ticks(double last)
    {
        double[] steps = [1, 2, 3, 6, 12, 24, 30, 60, 90, 180, 365, 730, 1825];
        var step = steps.FirstOrDefault(s => last / s <= 8, last / 6);
        return [.. Enumerable.Range(0, (int)(last / step) + 1).Select(i => i * step)];
    }
}
