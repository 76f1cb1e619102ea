using System.Text.Json;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Calibration;

namespace HccRisk.Survival.Tests.Evaluation;

/// <summary>D-calibration, A-calibration and van Houwelingen's alpha.</summary>
public sealed class DistributionCalibrationTests
{
    private static readonly double[] Survival = [.95, .85, .72, .60, .55, .41, .33, .28, .15, .07];

    private static readonly int[] Events = [1, 0, 1, 1, 0, 1, 1, 0, 1, 1];

    private static SurvivalOutcome Outcome(int[] events) => new([.. Enumerable.Range(1, events.Length).Select(t => (double)t)], events);

    /// <summary>The worked vector of the definition's re-computation, ten digits.</summary>
    [Fact]
    public void D_WorkedVector_GivesItsBuckets()
    {
        var result = DistributionCalibration.D(Outcome(Events), Survival, 5);
        Reference.Close([3.3132161956, 1.8846447670, 2.5080213904, 1.2352941176, 1.0588235294], result.Observed, 1e-9, "buckets");
        Assert.Equal([2, 2, 2, 2, 2], result.Expected);
        Reference.Close(1.7332587870, result.Test!.Statistic, 1e-9, "statistic");
        Assert.Equal(4, result.Test!.DegreesOfFreedom);
    }

    [Fact]
    public void A_WorkedVector_GivesItsBins()
    {
        var result = DistributionCalibration.A(Outcome(Events), Survival, 5);
        Assert.Equal([1, 1, 2, 1, 2], result.Observed);
        Reference.Close([1.998961, 2.119135, 2.089644, 1.935341, 1.337504], result.Expected, 1e-6, "expected");
        Reference.Close(1.8742869324, result.Test!.Statistic, 1e-9, "statistic");
        Assert.Equal(5, result.Test!.DegreesOfFreedom);
    }

    [Theory]
    [InlineData("pbc", "distribution_calibration", "S_at_own_time", 0)]
    [InlineData("hepatoCellular", "distribution_calibration", "S_at_own_time", 0)]
    [InlineData("rotterdam_cr", "distribution_calibration_all_cause", "S_allcause_at_own_time", 0)]
    [InlineData("rotterdam_cr", "distribution_calibration_cause1_specific", "S1_cause1_at_own_time", 1)]
    public void AllThree_ReferencePredictions_GiveTheReference(string name, string block, string column, int cause)
    {
        using var reference = ValidationReference.Load(name);
        var all = new SurvivalOutcome(reference.Times, reference.Events);
        var outcome = cause == 0 ? all.WithAnyCause() : all.WithCause(cause);
        var survival = reference.Column(column);
        var expected = reference.Json.GetProperty(block);
        foreach (var d in expected.GetProperty("D_calibration").EnumerateArray())
        {
            Same(d, "buckets", null, DistributionCalibration.D(outcome, survival, d.GetProperty("B").GetInt32()));
        }

        foreach (var a in expected.GetProperty("A_calibration").EnumerateArray())
        {
            Same(a, "N", "E", DistributionCalibration.A(outcome, survival, a.GetProperty("B").GetInt32()));
        }

        var alpha = DistributionCalibration.Alpha(outcome, survival);
        Reference.Close(expected.GetProperty("alpha").GetDouble(), alpha.Value!.Value, 1e-8, "alpha");
        Reference.Close(Numbers(expected.GetProperty("alpha_ci")), [alpha.Lower!.Value, alpha.Upper!.Value], 1e-8, "interval");
    }

    /// <summary>Without censoring D-calibration is Pearson's test of bins; true curves pass all three: over 200 samples a twentieth has p below 0.05.</summary>
    [Fact]
    public void AllThree_TrueCurves_PassAsOftenAsTheySay()
    {
        const int samples = 200, patients = 300;
        var (d, a, covered) = (0, 0, 0);
        var random = new Random(1);
        for (var s = 0; s < samples; s++)
        {
            var (times, events, survival) = (new double[patients], new int[patients], new double[patients]);
            for (var i = 0; i < patients; i++)
            {
                var rate = 0.02 * Math.Exp(random.NextDouble());
                var (own, censored) = (-Math.Log(1 - random.NextDouble()) / rate, 120 * random.NextDouble());
                (times[i], events[i]) = (Math.Min(own, censored), own <= censored ? 1 : 0);
                survival[i] = Math.Exp(-rate * times[i]);
            }

            var outcome = new SurvivalOutcome(times, events);
            d += DistributionCalibration.D(outcome, survival).Test!.PValue < 0.05 ? 1 : 0;
            a += DistributionCalibration.A(outcome, survival).Test!.PValue < 0.05 ? 1 : 0;
            var alpha = DistributionCalibration.Alpha(outcome, survival);
            covered += alpha.Lower <= 1 && alpha.Upper >= 1 ? 1 : 0;
        }

        // Binomial 200 x 0.05 within 4 standard deviations (12); D-calibration is conservative under censoring.
        Assert.InRange(d, 0, 22);
        Assert.InRange(a, 1, 22);
        Assert.InRange(covered, 178, 200);
    }

    [Fact]
    public void D_NobodyCensored_IsPearsonsTest()
    {
        var result = DistributionCalibration.D(Outcome([1, 1, 1, 1, 1, 1, 1, 1, 1, 1]), Survival, 2);
        Assert.Equal([5, 5], result.Observed);
        Assert.Equal(0, result.Test!.Statistic);
        Assert.Equal(1, result.Test!.PValue);
    }

    /// <summary>Hazards half as high as they are: alpha says 2, on any data.</summary>
    [Fact]
    public void Alpha_HalfTheHazards_Doubles()
    {
        var outcome = Outcome(Events);
        var alpha = DistributionCalibration.Alpha(outcome, Survival).Value!.Value;
        Assert.Equal(2 * alpha, DistributionCalibration.Alpha(outcome, Array.ConvertAll(Survival, Math.Sqrt)).Value!.Value, 1e-12);
    }

    [Fact]
    public void AllThree_NothingToCompare_SayWhy()
    {
        var outcome = Outcome([1, 0]);
        Assert.Contains("no event is expected", DistributionCalibration.A(outcome, [1, 1]).NotEstimable, StringComparison.Ordinal);
        Assert.Contains("no event is expected", DistributionCalibration.Alpha(outcome, [1, 1]).NotEstimable, StringComparison.Ordinal);
        Assert.Contains("nobody had the event", DistributionCalibration.Alpha(Outcome([0, 0]), [.5, .5]).NotEstimable, StringComparison.Ordinal);
        Assert.True(double.IsFinite(DistributionCalibration.D(outcome, [0, 0]).Test!.Statistic));
        Assert.True(double.IsFinite(DistributionCalibration.A(outcome, [0, 0]).Test!.Statistic));
        Assert.Contains("at index 1", Assert.Throws<ArgumentException>(() => DistributionCalibration.D(outcome, [.5, 1.5])).Message, StringComparison.Ordinal);
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetDouble())];

    private static void Same(JsonElement expected, string observed, string? hoped, DistributionCalibrationResult actual)
    {
        Reference.Close(Numbers(expected.GetProperty(observed)), actual.Observed, 1e-8, observed);
        if (hoped is not null)
        {
            Reference.Close(Numbers(expected.GetProperty(hoped)), actual.Expected, 1e-8, hoped);
        }

        Reference.Close(expected.GetProperty("statistic").GetDouble(), actual.Test!.Statistic, 1e-8, "statistic");
        Reference.Close(expected.GetProperty("p").GetDouble(), actual.Test!.PValue, 1e-8, "p");
        Assert.Equal(expected.GetProperty("df").GetInt32(), actual.Test!.DegreesOfFreedom);
    }
}
