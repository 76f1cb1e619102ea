using HccRisk.Core.Learning;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Explanation;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Tests.Explanation;

/// <summary>Permutation importance of models whose inputs are known to matter, or not to.</summary>
public sealed class ImportanceTests
{
    private static readonly string[] Names = ["a", "b", "c", "d"];
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Importance_OneInputMatters_ItsIntervalsLieAboveZero()
    {
        // The hazard follows the first input, whose effect is large here; the third has a coefficient that is noise.
        var model = _ml.Survival.Trainers.Cox(new CoxTrainerOptions { Horizons = [15, 30] }).Fit(Data(400, 3, 3));
        var held = Data(400, 3, 4);

        var result = _ml.Survival.Explain.Importance(model, held, new ImportanceOptions { Horizons = [15, 30], Replicates = 100 });

        Assert.Equal(["Uno C", "AUC", "AUC", "Brier", "Brier"], result.Measures.Select(m => m.Metric));
        foreach (var (metric, time, _) in result.Measures)
        {
            var rows = result.Of(metric, time);
            Assert.Equal(3, rows.Count);
            Assert.Equal("a", rows[0].Group);
            Assert.True(rows[0].Lower > 0, $"{metric} {time}: {rows[0].Lower}");
            Assert.All(rows.Skip(1), r => Assert.True(r.Lower <= 0.01 && r.Loss < rows[0].Loss / 4, $"{metric} {time}: {r}"));
        }

        // The measures are those of Evaluate.
        var metrics = _ml.Survival.Evaluate(model.Transform(held), [15, 30]);
        Assert.Equal(metrics.Concordance.Value!.Value, result.Measures[0].Value, 1e-12);
        Assert.Equal(metrics.Auc[1].Auc.Value!.Value, result.Measures[2].Value, 1e-12);
        Assert.Equal(metrics.Brier[0].Brier.Value!.Value, result.Measures[3].Value, 1e-12);
    }

    [Fact]
    public void Importance_OneSeed_GivesTheSameNumbers()
    {
        var data = Data(120, 4, 3);
        var model = _ml.Survival.Trainers.CoxRidge().Fit(data);
        var options = new ImportanceOptions { Replicates = 20, Repeats = 3, Horizons = [15] };

        var first = _ml.Survival.Explain.Importance(model, data, options).ToCsv();

        Assert.Equal(first, _ml.Survival.Explain.Importance(model, data, options).ToCsv());
        Assert.NotEqual(first, _ml.Survival.Explain.Importance(model, data, options with { Seed = 2 }).ToCsv());
    }

    // Input b is a copy of a, c is -a: alone each leaves the model two others to go by; together they are all it has. "noise" stays by itself.
    [Fact]
    public void Importance_CorrelatedInputs_AreOneGroup()
    {
        var rows = TrainingData.Make(300, 4, 5);
        foreach (var row in rows)
        {
            row.Features[1] = (2 * row.Features[0]) + 1;
            row.Features[2] = -row.Features[0];
        }

        var data = TrainingData.View(_ml, rows, ["a", "b", "c", "noise"]);
        var model = _ml.Survival.Trainers.CoxRidge().Fit(data);
        var options = new ImportanceOptions { Horizons = [15], RiskColumn = null, Replicates = 0 };

        var alone = _ml.Survival.Explain.Importance(model, data, options).Of("Uno C");
        var grouped = _ml.Survival.Explain.Importance(model, data, options with { Grouping = ImportanceGrouping.Correlation }).Of("Uno C");

        Assert.Equal(["a and 2 more", "noise"], grouped.Select(g => g.Group));
        Assert.Equal(["a", "b", "c"], grouped[0].Inputs);
        Assert.Null(grouped[0].Lower);
        Assert.All(alone, r => Assert.True(grouped[0].Loss > 1.3 * r.Loss));

        // Nothing is left but noise: the concordance that is lost is what the model had above a half, up to the luck of five permutations.
        Assert.InRange(grouped[0].Loss, _ml.Survival.Evaluate(model.Transform(data), [15]).Concordance.Value!.Value - 0.5 - 0.06, 0.5);
    }

    [Fact]
    public void Importance_SeveralColumns_GroupsAreModalities()
    {
        var data = TwoColumns(200);
        var model = _ml.Transforms.NormalizeMeanVariance("Radiomics", fixZero: false)
            .Append(_ml.Transforms.Concatenate("Features", "Clinical", "Radiomics")).Append(_ml.Survival.Trainers.Cox(new CoxTrainerOptions { Horizons = [15] })).Fit(data);
        var options = new ImportanceOptions { Horizons = [15], Replicates = 0, Repeats = 1 };

        var modalities = _ml.Survival.Explain.Importance(model, data, options with { Grouping = ImportanceGrouping.Modality });
        var inputs = _ml.Survival.Explain.Importance(model, data, options);

        Assert.Equal(["Clinical", "Radiomics"], modalities.Of("Uno C").Select(r => r.Group).Order());
        Assert.Equal(["Clinical.age", "Clinical.afp", "Radiomics.volume"], inputs.Of("Brier", 15).SelectMany(r => r.Inputs).OrderBy(i => i.Length));
    }

    // One vector of all modalities: what stands before the dot tells them apart.
    [Fact]
    public void Importance_OneVector_ModalitiesComeFromTheNames()
    {
        var data = TrainingData.View(_ml, TrainingData.Make(100, 3, 3), ["Clinical.age", "Radiomics.a", "Radiomics.b"]);
        var model = _ml.Survival.Trainers.Cox().Fit(data);

        var result = _ml.Survival.Explain.Importance(
            model, data, new ImportanceOptions { Horizons = [15], Replicates = 0, Repeats = 1, Grouping = ImportanceGrouping.Modality });

        Assert.Equal(["Clinical", "Radiomics"], result.Of("AUC", 15).Select(r => r.Group).Order());
    }

    // A trainer of ML.NET has a score and no survival: it is a fitted model like any other.
    [Fact]
    public void Importance_TrainerOfMlNet_IsExplainedByItsScore()
    {
        var data = _ml.Transforms.CopyColumns("Label", "Event").Fit(Data(300, 3, 3)).Transform(Data(300, 3, 3));
        var model = _ml.Regression.Trainers.OnlineGradientDescent().Fit(data);

        var result = _ml.Survival.Explain.Importance(model, data, new ImportanceOptions { Horizons = [15], Replicates = 0 });

        Assert.Equal(["Uno C", "AUC"], result.Measures.Select(m => m.Metric));
        Assert.Equal(3, result.Of("Uno C").Count);
    }

    [Fact]
    public void Importance_ScoreIsMissing_NamesTheRow()
    {
        var rows = TrainingData.Make(60, 2, 3);
        var model = _ml.Survival.Trainers.Cox().Fit(TrainingData.View(_ml, rows, ["a", "b"]));
        rows[7].Features[1] = float.NaN;

        var error = Assert.Throws<InvalidOperationException>(() => _ml.Survival.Explain.Importance(model, TrainingData.View(_ml, rows, ["a", "b"])));

        Assert.Contains("'Score' is NaN in row 7", error.Message, StringComparison.Ordinal);
    }

    // Every patient is there three times: drawn as patients the intervals are those of the patients once, drawn as rows they would be narrower by about the
    // root of three.
    [Fact]
    public void Importance_RowsOfOnePatient_AreDrawnTogether()
    {
        var once = TrainingData.Make(80, 2, 3);
        var rows = once.SelectMany((r, i) => Enumerable.Repeat(new Visit { Features = r.Features, Time = r.Time, Event = r.Event, PatientId = $"p{i}" }, 3)).ToList();
        var schema = SchemaDefinition.Create(typeof(Visit));
        SlotNames.Describe(schema[nameof(Visit.Features)], ["a", "b"]);
        var data = _ml.Data.LoadFromEnumerable(rows, schema);
        var model = _ml.Survival.Trainers.Cox(new CoxTrainerOptions { GroupColumn = null }).Fit(TrainingData.View(_ml, once, ["a", "b"]));
        var options = new ImportanceOptions { Horizons = [15], RiskColumn = null };

        var together = _ml.Survival.Explain.Importance(model, data, options).Of("Uno C")[0];
        var apart = _ml.Survival.Explain.Importance(model, data, options with { GroupColumn = null }).Of("Uno C")[0];

        Assert.Equal(apart.Loss, together.Loss);
        Assert.InRange((together.Upper!.Value - together.Lower!.Value) / (apart.Upper!.Value - apart.Lower!.Value), 1.2, 2.2);
    }

    [Fact]
    public void Validate_FaultyOptions_SaysAll()
    {
        var error = Assert.Throws<ArgumentException>(
            new ImportanceOptions { Cause = -1, Horizons = [], Grouping = (ImportanceGrouping)9, MinCorrelation = 0, Repeats = 0, Replicates = 1, Level = 1 }.Validate);

        Assert.All(
            ["Cause", "Horizons", "Grouping", "MinCorrelation", "Repeats", "Replicates", "Level"], name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
    }

    private IDataView Data(int count, int columns, int seed) => TrainingData.View(_ml, TrainingData.Make(count, columns, seed), Names[..columns]);

    private IDataView TwoColumns(int count)
    {
        var schema = SchemaDefinition.Create(typeof(Visit));
        SlotNames.Describe(schema[nameof(Visit.Clinical)], ["age", "afp"]);
        SlotNames.Describe(schema[nameof(Visit.Radiomics)], ["volume"]);
        schema.Remove(schema[nameof(Visit.Features)]);
        return _ml.Data.LoadFromEnumerable(
            TrainingData.Make(count, 3, 3).Select((r, i) => new Visit { Clinical = r.Features[..2], Radiomics = r.Features[2..], Time = r.Time, Event = r.Event, PatientId = $"p{i}" }), schema);
    }

    private sealed class Visit
    {
        public float[] Features { get; set; } = [];

        public float[] Clinical { get; set; } = [];

        public float[] Radiomics { get; set; } = [];

        public float Time { get; set; }

        public float Event { get; set; }

        public string PatientId { get; set; } = string.Empty;
    }
}
