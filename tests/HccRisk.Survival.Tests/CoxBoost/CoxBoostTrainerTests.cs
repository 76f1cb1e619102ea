using HccRisk.Core.Learning;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CoxBoost;
using HccRisk.Survival.Data;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.CoxBoost;

public sealed class CoxBoostTrainerTests
{
    private static readonly string[] Names = ["Clinical.a", "Clinical.b", "Radiomics.a", "Radiomics.b", "Radiomics.c"];
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Fit_NoStepsAllMandatory_IsTheCoxModel()
    {
        var data = View(300, seed: 3);
        var expected = _ml.Survival.Trainers.Cox().Fit(data).Function;

        var actual = _ml.Survival.Trainers.CoxBoost(new CoxBoostTrainerOptions { Steps = 0, Mandatory = ["Clinical.", "Radiomics."] }).Fit(data).Function;

        Assert.Equal(Names, actual.Mandatory);
        Reference.Close(expected.Coefficients, actual.Coefficients, 1e-8, "coefficient");
        foreach (var time in new[] { 3.0, 12, 24 })
        {
            Assert.Equal(expected.IncidenceAt(.4, time), actual.IncidenceAt(.4, time), 1e-9);
        }

        Assert.Contains(actual.Warnings, w => w.StartsWith("No step was made: the model has its mandatory features alone", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_MandatoryByNameOrByFactor_IsTheSame()
    {
        var data = View(200, seed: 4);
        var penalties = new ColumnPenalties { Groups = [new PenaltyGroup { Slots = ["Clinical."], Factor = 0 }] };

        var byName = _ml.Survival.Trainers.CoxBoost(new CoxBoostTrainerOptions { Steps = 20, Mandatory = ["Clinical."] }).Fit(data).Function;
        var byFactor = _ml.Survival.Trainers.CoxBoost(new CoxBoostTrainerOptions { Steps = 20, Penalties = penalties }).Fit(data).Function;

        Assert.Equal(["Clinical.a", "Clinical.b"], byFactor.Mandatory);
        Assert.Equal(byName.Coefficients, byFactor.Coefficients);
    }

    [Fact]
    public void Fit_GivenCoefficientsAndPriorMeans_StartFromThem()
    {
        var penalties = new ColumnPenalties
        {
            PriorMeans = new Dictionary<string, double> { ["Radiomics.b"] = .3 },
            FixedCoefficients = new Dictionary<string, double> { ["Clinical.a"] = -1 },
        };

        var function = _ml.Survival.Trainers.CoxBoost(new CoxBoostTrainerOptions { Steps = 3, Penalties = penalties, Boost = new CoxBoostOptions { Penalty = 1e9 } })
            .Fit(View(120, seed: 5)).Function;

        double[] expected = [-1, 0, 0, .3, 0];
        Assert.Equal(-1, function.Coefficients[0]);
        Assert.All(expected.Zip(function.Coefficients), p => Assert.Equal(p.First, p.Second, 1e-5));
    }

    [Fact]
    public void Fit_PenaltyOfAModality_IsChosenByCrossValidation()
    {
        // The hazard follows the first clinical column alone, so that heavy penalties on the images must win.
        var penalties = new ColumnPenalties { Groups = [new PenaltyGroup { Slots = ["Radiomics."], Choices = [.01, 100] }] };

        var function = _ml.Survival.Trainers.CoxBoost(new CoxBoostTrainerOptions { Penalties = penalties }).Fit(View(400, seed: 6)).Function;

        Assert.Contains("Clinical.a", function.Selected);
        Assert.DoesNotContain(function.Selected, s => s.StartsWith("Radiomics.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(CoxBoostForm.Hazard, true)]
    [InlineData(CoxBoostForm.FineGray, true)]
    [InlineData(CoxBoostForm.CauseSpecific, false)]
    [InlineData(CoxBoostForm.Coupled, false)]
    public void Load_SavedModel_GivesTheSameBits(CoxBoostForm form, bool isNative)
    {
        var rows = TrainingData.Make(200, 5, seed: 7);
        var data = TrainingData.View(_ml, rows, Names);
        var model = _ml.Survival.Trainers.CoxBoost(new CoxBoostTrainerOptions { Form = form, Steps = 60, Mandatory = ["Clinical.b"] }).Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);

        var loaded = new MLContext().Model.Load(file, out _);

        Assert.Equal(Bits(model.Transform(data)), Bits(loaded.Transform(data)));
        Assert.NotNull(LearnedModel.LinearPredictor(loaded));
        var function = LearnedModel.Find<CoxBoostFunction>(loaded);
        Assert.Equal(form, function.Form);
        Assert.Equal(model.Function.Coefficients, function.Coefficients);
        Assert.Equal(isNative ? 0 : 1, function.Others.Count);
        var expected = new float[7];
        var scored = loaded.Transform(data);
        foreach (var (row, i) in rows.Zip(scored.GetColumn<float[]>("Survival").Zip(scored.GetColumn<float[]>("CumulativeIncidence"))))
        {
            function.Evaluate(row.Features, [], expected);
            Assert.All(expected.Skip(1).Zip(i.First.Concat(i.Second)), p => Assert.Equal(p.First, p.Second, 2e-6));
            Assert.All(i.Second, v => Assert.InRange(v, 0, 1));
        }
    }

    /// <summary>One less the incidence and the incidence of the Fine-Gray form are one curve.</summary>
    [Fact]
    public void Fit_FineGrayForm_IncidenceIsTheModelsOwn()
    {
        var function = _ml.Survival.Trainers.CoxBoost(new CoxBoostTrainerOptions { Form = CoxBoostForm.FineGray, Steps = 30 }).Fit(View(200, seed: 8)).Function;
        var (survival, incidence) = (new double[3], new double[3]);
        function.Survival([.5, 0, 0, 0, 0], [], [6, 12, 24], survival);
        function.CumulativeIncidence([.5, 0, 0, 0, 0], [], [6, 12, 24], incidence);

        Assert.All(survival.Zip(incidence), p => Assert.Equal(1, p.First + p.Second, 1e-12));
        Assert.Equal(1 - Math.Exp(-function.Predictor.CumulativeHazardAt(12) * Math.Exp(function.Score([.5, 0, 0, 0, 0]))), incidence[1], 1e-12);
    }

    [Fact]
    public void Fit_NothingToFind_SaysThatThereAreNoFeatures()
    {
        // Features of one cohort, follow-up of another.
        var rows = TrainingData.Make(100, 5, seed: 8).Zip(TrainingData.Make(100, 5, seed: 99), (a, b) => new TrainingData { Features = a.Features, Time = b.Time, Event = b.Event });
        var data = TrainingData.View(_ml, rows, Names);

        var given = _ml.Survival.Trainers.CoxBoost(new CoxBoostTrainerOptions { Steps = 0 }).Fit(data).Function;

        Assert.Empty(given.Selected);
        Assert.Contains(given.Warnings, w => w.StartsWith("The model has no features: after 0 steps", StringComparison.Ordinal));
        Assert.Equal("boosted Cox model of 0 of 5 features after 0 steps", given.Method);
    }

    [Fact]
    public void Fit_ConstantFeatures_HasAWarningAndNoNaN()
    {
        var rows = TrainingData.Make(80, 5, seed: 9);
        rows.ForEach(r => Array.Fill(r.Features, 2));
        var data = TrainingData.View(_ml, rows, Names);

        var model = _ml.Survival.Trainers.CoxBoost().Fit(data);

        Assert.Contains(model.Function.Warnings, w => w.Contains("are constant", StringComparison.Ordinal));
        Assert.Contains(model.Function.Warnings, w => w.StartsWith("The model has no features", StringComparison.Ordinal));
        Assert.All(model.Transform(data).GetColumn<float>("Score"), s => Assert.Equal(0, s));
    }

    [Fact]
    public void Fit_NoEventsOrUnknownNames_IsNamed()
    {
        var data = View(60, seed: 10);
        string Message<T>(CoxBoostTrainerOptions options)
            where T : Exception => Assert.Throws<T>(() => _ml.Survival.Trainers.CoxBoost(options).Fit(data)).Message;

        Assert.Contains("cause 3", Message<NoEventsException>(new CoxBoostTrainerOptions { Cause = 3, Form = CoxBoostForm.FineGray }), StringComparison.Ordinal);
        Assert.Contains("'Clincal.'", Message<ArgumentException>(new CoxBoostTrainerOptions { Mandatory = ["Clincal."] }), StringComparison.Ordinal);
        Assert.Contains("use fewer folds", Message<NoEventsException>(new CoxBoostTrainerOptions { Boost = new CoxBoostOptions { Folds = 50 } }), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_WhatDoesNotGoTogether_IsListed()
    {
        string Fault(CoxBoostTrainerOptions given) => Assert.Throws<ArgumentException>(given.Validate).Message;

        Assert.Contains("EntryColumn is 'Start'", Fault(new CoxBoostTrainerOptions { EntryColumn = "Start" }), StringComparison.Ordinal);
        Assert.Contains("StrataColumn is 'Site'", Fault(new CoxBoostTrainerOptions { StrataColumn = "Site" }), StringComparison.Ordinal);
        Assert.Contains("WeightColumn is 'w'", Fault(new CoxBoostTrainerOptions { WeightColumn = "w", Form = CoxBoostForm.FineGray }), StringComparison.Ordinal);
        Assert.Contains("Cause is 0", Fault(new CoxBoostTrainerOptions { Cause = 0, Form = CoxBoostForm.Coupled }), StringComparison.Ordinal);
        Assert.Contains("SearchPenalty", Fault(new CoxBoostTrainerOptions { Steps = 5, Boost = new CoxBoostOptions { SearchPenalty = true } }), StringComparison.Ordinal);
        Assert.Contains("Boost.Mandatory", Fault(new CoxBoostTrainerOptions { Boost = new CoxBoostOptions { Mandatory = [1] } }), StringComparison.Ordinal);
        Assert.Contains("Steps is -1", Fault(new CoxBoostTrainerOptions { Steps = -1 }), StringComparison.Ordinal);
    }

    private static List<int> Bits(IDataView data) =>
        [.. data.GetColumn<float>("Score").Concat(data.GetColumn<float[]>("CumulativeIncidence").SelectMany(v => v)).Select(BitConverter.SingleToInt32Bits)];

    private IDataView View(int count, int seed) => TrainingData.View(_ml, TrainingData.Make(count, 5, seed), Names);
}
