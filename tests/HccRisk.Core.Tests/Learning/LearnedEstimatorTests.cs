using HccRisk.Core.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Core.Tests.Learning;

public sealed class LearnedEstimatorTests
{
    private static readonly string[] Names = ["alpha", "beta", "gamma"];

    [Fact]
    public void Transform_GroupedRows_EvaluatesTheFunctionExactly()
    {
        var ml = new MLContext(seed: 1);
        var rows = Rows(200, seed: 3);
        var fitted = Estimator(ml).Fit(Load(ml, rows));

        var output = fitted.Transform(Load(ml, rows));

        var expected = new float[4];
        var centred = output.GetColumn<float[]>("Centred").ToList();
        var sums = output.GetColumn<float>("Sum").ToList();
        for (var i = 0; i < rows.Count; i++)
        {
            fitted.Function.Evaluate(rows[i].Features, rows[i].Site, expected);
            Assert.Equal(expected.Take(3), centred[i]);
            Assert.Equal(expected[3], sums[i]);
        }
    }

    [Fact]
    public void Transform_SlotNamesAndUntouchedColumns_SurviveAndScratchColumnsDoNot()
    {
        var ml = new MLContext(seed: 1);
        var data = Load(ml, Rows(10, seed: 3));

        var schema = Estimator(ml).Fit(data).Transform(data).Schema;

        Assert.Equal(["Features", "Site", "Time", "Centred", "Sum"], schema.Select(c => c.Name));
        Assert.Equal(Names, SlotNames.Read(schema["Centred"]));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), schema["Centred"].Type);
        Assert.Equal(NumberDataViewType.Single, schema["Sum"].Type);
    }

    [Fact]
    public void Load_ChainWithBuiltInsBeforeAndAfter_GivesTheSameBitsAndNames()
    {
        var ml = new MLContext(seed: 1);
        var data = Load(ml, Rows(300, seed: 5));
        var model = ml.Transforms.NormalizeMeanVariance("Features", fixZero: false)
            .Append(Estimator(ml))
            .Append(ml.Transforms.Concatenate("Both", "Centred", "Sum"))
            .Append(ml.Transforms.NormalizeMinMax("Both"))
            .Fit(data);
        using var file = new MemoryStream();
        ml.Model.Save(model, data.Schema, file);

        var loaded = new MLContext().Model.Load(file, out _);

        var before = model.Transform(data);
        var after = loaded.Transform(data);
        Assert.Equal(Bits(before, "Both"), Bits(after, "Both"));
        Assert.Equal(["Centred.alpha", "Centred.beta", "Centred.gamma", "Sum"], SlotNames.Read(after.Schema["Both"]));
        Assert.Equal(before.Schema.Select(c => (c.Name, c.Type)), after.Schema.Select(c => (c.Name, c.Type)));
    }

    // A loaded chain of a mapping comes back nested, with its beginning innermost.
    [Fact]
    public void Steps_LoadedMapping_IsOneStepAmongItsNeighbours()
    {
        var ml = new MLContext(seed: 1);
        var data = Load(ml, Rows(30, seed: 5));
        var model = ml.Transforms.NormalizeMeanVariance("Features", fixZero: false)
            .Append(Estimator(ml))
            .Append(ml.Transforms.Concatenate("Both", "Centred", "Sum"))
            .Append(ml.Transforms.DropColumns("Site"))
            .Fit(data);
        using var file = new MemoryStream();
        ml.Model.Save(model, data.Schema, file);
        var loaded = new MLContext().Model.Load(file, out _);

        ModelStep[] steps = [.. LearnedModel.Steps(loaded)];

        Assert.Equal(LearnedModel.Steps(model).Select(s => s.Function?.GetType()), steps.Select(s => s.Function?.GetType()));
        var stepwise = steps.Aggregate(data, (view, step) => step.Transformer.Transform(view));
        Assert.Equal(Bits(loaded.Transform(data), "Both"), Bits(stepwise, "Both"));
    }

    [Fact]
    public void Find_LoadedModel_RecoversTheTypedFunction()
    {
        var ml = new MLContext(seed: 1);
        var data = Load(ml, Rows(50, seed: 5));
        var model = ml.Transforms.CopyColumns("Copy", "Features").Append(Estimator(ml)).Fit(data);
        using var file = new MemoryStream();
        ml.Model.Save(model, data.Schema, file);

        var recovered = LearnedModel.Find<CentreFunction>(new MLContext().Model.Load(file, out _));

        var original = LearnedModel.Find<CentreFunction>(model);
        Assert.Equal(Names, recovered.InputSlots);
        Assert.Equal(original.Means["a"], recovered.Means["a"]);
        Assert.Equal(original.Means["b"], recovered.Means["b"]);
    }

    [Fact]
    public void Find_ModelWithoutTheFunction_SaysWhatIsMissing()
    {
        var ml = new MLContext(seed: 1);
        var data = Load(ml, Rows(5, seed: 5));
        var lookup = new Dictionary<string, float>(StringComparer.Ordinal) { ["a"] = 1, ["b"] = 2 };
        var model = ml.Transforms.Conversion.MapValue("Code", lookup, "Site").Fit(data);

        var error = Assert.Throws<InvalidOperationException>(() => LearnedModel.Find<CentreFunction>(model));

        Assert.Contains(nameof(CentreFunction), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_PredictionEngineOnLoadedModel_EqualsBatchScore()
    {
        var ml = new MLContext(seed: 1);
        var rows = Rows(20, seed: 9);
        var data = Load(ml, rows);
        var model = Estimator(ml).Fit(data);
        using var file = new MemoryStream();
        ml.Model.Save(model, data.Schema, file);
        var loaded = ml.Model.Load(file, out _);
        using var engine = ml.Model.CreatePredictionEngine<Row, Scored>(loaded, inputSchemaDefinition: Schema());

        var batch = model.Transform(data).GetColumn<float>("Sum").ToList();

        Assert.Equal(batch, rows.Select(r => engine.Predict(r).Sum));
    }

    [Fact]
    public void Fit_MisspeltColumn_NamesItAndTheNearest()
    {
        var ml = new MLContext(seed: 1);
        var data = Load(ml, Rows(5, seed: 5));

        var error = Assert.Throws<ColumnException>(() =>
            new CentreEstimator(ml.Transforms, new LearnedColumns("Featurs", ["Centred", "Sum"], "Site")).Fit(data));

        Assert.Contains("'Featurs'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'Features'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_MistypedColumn_NamesBothTypes()
    {
        var ml = new MLContext(seed: 1);
        var data = Load(ml, Rows(5, seed: 5));

        var error = Assert.Throws<ColumnException>(() =>
            new CentreEstimator(ml.Transforms, new LearnedColumns("Time", ["Centred", "Sum"])).Fit(data));

        Assert.Contains("'Time' must be a vector of Single", error.Message, StringComparison.Ordinal);
        Assert.Contains("is Single", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Transform_VectorOfAnotherSize_NamesBothSizes()
    {
        var ml = new MLContext(seed: 1);
        var data = Load(ml, Rows(5, seed: 5));
        var wider = ml.Transforms.Concatenate("Features", "Features", "Time").Fit(data).Transform(data);

        var error = Assert.Throws<ColumnException>(() => Estimator(ml).Fit(data).Transform(wider));

        Assert.Contains("4 slots", error.Message, StringComparison.Ordinal);
        Assert.Contains("fitted on 3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GetOutputSchema_ChainOfEstimators_IsCheckedBeforeFitting()
    {
        var ml = new MLContext(seed: 1);
        var data = Load(ml, Rows(5, seed: 5));
        var chain = Estimator(ml).Append(ml.Transforms.Concatenate("Both", "Centred", "Sum"));

        Assert.Equal(["Features", "Site", "Time", "Centred", "Sum", "Both"], chain.Fit(data).GetOutputSchema(data.Schema).Select(c => c.Name));
        Assert.Throws<ColumnException>(() => chain.Append(new CentreEstimator(ml.Transforms, new LearnedColumns("Nope", ["X", "Y"]))).Fit(data));
    }

    [Fact]
    public void Fit_WithContextAsLog_RaisesLogEvents()
    {
        var ml = new MLContext(seed: 1);
        var messages = new List<string>();
        ml.Log += (_, e) => messages.Add(e.Message);

        new CentreEstimator(ml.Transforms, new LearnedColumns("Features", ["Centred", "Sum"]), ml).Fit(Load(ml, Rows(7, seed: 5)));

        Assert.Contains(messages, m => m.Contains("centring 7 rows", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_AnyFloat_ReadsBackTheSameBits()
    {
        var random = new Random(11);
        var values = Enumerable.Range(0, 30_000).Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)))
            .Concat([0f, 1f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.MaxValue, float.MinValue, float.Epsilon, 1.17549435e-38f, 1f / 3f])
            .ToArray();
        var ml = new MLContext(seed: 1);
        var rows = values.Chunk(3).Where(c => c.Length == 3).Select(c => new Row { Features = c, Site = "none" }).ToList();
        var model = new CentreEstimator(ml.Transforms, new LearnedColumns("Features", ["Centred", "Sum"])).Fit(Load(ml, [new Row { Features = new float[3], Site = string.Empty }]));

        var read = model.Transform(Load(ml, rows)).GetColumn<float[]>("Centred").ToList();

        for (var i = 0; i < rows.Count; i++)
        {
            Assert.Equal(rows[i].Features, read[i]);
        }
    }

    private static CentreEstimator Estimator(MLContext ml) =>
        new(ml.Transforms, new LearnedColumns("Features", ["Centred", "Sum"], "Site"));

    private static List<int> Bits(IDataView data, string column) =>
        data.GetColumn<float[]>(column).SelectMany(v => v).Select(BitConverter.SingleToInt32Bits).ToList();

    private static List<Row> Rows(int count, int seed)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(i => new Row
        {
            Features = [random.NextSingle() * 1000f, random.NextSingle(), random.NextSingle() * 1e-6f],
            Site = i % 3 == 0 ? "a" : "b",
            Time = random.NextSingle() * 60f,
        }).ToList();
    }

    private static IDataView Load(MLContext ml, IEnumerable<Row> rows) => ml.Data.LoadFromEnumerable(rows, Schema());

    private static SchemaDefinition Schema()
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        SlotNames.Describe(schema[nameof(Row.Features)], Names);
        return schema;
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public string Site { get; set; } = string.Empty;

        public float Time { get; set; }
    }

    private sealed class Scored
    {
        public float Sum { get; set; }
    }
}
