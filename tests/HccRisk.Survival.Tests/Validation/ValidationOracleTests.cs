using System.Text.Json;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Validation;

namespace HccRisk.Survival.Tests.Validation;

/// <summary>The whole record against R: riskRegression, survival, cmprsk and own computations of the definitions, on three data sets.</summary>
public sealed class ValidationOracleTests
{
    /// <summary>The reference files hold 15 digits and state 1e-8; figures of riskRegression 1e-7; those of cmprsk's crr stop early at 1e-6.</summary>
    private const double Exact = 1e-8;

    /// <summary>R's glm stops when the deviance moves by less than 1e-8, and its standard errors are of the step before the last: that of the intercept is 1.6e-6 off the closed form 1 / sqrt(events), that of the slope 2.4e-5.</summary>
    private const double OfGlm = 1e-4;

    [Theory]
    [InlineData("pbc")]
    [InlineData("hepatoCellular")]
    [InlineData("rotterdam_cr")]
    public void Run_ReferencePredictions_GivesScore(string name)
    {
        using var reference = ValidationReference.Load(name);
        var result = Validate(reference);
        Assert.Equal(reference.Horizons, result.Horizons.Select(h => h.Time));
        Assert.Equal(reference.Json.GetProperty("main_horizon").GetDouble(), result.MainHorizon);
        var score = reference.Json.GetProperty("score");
        var model = Assert.Single(result.Models);
        foreach (var row in score.GetProperty("auc").EnumerateArray())
        {
            Same(row, "AUC", At(model, row).Auc.Auc);
        }

        foreach (var row in score.GetProperty("brier").EnumerateArray())
        {
            var brier = At(model, row).Brier!;
            if (row.GetProperty("model").GetString() == "model")
            {
                Same(row, "Brier", brier.Brier);
                Reference.Close(Number(row, "IPA"), brier.PredictionAccuracy!.Value, 1e-7, "IPA");
            }
            else
            {
                Same(row, "Brier", brier.NullEstimate!);
                Same(row, "Brier", result.Horizons.Single(h => h.Time == Number(row, "times")).NullBrier);
            }
        }

        foreach (var row in score.GetProperty("delta_brier").EnumerateArray())
        {
            var difference = result.Differences.Single(d => d.Measure == "Brier" && d.Reference is null && d.Time == Number(row, "times")).Comparison;
            Same(row, "delta.Brier", difference.Difference);
            Reference.Close(Number(row, "p"), difference.PValue!.Value, 1e-6, "p");
        }

        foreach (var row in reference.Json.GetProperty("own_definition").EnumerateArray())
        {
            var at = model.Horizons.Single(h => h.Time == Number(row, "time"));
            Reference.Close(Number(row, "brier"), at.Brier!.Brier.Value!.Value, Exact, "Brier");
            Reference.Close(Number(row, "brier_null"), at.Brier.NullBrier!.Value, Exact, "null");
            Reference.Close(Number(row, "auc_controls_event_free_and_competing"), at.Auc.Auc.Value!.Value, Exact, "AUC");
            Reference.Close(Number(row, "auc_controls_event_free_only"), (at.AucEventFree ?? at.Auc).Auc.Value!.Value, Exact, "AUC, event-free");
        }
    }

    [Theory]
    [InlineData("pbc")]
    [InlineData("hepatoCellular")]
    public void Run_ReferencePredictions_GivesDiscrimination(string name)
    {
        using var reference = ValidationReference.Load(name);
        var result = Validate(reference);
        var model = Assert.Single(result.Models);
        var at = model.Horizons.Single(h => h.Time == result.MainHorizon);
        var expected = reference.Json.GetProperty("discrimination");
        Reference.Close(Number(expected, "harrell_own"), model.Harrell.Value!.Value, Exact, "Harrell");
        Pair(expected.GetProperty("harrell_survival"), model.Harrell);
        Pair(expected.GetProperty("harrell_tau"), at.Harrell);
        Reference.Close(Number(expected.GetProperty("uno_own_tau"), "c"), at.Uno.Value!.Value, Exact, "Uno");
        Pair(expected.GetProperty("uno_survival_n_G2"), at.UnoAsR);

        static void Pair(JsonElement row, MetricEstimate estimate)
        {
            Reference.Close(Number(row, "c"), estimate.Value!.Value, Exact, estimate.Method);
            Reference.Close(Number(row, "se"), estimate.StandardError!.Value, Exact, estimate.Method);
        }
    }

    [Theory]
    [InlineData("pbc", 1e-8)]
    [InlineData("hepatoCellular", 1e-8)]
    [InlineData("rotterdam_cr", 1e-6)]
    public void Run_ReferencePredictions_GivesCalibration(string name, double tolerance)
    {
        using var reference = ValidationReference.Load(name);
        var result = Validate(reference);
        var at = result.Models[0].Horizons.Single(h => h.Time == result.MainHorizon);
        var (calibration, curve) = (at.Calibration!, at.Curve!);
        var expected = reference.Json.GetProperty("calibration_at_horizon");
        Reference.Close(Number(expected, "mean_predicted"), calibration.MeanPredicted, Exact, "mean");
        Reference.Close(Number(expected, "OE"), calibration.ObservedExpected.Value!.Value, Exact, "O/E");
        Reference.Close(Number(expected, expected.TryGetProperty("slope", out _) ? "slope" : "slope_of_cloglog_risk"), calibration.Slope.Value!.Value, tolerance, "slope");
        Reference.Close(Number(expected, "slope_se"), calibration.Slope.StandardError!.Value, tolerance, "slope");
        Reference.Close(Number(expected, expected.TryGetProperty("observed_aj", out _) ? "observed_aj" : "observed_km"), calibration.Observed.Value!.Value, Exact, "observed");
        foreach (var (key, value) in new[] { ("ICI", curve.Ici), ("E50", curve.E50), ("E90", curve.E90), ("Emax", curve.EMax) })
        {
            Reference.Close(Number(expected, key), value.Value!.Value, tolerance, key);
        }

        if (!expected.TryGetProperty("OE_log_se", out var error))
        {
            return;
        }

        var ratio = calibration.ObservedExpected;
        Reference.Close(error.GetDouble(), ratio.StandardError!.Value / ratio.Value!.Value, Exact, "log O/E");
        Reference.Close(Number(expected, "mean_calibration_difference"), at.MeanDifference!.Value, Exact, "difference");
        var slope = reference.Json.GetProperty("calibration_slope_lp");
        Reference.Close(Number(slope, "slope"), result.Models[0].ScoreSlope!.Value!.Value, Exact, "slope of the score");
        Reference.Close(Number(slope, "se"), result.Models[0].ScoreSlope!.StandardError!.Value, Exact, "slope of the score");
        var poisson = reference.Json.GetProperty("calibration_poisson");
        var own = result.Models[0].Poisson!;
        Assert.Equal(poisson.GetProperty("events").GetInt32(), own.Events);
        Reference.Close(Number(poisson, "expected"), own.Expected, Exact, "expected");
        Reference.Close(Number(poisson, "OE_events"), own.Events / own.Expected, Exact, "O/E events");
        Reference.Close(Number(poisson, "intercept_given_slope1"), own.Intercept.Value!.Value, Exact, "intercept");
        Reference.Close(Number(poisson, "intercept_se"), own.Intercept.StandardError!.Value, OfGlm, "intercept");
        double[] both = [.. poisson.GetProperty("intercept_and_slope").EnumerateArray().Select(v => v.GetDouble())];
        Reference.Close(both, [own.InterceptBesideSlope.Value!.Value, own.Slope.Value!.Value], Exact, "intercept and slope");
        Reference.Close(Number(poisson, "slope_se"), own.Slope.StandardError!.Value, OfGlm, "slope");
    }

    [Theory]
    [InlineData("pbc")]
    [InlineData("hepatoCellular")]
    [InlineData("rotterdam_cr")]
    public void Run_ReferencePredictions_GivesDecisionCurve(string name)
    {
        using var reference = ValidationReference.Load(name);
        var expected = reference.Json.GetProperty("decision_curve");
        double[] thresholds = [.. expected.GetProperty("threshold").EnumerateArray().Select(v => v.GetDouble())];
        var result = Validate(reference, new ValidationOptions { Thresholds = thresholds, Replicates = 0 });
        var decision = result.Models[0].Horizons.Single(h => h.Time == result.MainHorizon).Decision!;
        Reference.Close(Number(expected, "prevalence"), decision.Prevalence.Value!.Value, Exact, "prevalence");
        Each("net_benefit", p => p.NetBenefit.Value!.Value);
        Each("net_benefit_all", p => p.TreatAll.Value!.Value);
        Each("interventions_avoided_per_100", p => 100 * p.InterventionsAvoided!.Value);
        Each("n_positive", p => p.Positive * result.FollowUp.Patients);

        void Each(string key, Func<HccRisk.Survival.Evaluation.ClinicalUtility.DecisionCurvePoint, double> of) =>
            Reference.Close([.. expected.GetProperty(key).EnumerateArray().Select(v => v.GetDouble())], [.. decision.Points.Select(of)], Exact, key);
    }

    [Theory]
    [InlineData("pbc", "distribution_calibration", "S_at_own_time", 1)]
    [InlineData("hepatoCellular", "distribution_calibration", "S_at_own_time", 1)]
    [InlineData("rotterdam_cr", "distribution_calibration_all_cause", "S_allcause_at_own_time", 0)]
    [InlineData("rotterdam_cr", "distribution_calibration_cause1_specific", "S1_cause1_at_own_time", 1)]
    public void Run_SurvivalAtOwnTimes_GivesDistributionCalibration(string name, string block, string column, int cause)
    {
        using var reference = ValidationReference.Load(name);
        var expected = reference.Json.GetProperty(block);
        foreach (var d in expected.GetProperty("D_calibration").EnumerateArray())
        {
            var bins = d.GetProperty("B").GetInt32();
            var result = Validate(reference, new ValidationOptions { Cause = cause, Replicates = 0, Bins = bins }, column);
            var model = result.Models[0];
            Test(d, model.DCalibration!);
            Test(expected.GetProperty("A_calibration").EnumerateArray().Single(a => a.GetProperty("B").GetInt32() == bins), model.ACalibration!);
            Reference.Close(Number(expected, "alpha"), model.Alpha!.Value!.Value, Exact, "alpha");
            Reference.Close([.. expected.GetProperty("alpha_ci").EnumerateArray().Select(v => v.GetDouble())], [model.Alpha.Lower!.Value, model.Alpha.Upper!.Value], Exact, "alpha");
        }

        static void Test(JsonElement row, HccRisk.Survival.Evaluation.Calibration.DistributionCalibrationResult result)
        {
            Reference.Close(Number(row, "statistic"), result.Test!.Statistic, Exact, result.Method);
            Reference.Close(Number(row, "df"), result.Test.DegreesOfFreedom, Exact, result.Method);
            Reference.Close(Number(row, "p"), result.Test.PValue, Exact, result.Method);
        }
    }

    private static ValidationResult Validate(ValidationReference reference, ValidationOptions? options = null, string own = "S_at_own_time") => ExternalValidation.Run(
        new ValidationInput
        {
            Outcome = new SurvivalOutcome(reference.Times, reference.Events),
            Predictions =
            [
                new Prediction("model")
                {
                    Risks = [.. reference.Horizons.Zip(reference.Risks, (t, r) => new HorizonRisk(t, r))],
                    Score = reference.TryColumn("lp"),
                    OwnSurvival = reference.TryColumn(own),
                },
            ],
        },
        options ?? new ValidationOptions { Replicates = 0 });

    private static ModelAtHorizon At(ModelValidation model, JsonElement row) => model.Horizons.Single(h => h.Time == Number(row, "times"));

    private static double Number(JsonElement row, string key) => row.GetProperty(key).GetDouble();

    /// <summary>riskRegression: 1e-7.</summary>
    private static void Same(JsonElement row, string key, MetricEstimate estimate)
    {
        Reference.Close(Number(row, key), estimate.Value!.Value, 1e-7, estimate.Method);
        Reference.Close(Number(row, "se"), estimate.StandardError!.Value, 1e-7, estimate.Method);
        Reference.Close(Number(row, "lower"), estimate.Lower!.Value, 1e-7, estimate.Method);
        Reference.Close(Number(row, "upper"), estimate.Upper!.Value, 1e-7, estimate.Method);
    }
}
