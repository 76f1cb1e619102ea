using System.Text.Json;
using HccRisk.Oracles;
using HccRisk.Survival.Data;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Tests.Regression;

/// <summary>Cox against R's coxph; 1e-10 relative, as R's own convergence allows no more in some fits (noted where).</summary>
public class CoxReferenceTests
{
    [Theory]
    [InlineData("hepatoCellular", "rfs", "RFS", "Recurrence", TieHandling.Efron)]
    [InlineData("hepatoCellular", "os", "OS", "Death", TieHandling.Efron)]
    [InlineData("lung", "efron", "time", "death", TieHandling.Efron)]
    [InlineData("lung", "breslow", "time", "death", TieHandling.Breslow)]
    [InlineData("pbc", "efron", "time", "death", TieHandling.Efron)]
    [InlineData("pbc", "breslow", "time", "death", TieHandling.Breslow)]
    [InlineData("rotterdam", "efron", "rfst", "rfs", TieHandling.Efron)]
    [InlineData("rotterdam", "cause1", "rfst", "cause", TieHandling.Efron)]
    [InlineData("rotterdam", "cause2", "rfst", "cause", TieHandling.Efron)]
    [InlineData("veteran", "efron", "time", "status", TieHandling.Efron)]
    [InlineData("veteran", "efron_ties", "tm", "status", TieHandling.Efron)]
    [InlineData("veteran", "breslow_ties", "tm", "status", TieHandling.Breslow)]
    public void Fit_ReferenceData_EqualsCoxph(string data, string model, string time, string status, TieHandling ties)
    {
        var reference = Reference.Load(data);
        var expected = reference.At("cox", model);
        var names = expected.GetProperty("coef").EnumerateObject().Select(p => p.Name).ToArray();
        var outcome = reference.Outcome(time, status);
        outcome = model switch { "cause1" => outcome.WithCause(1), "cause2" => outcome.WithCause(2), _ => outcome };
        var fit = CoxModel.Fit(reference.Matrix(names), names.Length, outcome, new CoxOptions { Ties = ties }, names, TestContext.Current.CancellationToken);

        Assert.True(fit.Converged, string.Join(" ", fit.Warnings));
        Assert.Empty(fit.Warnings);
        Assert.Equal(expected.GetProperty("n").GetInt32(), fit.Count);
        Assert.Equal(expected.GetProperty("nevent").GetInt32(), fit.EventCount);
        Reference.Close(SurvivalReference.Numbers(expected.GetProperty("coef")), fit.Coefficients, 1e-10, "coef");
        Reference.Close(SurvivalReference.Numbers(expected.GetProperty("se")), fit.StandardErrors, 1e-10, "se");
        var variance = expected.GetProperty("var").EnumerateArray().Select(SurvivalReference.Numbers).ToArray();
        for (var i = 0; i < names.Length; i++)
        {
            for (var j = 0; j < names.Length; j++)
            {
                // Off-diagonal entries cancel; their scale is that of the two deviations.
                var scale = Math.Sqrt(variance[i][i] * variance[j][j]);
                Assert.Equal(variance[i][j] / scale, fit.Covariance(i, j) / scale, 1e-10);
            }
        }

        Reference.Close(expected.GetProperty("loglik_null").GetDouble(), fit.LogLikelihoodNull, 1e-10, "loglik null");
        Reference.Close(expected.GetProperty("loglik").GetDouble(), fit.LogLikelihood, 1e-10, "loglik");
        var lr = SurvivalReference.Numbers(expected.GetProperty("lr"));
        Reference.Close(lr[0], fit.LikelihoodRatioTest!.Statistic, 1e-10, "lr");
        Assert.Equal(lr[1], fit.LikelihoodRatioTest.DegreesOfFreedom);
        Assert.Equal(lr[2], fit.LikelihoodRatioTest.PValue, 1e-10);
        var score = SurvivalReference.Numbers(expected.GetProperty("score"));
        Reference.Close(score[0], fit.ScoreTest!.Statistic, 1e-10, "score");
        Assert.Equal(score[2], fit.ScoreTest.PValue, 1e-10);

        // summary.coxph rounds the Wald statistic to two decimals.
        Assert.Equal(SurvivalReference.Numbers(expected.GetProperty("wald"))[0], fit.WaldTest!.Statistic, 0.0051);
        CheckPredictions(reference, expected, names, fit);
    }

    private static void CheckPredictions(SurvivalReference reference, JsonElement expected, string[] names, CoxModel fit)
    {
        var x = reference.Matrix(names);
        var means = SurvivalReference.Numbers(expected.GetProperty("means"));
        var shift = fit.Predictor.LinearPredictor(means);
        var lp = Enumerable.Range(0, 5).Select(i => fit.Predictor.LinearPredictor(x.AsSpan(i * names.Length, names.Length)) - shift).ToArray();
        var expectedLp = SurvivalReference.Numbers(expected.GetProperty("lp_first5"));
        for (var i = 0; i < lp.Length; i++)
        {
            Assert.Equal(expectedLp[i], lp[i], 1e-10);
        }

        if (expected.TryGetProperty("basehaz_centered_false", out var baseline))
        {
            var all = baseline.GetProperty("all");
            var at = SurvivalReference.Numbers(all.GetProperty("at"));
            var atZero = Math.Exp(fit.Predictor.LogRisk(new double[names.Length]));
            Reference.Close(
                SurvivalReference.Numbers(all.GetProperty("cumhaz")),
                Array.ConvertAll(at, t => fit.Predictor.CumulativeHazardAt(t) * atZero),
                1e-9,
                "baseline hazard");
            Assert.Equal(all.GetProperty("n").GetInt32(), fit.Predictor.Times.Count);
        }

        if (expected.TryGetProperty("predict", out var predict))
        {
            var times = SurvivalReference.Numbers(predict.GetProperty("times"));
            var surv = predict.GetProperty("surv").EnumerateArray().Select(SurvivalReference.Numbers).ToArray();
            var patient = 0;
            foreach (var row in predict.GetProperty("newdata").EnumerateArray())
            {
                var actual = fit.Predictor.Survival(SurvivalReference.Numbers(row), times);
                for (var t = 0; t < times.Length; t++)
                {
                    // newdata is printed with 15 digits of values that the data hold with 18.
                    Reference.Close(surv[t][patient], actual[t], 1e-9, $"survival of {patient} at {times[t]}");
                }

                patient++;
            }
        }
    }
}
