using System.Globalization;
using System.Text.Json;
using HccRisk.Core.Learning;
using HccRisk.Oracles;
using HccRisk.Survival.Aft;
using HccRisk.Survival.Average;
using HccRisk.Survival.Boosting;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CoxBoost;
using HccRisk.Survival.CoxNet;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.FineGray;
using HccRisk.Survival.Forest;
using HccRisk.Survival.Selection;
using HccRisk.Survival.Tests.Aft;
using HccRisk.Survival.Tests.Cox;
using HccRisk.Survival.Tests.FineGray;
using HccRisk.Survival.Tests.Routes;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Learning;

/// <summary>
/// Models saved once (tests/golden/README.md), which every later version must load and score. What they must give comes from R's coxph
/// on the same
/// data, not from us.
/// </summary>
public sealed class GoldenModelTests
{
    private static readonly string[] Names = ["trt1", "karno", "age", "small", "adeno", "large"];
    private static readonly string[] ForestNames = ["karno", "age"];
    private static readonly double[] ForestHorizons = [30, 90, 365];
    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData("cox-1.zip")]
    [InlineData("cox-mapping-1.zip")]
    public void Load_CoxOfVeteran_GivesTheScoresOfR(string file)
    {
        var rows = Rows();
        var data = TrainingData.View(_ml, rows, Names);
        var model = _ml.Model.Load(SharedData.GoldenModel(file), out _);
        using var reference = JsonDocument.Parse(File.ReadAllText(SharedData.TryPath("reference", "survival", "veteran.json")!));
        var expected = reference.RootElement.GetProperty("cox").GetProperty("efron").GetProperty("coef");
        double[] coefficients = [.. Names.Select(n => expected.GetProperty(n).GetDouble())];
        double[] means = [.. Names.Select((_, j) => rows.Average(r => (double)r.Features[j]))];

        var scored = model.Transform(data);

        var scores = scored.GetColumn<float>("Score").ToList();
        for (var i = 0; i < rows.Count; i++)
        {
            Assert.Equal(coefficients.Select((c, j) => c * (rows[i].Features[j] - means[j])).Sum(), scores[i], 2e-6);
        }

        var function = LearnedModel.Find<CoxFunction>(model);
        var all = new float[1 + (2 * function.Horizons.Count)];
        foreach (var (row, survival, incidence) in rows.Zip(scored.GetColumn<float[]>("Survival"), scored.GetColumn<float[]>("CumulativeIncidence")))
        {
            function.Evaluate(row.Features, [], all);
            Assert.All(all.Skip(1).Zip(survival.Concat(incidence)), p => Assert.Equal(p.First, p.Second, 2e-6));
        }

        Assert.Equal(Names, function.InputSlots);
        Assert.Equal(128, function.Events);
    }

    [Fact]
    public void Load_StrataOfVeteran_KeepsTheBaselines()
    {
        var model = _ml.Model.Load(SharedData.GoldenModel("cox-strata-1.zip"), out _);
        var rows = Rows();

        var survival = model.Transform(TrainingData.View(_ml, rows, Names)).GetColumn<float[]>("Survival").ToList();

        var function = LearnedModel.Find<CoxFunction>(model);
        Assert.Equal(["a", "b"], function.Strata.Select(s => s.Name));
        for (var i = 0; i < rows.Count; i++)
        {
            var score = function.Predictor.LogRisk([.. rows[i].Features.Select(f => (double)f)]);
            Assert.Equal((float)function.StratumOf(rows[i].Site).SurvivalAt(score, function.Horizons[0]), survival[i][0]);
        }
    }

    [Fact]
    public void Load_PipelineOfVeteran_SelectsAndScores()
    {
        var model = _ml.Model.Load(SharedData.GoldenModel("pipeline-1.zip"), out _);
        var rows = Rows();
        rows[0].Features[1] = float.NaN;

        var scored = model.Transform(TrainingData.View(_ml, rows, Names));

        var kept = LearnedModel.Find<SelectedSlots>(model).Kept;
        Assert.Equal(kept.Select(k => Names[k]), LearnedModel.Find<CoxFunction>(model).InputSlots);
        Assert.Contains("karno", SlotNames.Read(scored.Schema["Features"]));
        Assert.All(scored.GetColumn<float>("Score"), s => Assert.True(float.IsFinite(s)));
    }

    [Fact]
    public void Load_LandmarkOfVeteran_WeighsAsTheDefinitionSays()
    {
        var model = _ml.Model.Load(SharedData.GoldenModel("landmark-1.zip"), out _);
        var rows = Rows();

        var made = model.Transform(TrainingData.View(_ml, rows, Names));

        var outcome = new SurvivalOutcome([.. rows.Select(r => (double)r.Time)], [.. rows.Select(r => (int)r.Event)]);
        Assert.Equal(IpcwWeights.At(outcome, 90).Select(w => (float)w), made.GetColumn<float>("Weight"));
        Assert.Equal(rows.Select(r => r.Event == 1 && r.Time <= 90), made.GetColumn<bool>("Label"));
    }

    [Fact]
    public void Load_DiscreteTimeOfVeteran_MultipliesItsHazards()
    {
        var model = _ml.Model.Load(SharedData.GoldenModel("discrete-time-1.zip"), out _);

        var scored = model.Transform(TrainingData.View(_ml, Rows(), Names));

        foreach (var (hazards, survival) in scored.GetColumn<float[]>("Hazards").Zip(scored.GetColumn<float[]>("Survival")))
        {
            Assert.Equal(3, hazards.Length);
            Assert.Equal((1 - (double)hazards[0]) * (1 - (double)hazards[1]) * (1 - (double)hazards[2]), survival[2], 1e-6);
        }
    }

    [Fact]
    public void Load_StableSelectionOfVeteran_KeepsWhatEveryHalfChooses()
    {
        var model = _ml.Model.Load(SharedData.GoldenModel("stable-1.zip"), out _);
        var rows = Rows();

        var scored = model.Transform(TrainingData.View(_ml, rows, Names));

        // Karnofsky's score has by far the greatest score test of the data.
        var function = LearnedModel.Find<StableSlots>(model);
        Assert.Equal(1, function.Frequencies[1]);
        Assert.Equal(function.Kept.Select(k => Names[k]), SlotNames.Read(scored.Schema["Features"]));
        Assert.Equal(rows.Select(r => r.Features[1]), scored.GetColumn<float[]>("Features").Select(f => f[function.Kept.ToList().IndexOf(1)]));
    }

    /// <summary>Small penalties and many steps end at the maximum, which is coxph's.</summary>
    [Fact]
    public void Load_BoostOfVeteran_GivesTheScoresOfR()
    {
        using var reference = JsonDocument.Parse(File.ReadAllText(SharedData.TryPath("reference", "survival", "veteran.json")!));
        var expected = reference.RootElement.GetProperty("cox").GetProperty("efron").GetProperty("coef");

        CheckScores("coxboost-1.zip", causes: false, [.. Names.Select(n => expected.GetProperty(n).GetDouble())]);

        Assert.Equal(["trt1"], LearnedModel.Find<CoxBoostFunction>(_ml.Model.Load(SharedData.GoldenModel("coxboost-1.zip"), out _)).Mandatory);
    }

    /// <summary>Next to no penalty, and members that are the same: the scores are coxph's.</summary>
    [Fact]
    public void Load_NetAndMeanOfVeteran_GiveTheScoresOfR()
    {
        using var reference = JsonDocument.Parse(File.ReadAllText(SharedData.TryPath("reference", "survival", "veteran.json")!));
        var expected = reference.RootElement.GetProperty("cox").GetProperty("efron").GetProperty("coef");
        double[] coefficients = [.. Names.Select(n => expected.GetProperty(n).GetDouble())];

        CheckScores("coxnet-1.zip", causes: false, coefficients);
        CheckScores("average-1.zip", causes: false, coefficients);
    }

    [Fact]
    public void Load_ModelsOfCauses_GiveTheScoresOfR()
    {
        CheckScores("fine-gray-1.zip", causes: true, FineGrayTrainerTests.Coefficients);
        CheckScores("cause-specific-cox-1.zip", causes: true, CauseSpecificCoxTrainerTests.Coefficients[0]);
        CheckScores("coxboost-causes-1.zip", causes: true, CauseSpecificCoxTrainerTests.Coefficients[0]);
        CheckScores("aft-1.zip", causes: false, [.. AftTrainerTests.LogNormal.Select(b => -b)]);

        // Of every model of a cause the incidence comes from R's coefficients of both.
        var rows = VeteranCauses.Rows(causes: true);
        foreach (var file in new[] { "cause-specific-cox-1.zip", "coxboost-causes-1.zip" })
        {
            var incidence = _ml.Model.Load(SharedData.GoldenModel(file), out _).Transform(TrainingData.View(_ml, rows, Names)).GetColumn<float[]>("CumulativeIncidence").ToList();
            foreach (var (row, expected) in VeteranCauses.Shown.Zip(CauseSpecificCoxTrainerTests.Incidences))
            {
                Assert.Equal(expected[1], incidence[row][1], 2e-6);
            }
        }
    }

    // Saved by HccRisk.Boosting, loaded and scored without it; the scores are LightGBM's own prediction.
    [Fact]
    public void Load_BoostedCoxOfVeteran_GivesTheScoresOfLightGbm()
    {
        var model = _ml.Model.Load(SharedData.GoldenModel("boosted-cox-1.zip"), out _);
        var rows = Rows();
        foreach (var row in rows.Where((_, i) => i % 7 == 0))
        {
            row.Features[2] = float.NaN;
        }

        var expected = File.ReadLines(SharedData.GoldenModel("boosted-cox-1.csv")).Skip(1).Select(l => double.Parse(l, CultureInfo.InvariantCulture)).ToArray();
        var function = LearnedModel.Find<BoostedCoxFunction>(model);
        var scores = model.Transform(TrainingData.View(_ml, rows, Names)).GetColumn<float>("Score").ToArray();

        Assert.Equal(rows.Count, expected.Length);
        for (var i = 0; i < rows.Count; i++)
        {
            Assert.Equal(expected[i], function.Score([.. rows[i].Features.Select(f => (double)f)]), 1e-12);
            Assert.Equal((float)expected[i], scores[i], 1e-6f);
        }
    }

    [Fact]
    public void Load_FirthOfVeteran_IsShrunkenAgainstR()
    {
        var function = LearnedModel.Find<CoxFunction>(_ml.Model.Load(SharedData.GoldenModel("firth-1.zip"), out _));
        using var reference = JsonDocument.Parse(File.ReadAllText(SharedData.TryPath("reference", "survival", "veteran.json")!));
        var plain = reference.RootElement.GetProperty("cox").GetProperty("efron").GetProperty("coef");

        // Jeffreys' prior moves 128 events' estimates by a small part of their standard errors.
        Assert.True(function.Firth);
        Assert.All(Names.Select((n, j) => (plain.GetProperty(n).GetDouble(), j)), c =>
        {
            Assert.NotEqual(c.Item1, function.Coefficients[c.j]);
            Assert.InRange((function.Coefficients[c.j] - c.Item1) / function.StandardErrors[c.j], -0.2, 0.2);
        });
    }

    [Fact]
    public void Load_BoostedAftOfVeteran_HasTheClosedFormOfItsScore()
    {
        var model = _ml.Model.Load(SharedData.GoldenModel("boosted-aft-1.zip"), out _);

        var scored = model.Transform(TrainingData.View(_ml, Rows(), Names));

        var function = LearnedModel.Find<BoostedAftFunction>(model);
        foreach (var (score, survival) in scored.GetColumn<float>("Score").Zip(scored.GetColumn<float[]>("Survival")))
        {
            for (var h = 0; h < 3; h++)
            {
                // Log-logistic: 1 / (1 + exp(w)), w the standardised time plus the score.
                var w = ((Math.Log(function.Horizons[h]) - function.Location) / function.Scale) + score;
                Assert.Equal(1 / (1 + Math.Exp(w)), survival[h], 1e-6);
            }
        }
    }

    // One tree of all patients and every cut: an independent program grew the same (reference/forest), and wrote down its Kaplan-Meier curves.
    [Fact]
    public void Load_ForestOfVeteran_GivesTheCurvesOfTheReferenceTree()
    {
        var path = SharedData.TryPath("reference", "forest", "one_tree.json");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        var model = _ml.Model.Load(SharedData.GoldenModel("survival-forest-1.zip"), out _);
        using var reference = JsonDocument.Parse(File.ReadAllText(path!));
        var nodes = reference.RootElement.GetProperty("survival")[1].GetProperty("nodes").EnumerateArray().ToDictionary(n => n.GetProperty("id").GetInt32());
        var rows = TrainingData.Read("veteran.csv", "time", "status", ForestNames);

        var scored = model.Transform(TrainingData.View(_ml, rows, ForestNames));

        foreach (var (row, score, survival) in rows.Zip(scored.GetColumn<float>("Score"), scored.GetColumn<float[]>("Survival")))
        {
            var node = nodes[0];
            while (!node.GetProperty("leaf").GetBoolean())
            {
                var left = row.Features[node.GetProperty("var_1based").GetInt32() - 1] <= node.GetProperty("cut").GetDouble();
                node = nodes[node.GetProperty(left ? "left" : "right").GetInt32()];
            }

            double[] times = [.. node.GetProperty("times").EnumerateArray().Select(t => t.GetDouble())];
            double[] curve = [1, .. node.GetProperty("surv").EnumerateArray().Select(t => t.GetDouble())];
            Assert.All(ForestHorizons.Zip(survival), p => Assert.Equal(curve[times.Count(t => t <= p.First)], p.Second, 2e-7));
            Assert.Equal(1 - survival[2], score, 1e-6);
        }

        Assert.Equal(128, LearnedModel.Find<ForestFunction>(model).Events);
    }

    /// <summary>Writes those that are not there yet; none is ever replaced.</summary>
    [Fact(Explicit = true)]
    public void Write_ModelsThatAreAbsent()
    {
        var data = TrainingData.View(_ml, Rows(), Names);
        var cox = new CoxTrainerOptions { Horizons = [30, 90, 365] };
        Save("cox-1.zip", _ml.Survival.Trainers.Cox(cox), data);
        Save("cox-strata-1.zip", _ml.Survival.Trainers.Cox(cox with { StrataColumn = "Site" }), data);
        Save(
            "pipeline-1.zip",
            _ml.Transforms.ReplaceMissingValues("Features").Append(_ml.Transforms.NormalizeMeanVariance("Features", fixZero: false))
                .Append(_ml.Survival.SelectFeatures("Features", maxFeatures: 3)).Append(_ml.Survival.Trainers.Cox(cox)),
            data);
        Save("landmark-1.zip", _ml.Survival.Landmark(90), data);
        Save("discrete-time-1.zip", _ml.Survival.Trainers.DiscreteTime(RecordingTrainer.Logistic(_ml), [30, 90, 365]), data);
        Save("stable-1.zip", _ml.Survival.SelectStable(new StableSelectionOptions { FeaturesPerHalf = 1 }), data);
        Save("coxnet-1.zip", _ml.Survival.Trainers.CoxNet(new CoxNetTrainerOptions { Net = new CoxNetOptions { Ties = TieHandling.Efron, Tolerance = 1e-16 }, LambdaPerEvent = 1e-12, Horizons = [30, 90, 365] }), data);
        Save("average-1.zip", _ml.Survival.Trainers.Average(
            new AverageTrainerOptions { Horizons = [30, 90, 365] }, _ml.Survival.Trainers.Cox(cox), _ml.Survival.Trainers.Cox(cox)), data);
        var causes = TrainingData.View(_ml, VeteranCauses.Rows(causes: true), Names);
        Save("firth-1.zip", _ml.Survival.Trainers.Cox(cox with { Firth = true }), data);
        Save("aft-1.zip", _ml.Survival.Trainers.Aft(new AftTrainerOptions { Distribution = AftDistribution.LogNormal, Horizons = [30, 90, 365] }), data);
        Save("fine-gray-1.zip", _ml.Survival.Trainers.FineGray(new FineGrayTrainerOptions { Horizons = [30, 90, 365] }), causes);
        Save("cause-specific-cox-1.zip", _ml.Survival.Trainers.CauseSpecificCox(new CauseSpecificCoxTrainerOptions { Horizons = [30, 90, 365] }), causes);
        var boost = new CoxBoostTrainerOptions { Steps = 3000, Mandatory = ["trt1"], Boost = new CoxBoostOptions { Penalty = 1 }, Horizons = [30, 90, 365] };
        Save("coxboost-1.zip", _ml.Survival.Trainers.CoxBoost(boost), data);
        Save("coxboost-causes-1.zip", _ml.Survival.Trainers.CoxBoost(boost with { Form = CoxBoostForm.CauseSpecific }), causes);
        var tree = new ForestOptions { Trees = 1, SampleFraction = 1, Candidates = 2, Cuts = null, MinimumLeaf = 25, MinimumLeafEvents = 0 };
        Save(
            "survival-forest-1.zip",
            _ml.Survival.Trainers.Forest(new ForestTrainerOptions { Horizons = ForestHorizons, Forest = tree }),
            TrainingData.View(_ml, TrainingData.Read("veteran.csv", "time", "status", ForestNames), ForestNames));
        AppContext.SetSwitch("HccRisk.Learning.Mapping", true);
        Save("cox-mapping-1.zip", _ml.Survival.Trainers.Cox(cox), data);
        AppContext.SetSwitch("HccRisk.Learning.Mapping", false);
    }

    private void CheckScores(string file, bool causes, double[] coefficients)
    {
        var rows = VeteranCauses.Rows(causes);
        double[] means = [.. Names.Select((_, j) => rows.Average(r => (double)r.Features[j]))];

        var scores = _ml.Model.Load(SharedData.GoldenModel(file), out _).Transform(TrainingData.View(_ml, rows, Names)).GetColumn<float>("Score").ToList();

        Assert.All(rows.Zip(scores), p => Assert.Equal(coefficients.Select((c, j) => c * (p.First.Features[j] - means[j])).Sum(), p.Second, 2e-6));
    }

    private void Save(string file, IEstimator<ITransformer> estimator, IDataView data)
    {
        if (!File.Exists(SharedData.GoldenModel(file)))
        {
            _ml.Model.Save(estimator.Fit(data), data.Schema, SharedData.GoldenModel(file));
        }
    }

    private static List<TrainingData> Rows()
    {
        var rows = TrainingData.Read("veteran.csv", "time", "status", Names);
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].Site = i % 2 == 0 ? "a" : "b";
        }

        return rows;
    }
}
