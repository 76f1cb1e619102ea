using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.HypothesisTests;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Evaluation.Calibration;

/// <summary>
/// Calibration over the whole follow-up, from the survival a model predicts for each patient at that patient's own time. Every positive code is the event: take
/// <see cref="SurvivalOutcome.WithCause"/> and the survival of the cause alone (other causes censored) first to judge one cause of several.
/// </summary>
public static class DistributionCalibration
{
    /// <summary>Bins unless another number is asked for.</summary>
    public const int DefaultBins = 10;

    // Below this S counts as this: a bin for the model that had given a patient up.
    private const double LowestSurvival = 1e-5;

    private const double LowestInHazards = 1e-12;

    /// <summary>
    /// D-calibration (Haider et al., JMLR 2020): a calibrated S(T) is uniform, a censored patient counts in its bin and those below in proportion. The test is
    /// conservative when many are censored.
    /// </summary>
    /// <param name="outcome">Follow-up; no entry times, no weights.</param>
    /// <param name="survival">Predicted survival of each patient at the own time, 0 to 1.</param>
    /// <param name="bins">Bins of equal width, 2 or more.</param>
    /// <returns>Counts by bin and the chi-square test with bins - 1 degrees of freedom.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a survival is out of range (named by its index).</exception>
    public static DistributionCalibrationResult D(SurvivalOutcome outcome, ReadOnlySpan<double> survival, int bins = DefaultBins)
    {
        Check(outcome, survival, bins);
        var observed = new double[bins];
        for (var i = 0; i < survival.Length; i++)
        {
            var s = Math.Max(LowestSurvival, survival[i]);
            var bin = BinOf(s, bins);
            if (outcome.EventArray[i] != 0)
            {
                observed[bin]++;
                continue;
            }

            observed[bin] += 1 - (bin / (bins * s));
            for (var below = 0; below < bin; below++)
            {
                observed[below] += 1 / (bins * s);
            }
        }

        var expected = new double[bins];
        Array.Fill(expected, (double)survival.Length / bins);
        var method = FormattableString.Invariant($"D-calibration, {bins} bins");
        return Of(method, observed, expected, bins - 1);
    }

    /// <summary>
    /// A-calibration (Simonsen and Waagepetersen, BMC Med Res Methodol 2025; Akritas, JASA 1988): events by bin of 1 - S(T) against the hazard that the model
    /// gives the patients while they were followed. Censoring costs it less power than D-calibration.
    /// </summary>
    /// <param name="outcome">Follow-up; no entry times, no weights.</param>
    /// <param name="survival">Predicted survival of each patient at the own time, 0 to 1.</param>
    /// <param name="bins">Bins of equal width, 2 or more.</param>
    /// <returns>
    /// Events by bin and the chi-square test; bins that nobody was followed into are left out of it, the others are the degrees of freedom.
    /// </returns>
    /// <exception cref="ArgumentException">As <see cref="D"/>.</exception>
    public static DistributionCalibrationResult A(SurvivalOutcome outcome, ReadOnlySpan<double> survival, int bins = DefaultBins)
    {
        Check(outcome, survival, bins);
        var method = FormattableString.Invariant($"A-calibration, {bins} bins");
        var (observed, expected) = (new double[bins], new double[bins]);
        for (var i = 0; i < survival.Length; i++)
        {
            var s = Math.Max(LowestInHazards, survival[i]);
            observed[bins - 1 - BinOf(s, bins)] += outcome.EventArray[i] != 0 ? 1 : 0;
            for (var bin = 0; bin < bins; bin++)
            {
                var (from, to) = ((double)(bins - bin) / bins, Math.Max(s, (double)(bins - bin - 1) / bins));
                expected[bin] += to < from ? Math.Log(from / to) : 0;
            }
        }

        return expected.All(e => e == 0)
            ? DistributionCalibrationResult.None(method, "every predicted survival is 1: no event is expected")
            : Of(method, observed, expected, expected.Count(e => e > 0));
    }

    /// <summary>
    /// Van Houwelingen's alpha (Stat Med 2000): events over the cumulative hazard that the model gives all patients until their own times.
    /// </summary>
    /// <param name="outcome">Follow-up; no entry times, no weights.</param>
    /// <param name="survival">Predicted survival of each patient at the own time, 0 to 1.</param>
    /// <param name="level">Level of the confidence interval, which is alpha * exp(+-z / sqrt(events)).</param>
    /// <returns>1 = as many events as predicted over the whole follow-up, above 1 = risks too low.</returns>
    /// <exception cref="ArgumentException">As <see cref="D"/>.</exception>
    public static MetricEstimate Alpha(SurvivalOutcome outcome, ReadOnlySpan<double> survival, double level = 0.95)
    {
        Check(outcome, survival, 2);
        const string Method = "events / predicted cumulative hazard (van Houwelingen's alpha)";
        double hazard = 0;
        foreach (var s in survival)
        {
            hazard -= Math.Log(Math.Max(LowestInHazards, s));
        }

        var events = outcome.EventCount();
        if (events == 0 || hazard == 0)
        {
            return MetricEstimate.None(Method, events == 0 ? "nobody had the event" : "every predicted survival is 1: no event is expected", level);
        }

        var alpha = events / hazard;
        var factor = Math.Exp(Normal.InvCDF(0, 1, 0.5 + (level / 2)) / Math.Sqrt(events));
        return new MetricEstimate
        {
            Method = Method,
            Value = alpha,
            StandardError = alpha / Math.Sqrt(events),
            Lower = alpha / factor,
            Upper = alpha * factor,
            Level = level,
        };
    }

    private static int BinOf(double survival, int bins) => Math.Clamp((int)Math.Ceiling(bins * survival), 1, bins) - 1;

    private static DistributionCalibrationResult Of(string method, double[] observed, double[] expected, int degreesOfFreedom)
    {
        double statistic = 0;
        for (var bin = 0; bin < observed.Length; bin++)
        {
            var difference = observed[bin] - expected[bin];
            statistic += expected[bin] > 0 ? difference * difference / expected[bin] : 0;
        }

        return new DistributionCalibrationResult { Method = method, Observed = observed, Expected = expected, Test = new ChiSquareTest(statistic, degreesOfFreedom) };
    }

    private static void Check(SurvivalOutcome outcome, ReadOnlySpan<double> survival, int bins)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 2);
        outcome.RequirePlain("Calibration of the distribution");
        PredictionChecks.RequireProbabilities(outcome, survival, nameof(survival));
    }
}
