using System.Globalization;
using HccRisk.Boosting.Native;
using HccRisk.Core.Learning;
using HccRisk.Oracles;
using HccRisk.Survival.Aft;
using HccRisk.Survival.Boosting;
using HccRisk.Survival.Data;
using Microsoft.ML;

namespace HccRisk.Boosting.Tests;

/// <summary>
/// Models saved once with what LightGBM itself predicted from them; <c>HccRisk.Survival.Tests</c> loads them without this package.
/// </summary>
public sealed class GoldenModelTests
{
    private static readonly string[] Names = ["trt1", "karno", "age", "small", "adeno", "large"];

    /// <summary>Writes those that are not there yet; none is ever replaced.</summary>
    [Fact(Explicit = true)]
    public void Write_ModelsThatAreAbsent()
    {
        var ml = new MLContext(seed: 1);
        var rows = Rows();
        var options = new BoostingOptions { Folds = 0, Rounds = 40, Categorical = ["small"], Increasing = ["age"] };
        Save("boosted-cox-1.zip", ml.Survival.Trainers.BoostedCox(new BoostedCoxTrainerOptions { Horizons = [30, 90, 365], Boosting = options }));
        Save("boosted-aft-1.zip", ml.Survival.Trainers.BoostedAft(new BoostedAftTrainerOptions
        {
            Horizons = [30, 90, 365],
            Distribution = AftDistribution.LogLogistic,
            Scale = 1,
            Boosting = options,
        }));
        var file = SharedData.GoldenModel("boosted-cox-1.csv");
        if (!File.Exists(file))
        {
            var function = LearnedModel.Find<BoostedCoxFunction>(ml.Model.Load(SharedData.GoldenModel("boosted-cox-1.zip"), out _));
            var (x, outcome) = (Simulated.Matrix(rows), Simulated.Outcome(rows).WithCause(1));
            var order = CoxObjective.OrderOf(outcome, null);
            double[] sorted = [.. order.SelectMany(i => x[(i * Names.Length)..((i + 1) * Names.Length)])];
            using var booster = new Booster(sorted, Names.Length, new FeaturePlan(x, Names, options).Parameters(1));
            var objective = new CoxObjective(outcome.Select(order));
            var scores = new double[rows.Count];
            for (var round = 0; round < options.Rounds; round++)
            {
                booster.Grow(objective, scores, 0);
            }

            var native = NativePrediction.Of(booster.Text(), x, Names.Length);
            File.WriteAllLines(file, ["score", .. native.Select(s => (s + function.Trees.Start).ToString("R", CultureInfo.InvariantCulture))]);
        }

        void Save(string name, IEstimator<ITransformer> estimator)
        {
            var data = Simulated.View(ml, rows, Names);
            if (!File.Exists(SharedData.GoldenModel(name)))
            {
                ml.Model.Save(estimator.Fit(data), data.Schema, SharedData.GoldenModel(name));
            }
        }
    }

    private static List<Simulated> Rows()
    {
        var path = SharedData.TryPath("reference", "survival", "data", "veteran.csv");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        var lines = File.ReadAllLines(path);
        var header = lines[0].Split(',').Select(c => c.Trim('"')).ToList();
        float Cell(string[] cells, string name) => float.Parse(cells[header.IndexOf(name)], CultureInfo.InvariantCulture);
        var rows = lines.Skip(1).Select(l => l.Split(',')).Select((cells, i) => new Simulated
        {
            Features = [.. Names.Select(n => Cell(cells, n))],
            Time = Cell(cells, "time"),
            Event = Cell(cells, "status"),
            PatientId = $"p{i}",
        }).ToList();
        foreach (var row in rows.Where((_, i) => i % 7 == 0))
        {
            row.Features[2] = float.NaN;
        }

        return rows;
    }
}
