using HccRisk.Studies.Description;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Studies.Tests.Description;

public sealed class CoefficientTableTests
{
    // Two groups, no ties: patients 1..6 with x = 1 for every second one. The score equation of one binary covariate is solved here by
    // bisection; the information at the solution is the sum of p (1 - p) over the risk sets. Per standard deviation of x (population).
    [Fact]
    public void Build_OneCovariate_GivesTheSolutionOfTheScoreEquation()
    {
        double[] x = [1, 0, 1, 1, 0, 0];
        double Score(double beta) => Enumerable.Range(0, 6).Sum(i => x[i] - Share(i, beta));
        double Share(int i, double beta) => x[i..].Count(v => v == 1) * Math.Exp(beta) / ((x[i..].Count(v => v == 1) * Math.Exp(beta)) + x[i..].Count(v => v == 0));
        var (low, high) = (-10.0, 10.0);
        for (var k = 0; k < 200; k++)
        {
            var middle = (low + high) / 2;
            (low, high) = Score(middle) > 0 ? (middle, high) : (low, middle);
        }

        var error = 1 / Math.Sqrt(Enumerable.Range(0, 6).Sum(i => Share(i, low) * (1 - Share(i, low))));
        var ml = new MLContext(1);
        var data = ml.Data.LoadFromEnumerable(x.Select((v, i) => new Row { Time = i + 1, Event = 1, Features = [(float)v] }));

        var function = ml.Survival.Trainers.Cox(new CoxTrainerOptions { Horizons = [3], Ridge = 0 }).Fit(data).Function;
        var row = Assert.Single(CoefficientTable.Build(function));

        var deviation = function.InputDeviations[0];
        Assert.Equal(0.5, deviation, 6); // of three ones and three zeros, over n
        Assert.Equal(low * deviation, row.Coefficient, 6);
        Assert.Equal(error * deviation, row.StandardError!.Value, 6);
        var z = Math.Abs(low / error);
        Assert.Equal(2 * MathNet.Numerics.Distributions.Normal.CDF(0, 1, -z), row.P!.Value, 6);
    }

    private sealed class Row
    {
        public float Time { get; set; }

        public float Event { get; set; }

        [VectorType(1)]
        public float[] Features { get; set; } = [];
    }
}
