using System.Text.Json;
using HccRisk.Oracles;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Calibration;

namespace HccRisk.Survival.Tests.Evaluation;

public class CompetingCalibrationTests
{
    private const double Horizon = 24;

    private static readonly JsonElement Expected = OracleFile.Json("competing_calibration.json");

    /// <summary>crr stops at a gradient of 1e-12 here; its finite steps leave the coefficients right to about 1e-9.</summary>
    [Fact]
    public void Of_CompetingCauses_EqualsCrr()
    {
        var (outcome, risk) = Load();
        var actual = CalibrationStatistics.Of(outcome, risk, Horizon);
        Reference.Close(Number("slope"), actual.Slope.Value!.Value, 1e-8, "slope");
        Reference.Close(Number("slope_se"), actual.Slope.StandardError!.Value, 1e-6, "slope se");
        Assert.Equal("calibration slope, Fine-Gray on cloglog(risk)", actual.Slope.Method);

        // survival's finegray breaks ties of events and censorings another way: the same model, so 1e-3.
        Assert.Equal(Number("slope_finegray"), actual.Slope.Value!.Value, 1e-3);
        Reference.Close(Number("intercept"), actual.Intercept.Value!.Value, 1e-8, "intercept");
        Reference.Close(Number("intercept_se"), actual.Intercept.StandardError!.Value, 1e-8, "intercept se");
    }

    [Fact]
    public void Smoothed_CompetingCauses_EqualsCrrWithSpline()
    {
        var (outcome, risk) = Load();
        var actual = CalibrationCurve.Smoothed(outcome, risk, Horizon);
        Reference.Close(Numbers("observed_first5"), [.. actual.Observed.Take(5)], 1e-6, "observed");
        Reference.Close(Numbers("distances"), [actual.Ici!.Value, actual.E50!.Value, actual.E90!.Value, actual.EMax!.Value], 1e-6, "distances");
        Assert.StartsWith("Fine-Gray", actual.Method, StringComparison.Ordinal);
    }

    [Fact]
    public void Smoothed_PseudoValues_EqualsEstimatingEquationsInR()
    {
        var (outcome, risk) = Load();
        var actual = CalibrationCurve.Smoothed(outcome, risk, Horizon, new CalibrationOptions { Smoother = CalibrationSmoother.PseudoValues });
        Reference.Close(Numbers("pseudo_distances"), [actual.Ici!.Value, actual.E50!.Value, actual.E90!.Value, actual.EMax!.Value], 1e-8, "distances");
        Assert.StartsWith("pseudo-values", actual.Method, StringComparison.Ordinal);
    }

    [Fact]
    public void Linear_CompetingCauses_EqualsCrrAtTheHorizon()
    {
        var (outcome, risk) = Load();
        var actual = Recalibration.Linear(outcome, risk, Horizon);
        Reference.Close(Number("slope"), actual.Slope, 1e-8, "slope");
        Reference.Close(Number("recalibration_intercept"), actual.Intercept, 1e-7, "intercept");

        // What has been set right needs no second correction.
        double[] corrected = [.. risk.Select(actual.Apply)];
        Assert.Equal(1, CalibrationStatistics.Of(outcome, corrected, Horizon).Slope.Value!.Value, 1e-8);
    }

    [Fact]
    public void PseudoValues_SurvivalPackage_EqualsLeavingOneOut()
    {
        var (outcome, _) = Load();
        var actual = PseudoValues.Of(outcome, Horizon);
        Reference.Close(Numbers("pseudo_first5"), actual[..5], 1e-10, "pseudo-values");
        Reference.Close(Number("pseudo_mean"), actual.Average(), 1e-10, "mean");
    }

    /// <summary>Ties, causes, early and late horizons: the definition with our own curve (itself equal to R) on the patients left.</summary>
    [Fact]
    public void PseudoValues_AnyCohort_AreTheDefinition() => CsCheck.Check.Sample(Simulated.Cohorts, cohort =>
    {
        var (times, events, _) = cohort;
        var outcome = new SurvivalOutcome(times, events);
        var time = times[0];
        var n = times.Length;
        var actual = PseudoValues.Of(outcome, time);
        var full = AalenJohansen.Fit(outcome).IncidenceAt(1, time);
        for (var i = 0; i < n; i++)
        {
            var left = outcome.Select([.. Enumerable.Range(0, n).Where(k => k != i)]);
            var without = left.Causes.Contains(1) ? AalenJohansen.Fit(left).IncidenceAt(1, Math.Min(time, left.LastTime)) : 0;
            Assert.Equal((n * full) - ((n - 1) * without), actual[i], 1e-9);
        }
    });

    [Fact]
    public void PseudoValues_NoCensoring_AreTheStatus()
    {
        var actual = PseudoValues.Of(new SurvivalOutcome([1, 2, 3, 4, 5], [1, 2, 1, 1, 2]), 3);
        Assert.Equal([1, 0, 1, 0, 0], actual.Select(v => Math.Round(v, 12)));
        Assert.Throws<ArgumentOutOfRangeException>(() => PseudoValues.Of(new SurvivalOutcome([1, 2], [1, 0]), 3));
    }

    /// <summary>
    /// A competing event after everything else takes nobody out of a risk set, so that Fine-Gray is Cox (without ties Efron is Breslow).
    /// </summary>
    [Fact]
    public void Smoothed_CompetingEventAfterAllOthers_EqualsTheSingleCauseCurve()
    {
        var (plain, x) = Simulated.Cox(300, 1, 5);
        double[] risk = [.. x.Select(v => 1 - Math.Exp(-0.7 * Math.Exp(0.6 * v)))];
        var events = plain.Events.ToArray();
        var last = Array.IndexOf(plain.Times.ToArray(), plain.LastTime);
        events[last] = 0;
        var single = new SurvivalOutcome(plain.Times, events);
        events[last] = 2;
        var competing = new SurvivalOutcome(plain.Times, events);

        var (expected, actual) = (CalibrationCurve.Smoothed(single, risk, 0.8), CalibrationCurve.Smoothed(competing, risk, 0.8));

        Assert.StartsWith("Cox", expected.Method, StringComparison.Ordinal);
        Assert.StartsWith("Fine-Gray", actual.Method, StringComparison.Ordinal);
        for (var i = 0; i < risk.Length; i++)
        {
            Assert.Equal(expected.Observed[i], actual.Observed[i], 1e-9);
        }

        Assert.Equal(CalibrationStatistics.Of(single, risk, 0.8).Slope.Value!.Value, CalibrationStatistics.Of(competing, risk, 0.8).Slope.Value!.Value, 1e-9);
    }

    /// <summary>Risks of the Fine-Gray model that made the data: slope 1 and intercept 0 within four standard errors.</summary>
    [Fact]
    public void Of_TrueRisks_FindsNothingWrong()
    {
        var (outcome, risk) = FineGrayData(4000, 11);
        var summary = CalibrationStatistics.Of(outcome, risk, 1);
        Assert.InRange(summary.Slope.Value!.Value, 1 - (4 * summary.Slope.StandardError!.Value), 1 + (4 * summary.Slope.StandardError!.Value));
        Assert.InRange(summary.Intercept.Value!.Value, -4 * summary.Intercept.StandardError!.Value, 4 * summary.Intercept.StandardError!.Value);
        Assert.True(summary.Slope.StandardError < 0.1);

        // At n = 4,000 both curves lie within a few hundredths of the diagonal.
        Assert.InRange(CalibrationCurve.Smoothed(outcome, risk, 1).Ici!.Value, 0, 0.03);
        Assert.InRange(CalibrationCurve.Smoothed(outcome, risk, 1, new CalibrationOptions { Smoother = CalibrationSmoother.PseudoValues }).Ici!.Value, 0, 0.03);
    }

    [Fact]
    public void Smoothed_Replicates_GiveTheBootstrapOfTheCurve()
    {
        var (outcome, risk) = Load();
        var options = new CalibrationOptions { Replicates = 60, Seed = 3 };
        var actual = CalibrationCurve.Smoothed(outcome, risk, Horizon, options);
        var ici = actual.Intervals!.Ici;

        // The same samples through the public bootstrap, the curve made anew in each.
        var expected = HccRisk.Survival.Resampling.Bootstrap.Interval(
            outcome.Count,
            rows => CalibrationCurve.Smoothed(outcome.Select(rows.Span), risk.Take([.. rows.Span]), Horizon).Ici!.Value,
            60,
            3,
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(actual.Ici, ici.Value);
        Assert.Equal((expected.Lower, expected.Upper, expected.StandardError), (ici.Lower!.Value, ici.Upper!.Value, ici.StandardError!.Value));
        Assert.Equal((60, 0), (actual.Intervals.Replicates, actual.Intervals.Failed));
        Assert.True(actual.Intervals.E50.Value <= actual.Intervals.E90.Value && actual.Intervals.E90.Value <= actual.Intervals.EMax.Value);
        Assert.Null(CalibrationCurve.Smoothed(outcome, risk, Horizon).Intervals);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => CalibrationCurve.Smoothed(outcome, risk, Horizon, options with { CancellationToken = cancelled.Token }));
    }

    private static (SurvivalOutcome Outcome, double[] Risk) Load()
    {
        var table = OracleFile.Table("competing_calibration.csv");
        return (new SurvivalOutcome(table["time"], Array.ConvertAll(table["event"], v => (int)v)), table["risk"]);
    }

    /// <summary>Fine and Gray's own simulation: P(T &lt;= t, cause 1 | x) = 1 - (1 - p (1 - exp(-t)))^exp(x), the rest fails of cause 2.</summary>
    private static (SurvivalOutcome Outcome, double[] Risk) FineGrayData(int n, int seed)
    {
        const double Share = 0.5;
        var random = new Random(seed);
        var times = new double[n];
        var events = new int[n];
        var risk = new double[n];
        for (var i = 0; i < n; i++)
        {
            var relative = Math.Exp((2 * random.NextDouble()) - 1);
            var ever = 1 - Math.Pow(1 - Share, relative);
            var u = random.NextDouble();
            var time = u < ever
                ? -Math.Log(1 - ((1 - Math.Pow(1 - u, 1 / relative)) / Share))
                : -Math.Log(1 - random.NextDouble());
            var censored = 3 * random.NextDouble();
            (times[i], events[i]) = time <= censored ? (Math.Max(time, 1e-9), u < ever ? 1 : 2) : (Math.Max(censored, 1e-9), 0);
            risk[i] = 1 - Math.Pow(1 - (Share * (1 - Math.Exp(-1))), relative);
        }

        return (new SurvivalOutcome(times, events), risk);
    }

    private static double Number(string name) => Expected.GetProperty(name).GetDouble();

    private static double[] Numbers(string name) => SurvivalReference.Numbers(Expected.GetProperty(name));

    // 60 patients with 5 events: samples are among the bootstrap's whose fit runs away. They are counted, and end nothing.
    [Fact]
    public void Smoothed_SamplesThatDiverge_AreCounted()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            double[] risk = [.. Enumerable.Range(0, 60).Select(_ => 0.02 + (0.3 * Math.Pow(random.NextDouble(), 3)))];
            double[] times = [.. Enumerable.Range(0, 60).Select(_ => Math.Round(60 * random.NextDouble(), 1) + 0.1)];
            int[] events = [.. Enumerable.Range(0, 60).Select(i => i < 5 ? 1 : i < 20 ? 2 : 0)];

            var found = CalibrationCurve.Smoothed(new SurvivalOutcome(times, events), risk, 24, new CalibrationOptions { Replicates = 100, Seed = seed });

            Assert.All(found.Observed, observed => Assert.InRange(observed, 0, 1));
        }
    }
}
