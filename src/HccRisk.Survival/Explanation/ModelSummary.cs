using System.Globalization;
using HccRisk.Core.Printing;
using HccRisk.Survival.Learning;

namespace HccRisk.Survival.Explanation;

/// <summary>A fitted survival model as one reads it: the method, patients and events, hazard ratios with intervals and p-values, the baseline.</summary>
public sealed class ModelSummary
{
    private ModelSummary(SurvivalFunction function, HazardRatioTable? ratios, IReadOnlyList<BaselinePoint> baseline)
    {
        (Method, Patients, Events, Cause) = (function.Method, function.Patients, function.Events, function.Cause);
        (Converged, Warnings, HazardRatios, Baseline, Inputs) = (function.Converged, function.Warnings, ratios, baseline, function.InputSlots);
    }

    /// <summary>The method in words: "Cox model".</summary>
    public string Method { get; }

    /// <summary>Rows fitted on: patients, unless a patient has several.</summary>
    public int Patients { get; }

    /// <summary>Events of the cause among them.</summary>
    public int Events { get; }

    /// <summary>Cause of interest; 0 for any.</summary>
    public int Cause { get; }

    /// <summary>Whether the fit converged.</summary>
    public bool Converged { get; }

    /// <summary>What a reader must know before trusting the fit, each a sentence; empty for nothing.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Names of the inputs as they reach the trainer.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>Hazard ratios of the inputs; null for a model whose score is not linear in them.</summary>
    public HazardRatioTable? HazardRatios { get; }

    /// <summary>
    /// What the model says of a patient whose every input is its mean in the training data, at each time asked for and in each stratum; empty for a method without
    /// a baseline (trees).
    /// </summary>
    public IReadOnlyList<BaselinePoint> Baseline { get; }

    /// <summary>Summarises a fitted function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="times">Times of the baseline; null for the horizons of the model.</param>
    /// <exception cref="ArgumentException">A time is negative or not finite.</exception>
    public static ModelSummary Of(SurvivalFunction function, IReadOnlyList<double>? times = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        double[] at = PredictedCurves.TimesOf(function, times);
        return new ModelSummary(function, function.Linear is null ? null : HazardRatioTable.Of(function), [.. BaselineOf(function, at)]);
    }

    /// <summary>The summary for a terminal.</summary>
    public override string ToString()
    {
        var lines = new List<string>();
        if (HazardRatios is { } ratios)
        {
            lines.Add(ratios.ToString());
        }
        else
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{Method}, {Patients} patients, {Events} events, {Inputs.Count} inputs"));
            lines.Add("The score is not a sum of coefficients: there are no hazard ratios (ml.Survival.Explain has Shap and Importance).");
            lines.AddRange(Warnings);
        }

        if (!Converged)
        {
            lines.Add("The fit did not converge.");
        }

        if (Baseline.Count > 0)
        {
            var strata = Baseline.Any(b => b.Stratum.Length > 0);
            var table = new TextTable(strata ? ["baseline", "time", "free of the event", "had the event"] : ["baseline", "free of the event", "had the event"]);
            foreach (var point in Baseline)
            {
                string[] cells = [point.Time.ToString(CultureInfo.InvariantCulture), PredictedCurves.Text(point.Survival), PredictedCurves.Text(point.Incidence)];
                table.Add(strata ? [point.Stratum, .. cells] : cells);
            }

            lines.AddRange([string.Empty, table.ToString()]);
        }

        return string.Join(Environment.NewLine, lines);
    }

    private static IEnumerable<BaselinePoint> BaselineOf(SurvivalFunction function, double[] times)
    {
        if (function.BaselineInput is not { } input)
        {
            yield break;
        }

        double[] x = [.. input];
        var (survival, incidence) = (new double[times.Length], new double[times.Length]);
        foreach (var stratum in function.StratumNames.Count == 0 ? [string.Empty] : function.StratumNames)
        {
            function.Survival(x, stratum, times, survival);
            function.CumulativeIncidence(x, stratum, times, incidence);
            for (var i = 0; i < times.Length; i++)
            {
                yield return new BaselinePoint(stratum, times[i], survival[i], incidence[i]);
            }
        }
    }
}
