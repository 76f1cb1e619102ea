using HccRisk.Core.Learning;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Data;
using HccRisk.Survival.Forest;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Forest;

public sealed class ForestTrainerTests
{
    private static readonly string[] Names = ["Clinical.a", "Clinical.b", "Radiomics.a", "Radiomics.b"];
    private static readonly ForestTrainerOptions Options = new() { Forest = new ForestOptions { Trees = 100 }, ImportanceRepeats = 2 };
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Load_SavedModel_GivesTheSameBitsAndTheSameForest()
    {
        var data = TrainingData.View(_ml, WithGaps(200, 1), Names);
        var trainer = _ml.Survival.Trainers.Forest(Options);
        var model = trainer.Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);

        var loaded = new MLContext().Model.Load(file, out _);

        Assert.Equal(Bits(model.Transform(data)), Bits(loaded.Transform(data)));
        Assert.All(loaded.Transform(data).GetColumn<float>("Score"), s => Assert.True(s is >= 0 and <= 1));
        var (before, after) = (model.Function, LearnedModel.Find<ForestFunction>(loaded));
        Assert.Equal(before.PackedTrees, after.Forest.Pack());
        Assert.Equal(before.OutOfBagScores, after.OutOfBagScores);
        Assert.Equal(before.OutOfBagUno, after.OutOfBagUno);
        Assert.Equal(before.Importance, after.Importance);
        Assert.Equal(4, after.Importance.Count);
        Assert.Equal(before.OutOfBagScores, trainer.OutOfBag(after, data).Scores);
        Assert.Equal(before.Forest.MinimalDepth().Columns, after.Forest.MinimalDepth().Columns);
        Assert.Equal("Clinical.a", after.Forest.MinimalDepth().Selected[0]);
        Assert.Equal("survival forest of 100 trees", after.Method);
    }

    [Fact]
    public void Transform_Outputs_AreThoseOfTheForestAtAnyTime()
    {
        var rows = WithGaps(150, 2);
        var function = _ml.Survival.Trainers.Forest(Options).Fit(TrainingData.View(_ml, rows, Names)).Function;
        var output = new float[7];
        double[] x = [.. rows[0].Features.Select(f => (double)f)];
        var (survival, incidence) = (new double[4], new double[4]);

        function.Evaluate(rows[0].Features, [], output);
        function.Survival(x, [], [36, 24, 12, 1e6], survival);
        function.CumulativeIncidence(x, [], [36, 24, 12, 1e6], incidence);

        Assert.Contains(rows[0].Features, float.IsNaN);
        Assert.Equal([(float)survival[2], (float)survival[1], (float)survival[0]], output[1..4]);
        Assert.Equal([(float)incidence[2], (float)incidence[1], (float)incidence[0]], output[4..]);
        Assert.Equal((double.NaN, double.NaN), (survival[3], incidence[3]));
        Assert.Equal(36, function.ScoreTime);
        Assert.Equal((float)incidence[0], output[0]);
        Assert.Equal((float)function.Forest.Score(x, 1, ForestScore.Incidence, 36), output[0]);
    }

    [Fact]
    public void Fit_AnyCause_ScoresOneLessSurvival()
    {
        var rows = TrainingData.Make(150, 4, 3);
        var function = _ml.Survival.Trainers.Forest(Options with { Cause = 0, ScoreHorizon = 12 }).Fit(TrainingData.View(_ml, rows, Names)).Function;
        var output = new float[7];

        function.Evaluate(rows[5].Features, [], output);

        Assert.Equal(1, output[0] + output[1], 1e-6);
        Assert.Equal(rows.Count(r => r.Event > 0), function.Events);
    }

    [Fact]
    public void Fit_RowsOfOnePatient_AreDrawnTogether()
    {
        var rows = TrainingData.Make(120, 4, 4);
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].Site = FormattableString.Invariant($"p{i / 2}");
        }

        var function = _ml.Survival.Trainers.Forest(Options with { GroupColumn = "Site" }).Fit(TrainingData.View(_ml, rows, Names)).Function;

        Assert.Equal(Enumerable.Range(0, 120).Select(i => i / 2), function.Sampling.Units);
    }

    [Fact]
    public void CrossValidate_Forest_LearnsWithoutLooking()
    {
        var data = TrainingData.View(_ml, WithGaps(240, 5), Names);

        var result = _ml.Survival.CrossValidate(data, _ml.Survival.Trainers.Forest(Options with { Horizons = [12, 24] }), new CrossValidationOptions { Folds = 4 });

        Assert.All(result.Folds, f => Assert.InRange(f.Metrics.Harrell.Value!.Value, .4, .9));
    }

    [Fact]
    public void Fit_TooFewForASplit_SaysThatAllAreAlike()
    {
        var function = _ml.Survival.Trainers.Forest(Options).Fit(TrainingData.View(_ml, TrainingData.Make(25, 4, 6), Names)).Function;

        Assert.Contains(function.Warnings, w => w.StartsWith("No tree has a split", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_EmptyFeature_IsNamed()
    {
        var rows = TrainingData.Make(100, 4, 7);
        rows.ForEach(r => r.Features[2] = float.NaN);

        var function = _ml.Survival.Trainers.Forest(Options).Fit(TrainingData.View(_ml, rows, Names)).Function;

        Assert.Contains(function.Warnings, w => w.EndsWith("no tree uses: Radiomics.a.", StringComparison.Ordinal));
        Assert.Equal(0, function.Forest.MinimalDepth().Columns[2].Trees);
    }

    [Fact]
    public void Fit_WhatCannotBe_IsNamed()
    {
        var rows = TrainingData.Make(60, 4, 8);
        string Fault(ForestTrainerOptions options) => Assert.ThrowsAny<Exception>(() => _ml.Survival.Trainers.Forest(options).Fit(TrainingData.View(_ml, rows, Names))).Message;

        Assert.Contains("WeightColumn is 'Time', which this method makes no use of", Fault(Options with { WeightColumn = "Time" }), StringComparison.Ordinal);
        Assert.Contains("EntryColumn", Fault(Options with { EntryColumn = "Time" }), StringComparison.Ordinal);
        Assert.Contains("StrataColumn", Fault(Options with { StrataColumn = "Site" }), StringComparison.Ordinal);
        Assert.Contains("beyond the longest follow-up", Fault(Options with { ScoreHorizon = 1e6 }), StringComparison.Ordinal);
        Assert.Contains("which has no time", Fault(Options with { ScoreHorizon = 12, Score = ForestScore.Mortality }), StringComparison.Ordinal);
        Assert.Contains("Trees is 0", Fault(Options with { Forest = new ForestOptions { Trees = 0 } }), StringComparison.Ordinal);
        Assert.Contains("cause 5", Fault(Options with { Cause = 5 }), StringComparison.Ordinal);
        rows[3].Features[1] = float.PositiveInfinity;
        Assert.Contains("'Clinical.b' is Infinity in row 3; a feature must be finite", Fault(Options), StringComparison.Ordinal);
        rows.ForEach(r => r.Event = 0);
        rows[3].Features[1] = 0;
        Assert.Throws<NoEventsException>(() => _ml.Survival.Trainers.Forest().Fit(TrainingData.View(_ml, rows, Names)));
    }

    [Fact]
    public void Fit_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var data = TrainingData.View(_ml, TrainingData.Make(60, 4, 9), Names);

        Assert.ThrowsAny<OperationCanceledException>(() => _ml.Survival.Trainers.Forest(Options with { CancellationToken = source.Token }).Fit(data));
    }

    private static List<TrainingData> WithGaps(int count, int seed)
    {
        var rows = TrainingData.Make(count, 4, seed);
        for (var i = 0; i < count; i += 4)
        {
            rows[i].Features[1 + (i % 3)] = float.NaN;
        }

        return rows;
    }

    private static List<int> Bits(IDataView data) =>
        [.. data.GetColumn<float>("Score").Concat(data.GetColumn<float[]>("Survival").SelectMany(v => v)).Concat(data.GetColumn<float[]>("CumulativeIncidence").SelectMany(v => v)).Select(BitConverter.SingleToInt32Bits)];
}
