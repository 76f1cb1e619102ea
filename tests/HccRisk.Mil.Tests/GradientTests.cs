using HccRisk.Mil.Losses;
using HccRisk.Mil.Network;
using HccRisk.Mil.Training;
using HccRisk.Survival.Data;
using HccRisk.Survival.FineGray;
using Xunit;

namespace HccRisk.Mil.Tests;

public sealed class GradientTests
{
    private static readonly SurvivalOutcome Outcome = new([3, 3, 3, 5, 7, 7, 9, 11, 11, 13], [1, 1, 0, 2, 1, 1, 0, 2, 1, 0]);

    // Central differences of a double: about 1e-9 of the loss, so 1e-6 of the largest derivative has room.
    [Theory]
    [InlineData(MilLoss.Cox, 0.0)]
    [InlineData(MilLoss.Cox, 0.4)]
    [InlineData(MilLoss.FineGray, 0.0)]
    [InlineData(MilLoss.FineGray, 0.4)]
    [InlineData(MilLoss.Discrete, 0.0)]
    [InlineData(MilLoss.Discrete, 0.4)]
    public void Backward_EveryParameter_IsTheDifferenceQuotient(MilLoss kind, double dropout)
    {
        double[] edges = kind == MilLoss.Discrete ? DiscreteLoss.EdgesOf(Outcome.WithCause(1), 3) : [];
        var plan = new LossPlan(kind, Outcome, 1, edges, 0.7);
        var shape = new AttentionShape(7, 5, plan.Outputs, kind == MilLoss.Discrete);
        var random = new Random(5);
        var bags = Enumerable.Range(0, 10).Select(_ => Bag(random, random.Next(1, 20), 7)).ToArray();
        int[] rows = [.. Enumerable.Range(0, 10)];
        int[] channels = dropout > 0 ? [0, 2, 3, 6] : [0, 1, 2, 3, 4, 5, 6];
        var pass = new BagPass<double>(bags, 9, dropout, new ParallelOptions());
        var loss = plan.Of(rows);
        double[] parameters = [.. Enumerable.Range(0, shape.Count).Select(_ => random.NextDouble() - 0.5)];
        var weights = new StepWeights<double>(shape);
        var (outputs, delta, gradient) = (new double[10 * shape.Outputs], new double[10 * shape.Outputs], new double[shape.Count]);
        double Loss(double[] at, double[] slopes)
        {
            weights.Set(at, channels);
            pass.Forward(rows, weights, (3, 8), outputs);
            return loss.Evaluate(outputs, slopes);
        }

        _ = Loss(parameters, delta);
        pass.Backward(rows, weights, (3, 8), delta, gradient);

        var largest = gradient.Max(Math.Abs);
        Assert.True(largest > 0.1);
        for (var i = 0; i < parameters.Length; i++)
        {
            const double Step = 1e-5;
            var moved = (double[])parameters.Clone();
            moved[i] += Step;
            var up = Loss(moved, new double[delta.Length]);
            moved[i] -= 2 * Step;
            var quotient = (up - Loss(moved, new double[delta.Length])) / (2 * Step);
            Assert.Equal(quotient, gradient[i], 1e-6 * largest);
        }
    }

    [Fact]
    public void PartialLikelihoods_DerivativesByTheOutputs_AddUpToZero()
    {
        var random = new Random(2);
        double[] outputs = [.. Enumerable.Range(0, 10).Select(_ => 4 * random.NextDouble())];
        foreach (var kind in (MilLoss[])[MilLoss.Cox, MilLoss.FineGray])
        {
            var slopes = new double[10];
            _ = new LossPlan(kind, Outcome, 1, [], 1).Of([.. Enumerable.Range(0, 10)]).Evaluate(outputs, slopes);

            // Raising all outputs alike changes nothing.
            Assert.Equal(0, slopes.Sum(), 1e-12);
            Assert.Contains(slopes, s => Math.Abs(s) > 0.1);
        }
    }

    // The model of the package, which is checked against R's cmprsk.
    [Fact]
    public void FineGray_AtTheFittedCoefficients_HasTheLikelihoodOfTheModelAndNoSlope()
    {
        var random = new Random(8);
        double[] x = [.. Enumerable.Range(0, 80).Select(_ => random.NextDouble())];
        double[] times = [.. x.Select(v => Math.Ceiling(-20 * Math.Log(random.NextDouble()) * Math.Exp(-v)))];
        int[] codes = [.. x.Select(_ => random.Next(3))];
        var outcome = new SurvivalOutcome(times, codes);
        var model = FineGrayModel.Fit(x, 1, outcome, 1, cancellationToken: TestContext.Current.CancellationToken);
        var slopes = new double[80];

        var loss = new FineGrayLoss(outcome, 1).Evaluate(Array.ConvertAll(x, v => model.Coefficients[0] * v), slopes);

        Assert.Equal(model.LogLikelihood, -loss, 1e-9);
        Assert.Equal(0, slopes.Zip(x, (s, v) => s * v).Sum(), 1e-5);
    }

    // Written out: one edge at 3; log-odds of 0 are hazards of 1/2.
    [Fact]
    public void Discrete_OfHazardsOfAHalf_CountsTheBinsPassed()
    {
        var own = Outcome.WithCause(1);
        var edges = DiscreteLoss.EdgesOf(own, 2);
        Assert.Equal([3], edges);
        var loss = new DiscreteLoss(own, edges, 1);
        var slopes = new double[20];

        // Three patients end in the first bin, seven pass it and end in the second.
        Assert.Equal((3 + (7 * 2)) * Math.Log(2), loss.Evaluate(new double[20], slopes), 1e-12);
        Assert.Equal([-0.5, 0, -0.5, 0, 0.5, 0, 0.5, 0.5, 0.5, -0.5], slopes[..10]);
    }

    [Fact]
    public void Single_BesideDouble_AgreesToItsRounding()
    {
        var random = new Random(9);
        var shape = new AttentionShape(40, 16, 1, false);
        var wide = Bag(random, 33, 40);
        var narrow = new TileMatrix<float>(33, 40);
        for (var i = 0; i < 33; i++)
        {
            for (var j = 0; j < 40; j++)
            {
                narrow[i][j] = (float)wide[i][j];
            }
        }

        double[] parameters = [.. Enumerable.Range(0, shape.Count).Select(_ => 0.4 * (random.NextDouble() - 0.5))];
        var (first, second) = (Run(wide, 33), Run(narrow, 33));

        // Sums of 40 numbers near 1.
        Assert.Equal(first.Output, second.Output, 1e-5);
        Assert.Equal(first.Gradient, second.Gradient, new Near(1e-4));

        (double Output, double[] Gradient) Run<T>(TileMatrix<T> bag, int most)
            where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
        {
            var pass = new BagPass<T>([bag], most, 0, new ParallelOptions());
            var weights = new StepWeights<T>(shape);
            weights.Set(parameters, [.. Enumerable.Range(0, 40)]);
            var (outputs, gradient) = (new double[1], new double[shape.Count]);
            pass.Forward([0], weights, null, outputs);
            pass.Backward([0], weights, null, [1], gradient);
            return (outputs[0], gradient);
        }
    }

    private static TileMatrix<double> Bag(Random random, int tiles, int width)
    {
        var bag = new TileMatrix<double>(tiles, width);
        for (var i = 0; i < tiles; i++)
        {
            foreach (ref var value in bag[i])
            {
                value = (2 * random.NextDouble()) - 1;
            }
        }

        return bag;
    }

    private sealed class Near(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(double obj) => 0;
    }
}
