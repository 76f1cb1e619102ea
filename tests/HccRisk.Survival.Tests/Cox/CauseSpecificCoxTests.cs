using HccRisk.Oracles;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Tests.Cox;

public class CauseSpecificCoxTests
{
    [Fact]
    public void Fit_Rotterdam_EachCauseEqualsCoxph()
    {
        var reference = Reference.Load("rotterdam");
        string[] names = [.. reference.At("cox", "cause1", "coef").EnumerateObject().Select(p => p.Name)];
        var fit = CauseSpecificCox.Fit(reference.Matrix(names), names.Length, reference.Outcome("rfst", "cause"), columnNames: names, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([1, 2], fit.Causes);
        Reference.Close(SurvivalReference.Numbers(reference.At("cox", "cause1", "coef")), fit.Models[0].Coefficients, 1e-10, "cause 1");
        Reference.Close(SurvivalReference.Numbers(reference.At("cox", "cause2", "coef")), fit.Models[1].Coefficients, 1e-10, "cause 2");
    }

    /// <summary>Without effects (a constant column) and with Breslow ties the incidence is Aalen-Johansen's: the same sum, 1e-12.</summary>
    [Fact]
    public void CumulativeIncidence_NoEffects_IsAalenJohansen()
    {
        var outcome = new SurvivalOutcome([1, 1, 2, 3, 3, 3, 4, 5, 5, 6, 7, 8], [1, 2, 0, 1, 1, 2, 0, 2, 1, 0, 1, 0]);
        var fit = CauseSpecificCox.Fit(new double[12], 1, outcome, new CoxOptions { Ties = TieHandling.Breslow }, cancellationToken: TestContext.Current.CancellationToken);
        var expected = AalenJohansen.Fit(outcome);
        double[] times = [.. expected.Times];
        foreach (var cause in fit.Causes)
        {
            Reference.Close(expected.Incidence(cause), fit.CumulativeIncidence([0], times, cause), 1e-12, $"cause {cause}");
        }
    }

    [Fact]
    public void CumulativeIncidence_SingleCause_FollowsFromTheHazard()
    {
        var (outcome, x) = Simulated.Cox(50, 1, seed: 12);
        var fit = CauseSpecificCox.Fit(x, 1, outcome, cancellationToken: TestContext.Current.CancellationToken);
        var predictor = fit.Models[0].Predictor;
        double[] times = [.. predictor.Times];
        var product = fit.CumulativeIncidence([0.4], times, 1);
        var exponential = fit.CumulativeIncidence([0.4], times, 1, productLimit: false);
        var survival = predictor.Survival([0.4], times);
        var risk = Math.Exp(predictor.LogRisk([0.4]));
        var (free, squares, before) = (1.0, 0.0, 0.0);
        for (var t = 0; t < times.Length; t++)
        {
            var step = risk * (predictor.CumulativeHazard[t] - before);
            before = predictor.CumulativeHazard[t];
            free *= Math.Max(0, 1 - step);
            squares += step * step;

            // With one cause the incidence is one less the product ...
            Assert.Equal(1 - free, product[t], 1e-12);

            // ... and S(t-)h lies above S(t-) - S(t) by at most h^2 / 2.
            Assert.InRange(exponential[t] - (1 - survival[t]), -1e-12, squares / 2);
        }
    }

    [Fact]
    public void CumulativeIncidence_BadInput_IsNamed()
    {
        var (outcome, x) = Simulated.Cox(30, 1, seed: 12);
        var fit = CauseSpecificCox.Fit(x, 1, outcome, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Contains("Cause 2 does not occur; the causes are 1", Assert.Throws<ArgumentException>(() => fit.CumulativeIncidence([0], [0.1], 2)).Message, StringComparison.Ordinal);
        Assert.Contains("longest follow-up", Assert.Throws<ArgumentOutOfRangeException>(() => fit.CumulativeIncidence([0], [1e9], 1)).Message, StringComparison.Ordinal);
        Assert.Throws<NoEventsException>(() => CauseSpecificCox.Fit([1, 2], 1, new SurvivalOutcome([1, 2], [0, 0]), cancellationToken: TestContext.Current.CancellationToken));
    }
}
