using HccRisk.Survival.Data;
using HccRisk.Survival.FineGray;

namespace HccRisk.Survival.Tests.FineGray;

/// <summary>Limits of a predicted incidence.</summary>
public sealed class FineGrayLimitsTests
{
    /// <summary>
    /// Half the width of the limits on their scale, over the normal quantile, is the standard error; 300 bootstrap samples estimate it to 4 % (1 / sqrt(2 * 300)), and
    /// taking the censoring weights as known costs a few per cent: 20 % hold both.
    /// </summary>
    [Fact]
    public void Limits_OfAMiddlingPatient_AreAsWideAsTheBootstrapSays()
    {
        const int patients = 400, samples = 300;
        const double time = 20, z = 1.959963984540054;
        var random = new Random(3);
        var (x, times, events) = (new double[patients], new double[patients], new int[patients]);
        for (var i = 0; i < patients; i++)
        {
            x[i] = (2 * random.NextDouble()) - 1;
            var (own, other, end) = (Draw(0.03 * Math.Exp(x[i])), Draw(0.015), 10 + (40 * random.NextDouble()));
            times[i] = Math.Min(own, Math.Min(other, end));
            events[i] = times[i] == own ? 1 : times[i] == other ? 2 : 0;
        }

        var outcome = new SurvivalOutcome(times, events);
        var model = FineGrayModel.Fit(x, 1, outcome, cancellationToken: TestContext.Current.CancellationToken);
        double[] at = [-0.5, 0, 0.5];
        var limits = model.Limits(at, time, 0.95);
        var drawn = new double[at.Length][];
        for (var k = 0; k < at.Length; k++)
        {
            drawn[k] = new double[samples];
            var risk = model.CumulativeIncidence([at[k]], [time])[0];
            Assert.True(limits[k].Lower < risk && risk < limits[k].Upper);
        }

        for (var s = 0; s < samples; s++)
        {
            var rows = new int[patients];
            for (var i = 0; i < patients; i++)
            {
                rows[i] = random.Next(patients);
            }

            var again = FineGrayModel.Fit(Array.ConvertAll(rows, i => x[i]), 1, outcome.Select(rows), cancellationToken: TestContext.Current.CancellationToken);
            for (var k = 0; k < at.Length; k++)
            {
                drawn[k][s] = Scale(again.CumulativeIncidence([at[k]], [time])[0]);
            }
        }

        for (var k = 0; k < at.Length; k++)
        {
            var mean = drawn[k].Average();
            var expected = Math.Sqrt(drawn[k].Sum(d => (d - mean) * (d - mean)) / (samples - 1));
            var error = (Scale(limits[k].Upper) - Scale(limits[k].Lower)) / (2 * z);
            Assert.InRange(error / expected, 0.8, 1.2);
        }

        double Draw(double rate) => -Math.Log(1 - random.NextDouble()) / rate;

        static double Scale(double risk) => Math.Log(-Math.Log(1 - risk));
    }
}
