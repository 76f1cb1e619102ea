using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Tests.Cox;

public class FirthTests
{
    /// <summary>The penalised likelihood written out from its definition must be flat and highest at the coefficients.</summary>
    [Theory]
    [InlineData(TieHandling.Efron, false)]
    [InlineData(TieHandling.Breslow, false)]
    [InlineData(TieHandling.Efron, true)]
    public void Fit_Firth_MaximisesThePenalisedLikelihood(TieHandling ties, bool entries)
    {
        var (outcome, x) = Simulated.Cox(40, 2, seed: 21, tieGrid: 5);
        outcome = entries ? outcome.WithEntries([.. outcome.Times.ToArray().Select((t, i) => i % 3 == 0 ? Math.Max(0, t - 2) : 0)]) : outcome;
        var model = CoxModel.Fit(x, 2, outcome, new CoxOptions { Ties = ties, Firth = true }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(model.Converged);
        double[] beta = [.. model.Coefficients];
        var best = Penalised(outcome, x, beta, ties);

        // A constant in the determinant (the unit of the columns) cancels between two coefficients.
        Assert.Equal(best - Penalised(outcome, x, [0, 0], ties), model.LogLikelihood - model.LogLikelihoodNull, 1e-9);
        for (var j = 0; j < 2; j++)
        {
            double[] up = [.. beta];
            double[] down = [.. beta];
            up[j] += 1e-4;
            down[j] -= 1e-4;
            var (high, low) = (Penalised(outcome, x, up, ties), Penalised(outcome, x, down, ties));
            Assert.True(best > high && best > low);

            // Central difference: error of the order h^2, 1e-8 times the third derivative.
            Assert.Equal(0, (high - low) / 2e-4, 1e-5);
        }
    }

    [Fact]
    public void Fit_Separation_FirthIsFiniteWherePlainIsNot()
    {
        // Every treated patient dies before any other: the plain likelihood has no maximum.
        var outcome = new SurvivalOutcome([1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 1, 1, 1, 1, 0, 0]);
        double[] x = [1, 1, 1, 1, 0, 0, 0, 0];
        var token = TestContext.Current.CancellationToken;
        Assert.False(CoxModel.Fit(x, 1, outcome, cancellationToken: token).Converged);
        var firth = CoxModel.Fit(x, 1, outcome, new CoxOptions { Firth = true }, cancellationToken: token);
        Assert.True(firth.Converged);
        Assert.Empty(firth.Warnings);
        Assert.InRange(firth.Coefficients[0], 1, 6);
        Assert.Null(firth.ScoreTest);
        Assert.True(firth.LikelihoodRatioTest!.PValue < 0.05);
    }

    [Fact]
    public void Validate_FirthWithOthers_IsRefused()
    {
        Assert.Contains("Firth", Assert.Throws<ArgumentException>(() => new CoxOptions { Firth = true, Ridge = 1 }.Validate()).Message, StringComparison.Ordinal);
        Assert.Contains("Firth", Assert.Throws<ArgumentException>(() => new CoxOptions { Firth = true, Ties = TieHandling.Exact }.Validate()).Message, StringComparison.Ordinal);
        Assert.Contains("Firth", Assert.Throws<ArgumentException>(() => new CoxOptions { Firth = true, Robust = true }.Validate()).Message, StringComparison.Ordinal);
    }

    /// <summary>Log partial likelihood plus half the log determinant of its information, each risk set written out.</summary>
    private static double Penalised(SurvivalOutcome outcome, double[] x, double[] beta, TieHandling ties)
    {
        var n = outcome.Count;
        var eta = Enumerable.Range(0, n).Select(i => (beta[0] * x[2 * i]) + (beta[1] * x[(2 * i) + 1])).ToArray();
        double log = 0;
        var (i00, i01, i11) = (0.0, 0.0, 0.0);
        foreach (var time in outcome.Times.ToArray().Distinct())
        {
            int[] deaths = [.. Enumerable.Range(0, n).Where(i => outcome.Times[i] == time && outcome.Events[i] != 0)];
            for (var k = 0; k < deaths.Length; k++)
            {
                log += eta[deaths[k]];
                var part = ties == TieHandling.Efron ? (double)k / deaths.Length : 0;
                var (s, a, b, aa, ab, bb) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0);
                for (var i = 0; i < n; i++)
                {
                    var entry = outcome.Entries.IsEmpty ? 0 : outcome.Entries[i];
                    if (outcome.Times[i] < time || entry >= time)
                    {
                        continue;
                    }

                    var w = Math.Exp(eta[i]) * (deaths.Contains(i) ? 1 - part : 1);
                    var (u, v) = (x[2 * i], x[(2 * i) + 1]);
                    (s, a, b, aa, ab, bb) = (s + w, a + (w * u), b + (w * v), aa + (w * u * u), ab + (w * u * v), bb + (w * v * v));
                }

                log -= Math.Log(s);
                i00 += (aa / s) - (a * a / (s * s));
                i01 += (ab / s) - (a * b / (s * s));
                i11 += (bb / s) - (b * b / (s * s));
            }
        }

        return log + (0.5 * Math.Log((i00 * i11) - (i01 * i01)));
    }
}
