using HccRisk.Oracles;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.FineGray;

namespace HccRisk.Survival.Tests.FineGray;

public class FineGrayTests
{
    /// <summary>Coefficients 1e-8, variance 1e-6 (crr stops Newton's method earlier than we do).</summary>
    [Theory]
    [InlineData("pbc", "time", "cause", 0)]
    [InlineData("pbc", "time", "cause", 1)]
    [InlineData("rotterdam", "rfst", "cause", 0)]
    [InlineData("rotterdam", "rfst", "cause", 1)]
    public void Fit_ReferenceData_EqualsCrr(string data, string time, string status, int index)
    {
        var reference = Reference.Load(data);
        var expected = reference.At("crr")[index];
        string[] names = [.. expected.GetProperty("coef").EnumerateObject().Select(p => p.Name)];
        var fit = FineGrayModel.Fit(
            reference.Matrix(names), names.Length, reference.Outcome(time, status), expected.GetProperty("cause").GetInt32(), names,
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(fit.Converged);
        Assert.Empty(fit.Warnings);
        Reference.Close(expected.GetProperty("loglik_null").GetDouble(), fit.LogLikelihoodNull, 1e-10, "loglik null");
        Reference.Close(expected.GetProperty("loglik").GetDouble(), fit.LogLikelihood, 1e-10, "loglik");
        Reference.Close(SurvivalReference.Numbers(expected.GetProperty("coef")), fit.Coefficients, 1e-8, "coef");
        Reference.Close(SurvivalReference.Numbers(expected.GetProperty("se")), fit.StandardErrors, 1e-6, "se");
        Reference.Close(SurvivalReference.Numbers(expected.GetProperty("invinf_se")), fit.InformationErrors, 1e-6, "invinf se");
        var variance = expected.GetProperty("var").EnumerateArray().Select(SurvivalReference.Numbers).ToArray();
        for (var i = 0; i < names.Length; i++)
        {
            for (var j = 0; j < names.Length; j++)
            {
                var scale = Math.Sqrt(variance[i][i] * variance[j][j]);
                Assert.Equal(variance[i][j] / scale, fit.Covariance(i, j) / scale, 1e-6);
            }
        }

        var predict = expected.GetProperty("predict");
        var times = SurvivalReference.Numbers(predict.GetProperty("times"));
        var cif = predict.GetProperty("cif").EnumerateArray().Select(SurvivalReference.Numbers).ToArray();
        var patient = 0;
        foreach (var row in predict.GetProperty("new").EnumerateArray())
        {
            var actual = fit.CumulativeIncidence(SurvivalReference.Numbers(row), times);
            for (var t = 0; t < times.Length; t++)
            {
                Reference.Close(cif[t][patient], actual[t], 1e-8, $"incidence of {patient} at {times[t]}");
            }

            patient++;
        }
    }

    /// <summary>
    /// R 4.2.2, survival 3.5-3: finegray(Surv(ceiling(time / unit), factor(cause, 0:2)) ~ ..., etype = cause), then
    /// coxph(Surv(fgstart, fgstop, fgstatus) ~ ..., weights = fgwt, ties = "breslow", cluster = id); 1e-6, as coxph stops at that.
    /// </summary>
    [Theory]
    [InlineData("pbc", "time", 1, 2, "age,lbili,albumin", 1027, "0.0428410446670219,0.9363079217606328,-1.0729621588891454", "0.0107684521831447,0.0950791332159982,0.2151265915491181", "0.00829203120841458,0.09583562794737847,0.22082204916962342")]
    [InlineData("pbc", "time", 180, 2, "age,lbili,albumin", 578, "0.0412368823195806,0.8925025887859621,-0.9968853521021441", "0.0100694759539441,0.0895101439012273,0.2002282856969773", "0.00837125479499735,0.09484844492813796,0.21986181428792059")]
    [InlineData("rotterdam", "rfst", 365, 1, "age,lnodes", 4724, "-0.0108370661067181,0.5375546025652181", "0.00196977301463665,0.02516306710378940", "0.00201469687726428,0.02628144366855616")]
    public void Fit_WeightedCox_EqualsCoxphOnFinegrayData(
        string data, string time, int unit, int cause, string covariates, int rows, string coefficients, string robust, string naive)
    {
        var reference = Reference.Load(data);
        var names = covariates.Split(',');
        var outcome = new SurvivalOutcome(
            Array.ConvertAll(reference.Column(time), t => Math.Ceiling(t / unit)), Array.ConvertAll(reference.Column("cause"), c => (int)c));
        var fit = FineGrayModel.Fit(
            reference.Matrix(names), names.Length, outcome, cause, FineGrayConvention.WeightedCox, names, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(rows, fit.WeightedRows);
        Reference.Close(Numbers(coefficients), fit.Coefficients, 1e-6, "coef");
        Reference.Close(Numbers(robust), fit.StandardErrors, 1e-6, "robust se");
        Reference.Close(Numbers(naive), fit.InformationErrors, 1e-6, "naive se");

        static double[] Numbers(string text) => Array.ConvertAll(text.Split(','), v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Fit_NoCompetingEvents_IsBreslowCox()
    {
        var (outcome, x) = Simulated.Cox(120, 3, seed: 14, tieGrid: 6);
        var token = TestContext.Current.CancellationToken;
        var cox = CoxModel.Fit(x, 3, outcome, new CoxRows(), new CoxOptions { Ties = TieHandling.Breslow, Robust = true }, null, token);
        var fit = FineGrayModel.Fit(x, 3, outcome, cancellationToken: token);
        Reference.Close(cox.Coefficients, fit.Coefficients, 1e-9, "coef");
        Reference.Close(cox.LogLikelihood, fit.LogLikelihood, 1e-10, "loglik");

        // Nobody stays on with a weight, so the censoring distribution adds nothing and the variance is Cox's robust one.
        Reference.Close(cox.RobustStandardErrors!, fit.StandardErrors, 1e-9, "se");
    }

    [Fact]
    public void Fit_BadInput_IsNamed()
    {
        var outcome = new SurvivalOutcome([1, 2, 3], [1, 2, 0]);
        Assert.Contains("cause 3; the causes that occur are 1, 2", Assert.Throws<NoEventsException>(() => Fit(outcome, 3)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Fit(outcome, 0));
        Assert.Throws<NotSupportedException>(() => Fit(outcome.WithEntries([0, 1, 1]), 1));
        Assert.Throws<NotSupportedException>(() => Fit(outcome.WithWeights([1, 1, 2]), 1));
        var (simulated, x) = Simulated.Cox(30, 1, seed: 3);
        var fit = FineGrayModel.Fit(x, 1, simulated, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains("longest follow-up", Assert.Throws<ArgumentOutOfRangeException>(() => fit.CumulativeIncidence([0], [simulated.LastTime + 1])).Message, StringComparison.Ordinal);

        static FineGrayModel Fit(SurvivalOutcome of, int cause) =>
            FineGrayModel.Fit([1, 2, 3], 1, of, cause, cancellationToken: TestContext.Current.CancellationToken);
    }
}
