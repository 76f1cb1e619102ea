using HccRisk.Oracles;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Tests;

/// <summary>Predicted risks of the models behind R's references.</summary>
internal static class PredictedRisks
{
    /// <summary>Risk by t of a Cox model with the covariates of a reference model, fitted to the same data.</summary>
    public static double[] CoxRisk(this SurvivalReference reference, string cox, SurvivalOutcome outcome, double t)
    {
        var names = reference.At("cox", cox, "coef").EnumerateObject().Select(p => p.Name).ToArray();
        return reference.CoxRisk(names, outcome, t);
    }

    /// <summary>Risk by t of a Cox model of some columns, Efron ties, fitted to the same data.</summary>
    public static double[] CoxRisk(this SurvivalReference reference, string[] names, SurvivalOutcome outcome, double t)
    {
        var x = reference.Matrix(names);
        var predictor = CoxModel.Fit(x, names.Length, outcome).Predictor;
        return [.. Enumerable.Range(0, outcome.Count).Select(i => 1 - predictor.SurvivalAt(predictor.LogRisk(x.AsSpan(i * names.Length, names.Length)), t))];
    }

    /// <summary>
    /// Cumulative incidence by t of the first Fine-Gray model of a reference: its coefficients with the weighted Breslow baseline
    /// written out (cmprsk's crr: who had another cause stays at risk with weight G(s-) / G(T-)).
    /// </summary>
    public static double[] FineGrayRisk(this SurvivalReference reference, SurvivalOutcome outcome, double t)
    {
        var linear = reference.Linear(reference.At("crr")[0].GetProperty("coef"));
        var cause = reference.At("crr")[0].GetProperty("cause").GetInt32();
        var relative = Array.ConvertAll(linear, Math.Exp);
        var censoring = CensoringDistribution.Fit(outcome, CensoringTies.Simultaneous);
        var times = outcome.Times.ToArray();
        var events = outcome.Events.ToArray();
        double hazard = 0;
        foreach (var time in Enumerable.Range(0, times.Length).Where(i => events[i] == cause && times[i] <= t).Select(i => times[i]).Distinct().Order())
        {
            double sum = 0, deaths = 0;
            var g = censoring.Before(time);
            for (var i = 0; i < times.Length; i++)
            {
                deaths += times[i] == time && events[i] == cause ? 1 : 0;
                sum += times[i] >= time ? relative[i] : events[i] != 0 && events[i] != cause ? relative[i] * g / censoring.Before(times[i]) : 0;
            }

            hazard += deaths / sum;
        }

        return Array.ConvertAll(relative, r => 1 - Math.Exp(-r * hazard));
    }
}
