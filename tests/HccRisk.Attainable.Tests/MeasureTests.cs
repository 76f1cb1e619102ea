using HccRisk.Attainable.Measures;
using Xunit;

namespace HccRisk.Attainable.Tests;

public sealed class MeasureTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(40)] // Few distinct scores: ties.
    public void ExpectedAuc_AnyScores_IsTheDoubleSum(int levels)
    {
        var random = new Random(3);
        double[] scores = [.. Enumerable.Range(0, 150).Select(_ => levels == 1 ? random.NextDouble() : Math.Floor(random.NextDouble() * levels))];
        double[] cases = [.. scores.Select(_ => random.NextDouble() * .3)];
        double[] controls = [.. scores.Select((_, i) => (1 - cases[i]) * random.NextDouble())];
        double won = 0, all = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            for (var j = 0; j < scores.Length; j++)
            {
                if (i != j)
                {
                    all += cases[i] * controls[j];
                    won += cases[i] * controls[j] * (scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? .5 : 0);
                }
            }
        }

        // Sums of 22,350 terms of order one.
        Assert.Equal(won / all, ExpectedAuc.Of(scores, cases, controls), 1e-12);
    }

    /// <summary>Of every pair the odds put the likelier case first, so that no other score can do better.</summary>
    [Fact]
    public void ExpectedAuc_OddsOfTheTruth_IsTheGreatest()
    {
        var random = new Random(5);
        double[] cases = [.. Enumerable.Range(0, 60).Select(_ => random.NextDouble() * .5)];
        double[] controls = [.. cases.Select(c => (1 - c) * (.5 + (.5 * random.NextDouble())))];
        var best = ExpectedAuc.Of([.. cases.Zip(controls, (c, f) => c / f)], cases, controls);

        for (var trial = 0; trial < 200; trial++)
        {
            double[] other = [.. cases.Select(c => c + (random.NextDouble() * trial / 100))];
            Assert.True(ExpectedAuc.Of(other, cases, controls) <= best + 1e-12);
        }
    }

    /// <summary>The true risks lie on the model of the regression, which must find its coefficients: tolerance of its last step.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(.3, .7)]
    [InlineData(-.4, 1.6)]
    public void Slope_TruthOnTheLink_IsItsCoefficient(double intercept, double slope)
    {
        double[] scale = [.. Enumerable.Range(0, 200).Select(i => -4 + (i * .02))];
        double[] predicted = [.. scale.Select(x => 1 - Math.Exp(-Math.Exp(x)))];
        double[] truth = [.. scale.Select(x => 1 - Math.Exp(-Math.Exp(intercept + (slope * x))))];

        Assert.Equal(slope, ExpectedCalibration.Slope(predicted, truth), 1e-8);
        Assert.Equal(truth.Sum() / predicted.Sum(), ExpectedCalibration.ObservedExpected(predicted, truth), 1e-12);
        Assert.True(double.IsNaN(ExpectedCalibration.Slope([.. truth.Select(_ => .1)], truth)));
    }

    [Fact]
    public void Readout_LinearLatent_IsFound()
    {
        var random = new Random(7);
        float[][] rows = [.. Enumerable.Range(0, 400).Select(_ => new[] { (float)random.NextDouble(), (float)random.NextDouble() * 9, 5f })];
        double[] latents = [.. rows.Select(r => (2 * r[0]) - r[1])];
        var readout = Readout.Fit(rows, latents);

        // The least of its penalties takes 1 / (400 + 1) of each coefficient of standardised columns.
        var shift = readout.Of([0, 0, 5]);
        Assert.Equal(2, readout.Of([1, 0, 5]) - shift, .02);
        Assert.Equal(-1, readout.Of([0, 1, 5]) - shift, .01);

        // A missing value counts as the mean; a column without spread as nothing.
        Assert.True(double.IsFinite(readout.Of([float.NaN, 0, 5])));
        Assert.Equal(shift, readout.Of([0, 0, 17]));
    }
}
