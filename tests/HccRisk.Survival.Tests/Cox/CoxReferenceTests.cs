using System.Text.Json;
using HccRisk.Oracles;
using HccRisk.Survival.Cox;

namespace HccRisk.Survival.Tests.Cox;

/// <summary>Cox against R's coxph; 1e-10 relative, as R's own convergence allows no more in some fits (noted where).</summary>
public class CoxReferenceTests
{
    [Theory]
    [MemberData(nameof(CoxReferenceModel.Indices), MemberType = typeof(CoxReferenceModel))]
    public void Fit_ReferenceData_EqualsCoxph(int index)
    {
        var model = CoxReferenceModel.All[index];
        var reference = model.Load();
        var expected = model.Expected(reference);
        var names = model.Names(reference);
        var fit = model.Fit(reference);

        Assert.True(fit.Converged, string.Join(" ", fit.Warnings));
        Assert.Empty(fit.Warnings);
        Assert.Equal(expected.GetProperty("n").GetInt32(), fit.Count);
        Assert.Equal(expected.GetProperty("nevent").GetInt32(), fit.EventCount);
        Reference.Close(SurvivalReference.Numbers(expected.GetProperty("coef")), fit.Coefficients, 1e-10, "coef");
        Reference.Close(SurvivalReference.Numbers(expected.GetProperty("se")), fit.StandardErrors, 1e-10, "se");
        var robust = expected.GetProperty("robust_se").ValueKind == JsonValueKind.Array;
        if (robust)
        {
            Reference.Close(SurvivalReference.Numbers(expected.GetProperty("robust_se")), fit.RobustStandardErrors!, 1e-8, "robust se");
            var score = SurvivalReference.Numbers(expected.GetProperty("robscore"));
            Reference.Close(score[0], fit.RobustScoreTest!.Statistic, 1e-8, "robust score");
            Assert.Equal(score[2], fit.RobustScoreTest.PValue, 1e-8);
        }

        var variance = expected.GetProperty("var").EnumerateArray().Select(SurvivalReference.Numbers).ToArray();
        for (var i = 0; i < names.Length; i++)
        {
            for (var j = 0; j < names.Length; j++)
            {
                // Off-diagonal entries cancel; their scale is that of the two deviations.
                var scale = Math.Sqrt(variance[i][i] * variance[j][j]);
                var actual = robust ? fit.RobustCovariance(i, j) : fit.Covariance(i, j);
                Assert.Equal(variance[i][j] / scale, actual / scale, robust ? 1e-8 : 1e-10);
            }
        }

        Reference.Close(expected.GetProperty("loglik_null").GetDouble(), fit.LogLikelihoodNull, 1e-10, "loglik null");
        Reference.Close(expected.GetProperty("loglik").GetDouble(), fit.LogLikelihood, 1e-10, "loglik");
        var lr = SurvivalReference.Numbers(expected.GetProperty("lr"));
        Reference.Close(lr[0], fit.LikelihoodRatioTest!.Statistic, 1e-10, "lr");
        Assert.Equal(lr[1], fit.LikelihoodRatioTest.DegreesOfFreedom);
        Assert.Equal(lr[2], fit.LikelihoodRatioTest.PValue, 1e-10);
        var scoreTest = SurvivalReference.Numbers(expected.GetProperty("score"));
        Reference.Close(scoreTest[0], fit.ScoreTest!.Statistic, 1e-10, "score");
        Assert.Equal(scoreTest[2], fit.ScoreTest.PValue, 1e-10);

        // summary.coxph rounds the Wald statistic to two decimals.
        Assert.Equal(SurvivalReference.Numbers(expected.GetProperty("wald"))[0], fit.WaldTest!.Statistic, 0.0051);
        CheckPredictions(model, reference, expected, names, fit);
    }

    /// <summary>riskRegression's predictRisk of the pbc model for the first five patients.</summary>
    [Fact]
    public void Survival_PbcFirstFive_EqualsPredictRisk()
    {
        var model = CoxReferenceModel.All.Single(m => m.ToString() == "pbc/cox/efron");
        var reference = model.Load();
        var names = model.Names(reference);
        var x = reference.Matrix(names);
        var predictor = model.Fit(reference).Predictor;
        var times = SurvivalReference.Numbers(reference.At("risk_full", "times"));
        var patient = 0;
        foreach (var row in reference.At("risk_full", "first5").EnumerateArray())
        {
            var survival = predictor.Survival(x.AsSpan(patient++ * names.Length, names.Length), times);
            Reference.Close(SurvivalReference.Numbers(row), Array.ConvertAll(survival, s => 1 - s), 1e-10, $"risk of {patient}");
        }

        Assert.Equal(5, patient);
    }

    private static void CheckPredictions(CoxReferenceModel model, SurvivalReference reference, JsonElement expected, string[] names, CoxModel fit)
    {
        var x = reference.Matrix(names);
        var means = SurvivalReference.Numbers(expected.GetProperty("means"));
        var predictor = fit.PredictorOf(fit.Strata[0]);
        var shift = predictor.LinearPredictor(means);
        var lp = Enumerable.Range(0, reference.Count).Select(i => predictor.LinearPredictor(x.AsSpan(i * names.Length, names.Length)) - shift).ToArray();
        var expectedLp = SurvivalReference.Numbers(expected.GetProperty("lp_first5"));
        for (var i = 0; i < expectedLp.Length; i++)
        {
            // predict.coxph centres within strata.
            var center = model.Strata.Count == 0
                ? 0
                : lp.Where((_, row) => model.StratumOf(reference, row) == model.StratumOf(reference, i)).Average();
            Assert.Equal(expectedLp[i], lp[i] - center, 1e-10);
        }

        if (expected.TryGetProperty("basehaz_centered_false", out var baseline))
        {
            var stratum = 0;
            foreach (var curve in baseline.EnumerateObject())
            {
                var of = fit.PredictorOf(fit.Strata[stratum++]);
                var at = SurvivalReference.Numbers(curve.Value.GetProperty("at"));
                var atZero = Math.Exp(of.LogRisk(new double[names.Length]));
                Reference.Close(
                    SurvivalReference.Numbers(curve.Value.GetProperty("cumhaz")),
                    Array.ConvertAll(at, t => of.CumulativeHazardAt(t) * atZero),
                    1e-9,
                    "baseline hazard of " + curve.Name);
                Assert.Equal(curve.Value.GetProperty("n").GetInt32(), of.Times.Count);
            }

            Assert.Equal(stratum, fit.Strata.Count);
        }

        if (expected.TryGetProperty("predict", out var predict))
        {
            var times = SurvivalReference.Numbers(predict.GetProperty("times"));
            var surv = predict.GetProperty("surv").EnumerateArray().Select(SurvivalReference.Numbers).ToArray();
            var patient = 0;
            var limits = new[] { "se", "lower", "upper" }.ToDictionary(k => k, k => predict.GetProperty(k).EnumerateArray().Select(SurvivalReference.Numbers).ToArray());
            foreach (var row in predict.GetProperty("newdata").EnumerateArray())
            {
                var points = fit.PredictSurvival(SurvivalReference.Numbers(row), times)[0];
                var actual = fit.Predictor.Survival(SurvivalReference.Numbers(row), times);
                for (var t = 0; t < times.Length; t++)
                {
                    // newdata is printed with 15 digits of values that the data hold with 18.
                    Reference.Close(surv[t][patient], actual[t], 1e-9, $"survival of {patient} at {times[t]}");
                    Reference.Close(surv[t][patient], points[t].Survival, 1e-9, "survival");

                    // A confidence limit multiplies what 15 digits leave out of the covariates.
                    Reference.Close(limits["se"][t][patient], points[t].StandardError, 1e-8, $"se of {patient} at {times[t]}");
                    Reference.Close(limits["lower"][t][patient], points[t].Lower, 1e-8, "lower");
                    Reference.Close(limits["upper"][t][patient], points[t].Upper, 1e-8, "upper");
                }

                patient++;
            }
        }
    }
}
