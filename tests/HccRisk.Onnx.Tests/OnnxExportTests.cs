using HccRisk.Core.Learning;
using HccRisk.Survival.Cox;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Microsoft.ML.Transforms;
using Xunit;

namespace HccRisk.Onnx.Tests;

/// <summary>An exported pipeline against the pipeline itself, on rows with missing values.</summary>
public sealed class OnnxExportTests : IDisposable
{
    private static readonly string[] Clinical = ["age", "afp", "constant"];
    private static readonly string[] Radiomics = ["r0", "r1", "r2", "r3", "r4", "r5"];
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".onnx");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ConvertToOnnx_OnnxRuntime_GivesWhatThePipelineGives(bool loaded)
    {
        var data = Load(Rows(120));
        ITransformer model = loaded ? Reload(Fit(data), data) : Fit(data);

        var description = Export(model, data.Schema);

        Assert.Equal(["Clinical", "Radiomics"], description.Inputs.Select(i => i.Name));
        Assert.Equal(Radiomics, description.Inputs[1].Slots);
        Assert.Equal(["Score.output", "Survival.output", "CumulativeIncidence.output"], description.Outputs.Select(o => o.Name));
        Assert.Equal(["12", "24", "1000"], description.Outputs[1].Slots);
        var rows = Rows(120);
        using var session = new InferenceSession(_file);
        Assert.Equal(string.Join('\n', Clinical), session.ModelMetadata.CustomMetadataMap["slots of Clinical"]);
        using var results = session.Run(
        [
            NamedOnnxValue.CreateFromTensor("Clinical", new DenseTensor<float>(rows.SelectMany(r => r.Clinical).ToArray(), [rows.Count, 3])),
            NamedOnnxValue.CreateFromTensor("Radiomics", new DenseTensor<float>(rows.SelectMany(r => r.Radiomics).ToArray(), [rows.Count, 6])),
        ]);
        var expected = model.Transform(data);
        Compare(expected.GetColumn<float>("Score"), results.Single(r => r.Name == "Score.output").AsEnumerable<float>());
        Compare(expected.GetColumn<float[]>("Survival").SelectMany(x => x), results.Single(r => r.Name == "Survival.output").AsEnumerable<float>());
        Compare(expected.GetColumn<float[]>("CumulativeIncidence").SelectMany(x => x), results.Single(r => r.Name == "CumulativeIncidence.output").AsEnumerable<float>());
    }

    [Fact]
    public void ConvertToOnnx_ApplyOnnxModel_GivesWhatThePipelineGives()
    {
        var data = Load(Rows(40));
        var model = Fit(data);
        Export(model, data.Schema);

        var applied = _ml.Transforms.ApplyOnnxModel(["Score.output", "Survival.output", "CumulativeIncidence.output"], ["Clinical", "Radiomics"], _file).Fit(data).Transform(data);

        // ML.NET's transform leaves out the ".output" that its converter adds.
        var expected = model.Transform(data);
        Compare(expected.GetColumn<float>("Score"), applied.GetColumn<float[]>("Score").Select(x => x[0]));
        Compare(expected.GetColumn<float[]>("Survival").SelectMany(x => x), applied.GetColumn<float[]>("Survival").SelectMany(x => x));
        Compare(expected.GetColumn<float[]>("CumulativeIncidence").SelectMany(x => x), applied.GetColumn<float[]>("CumulativeIncidence").SelectMany(x => x));
    }

    [Fact]
    public void ConvertToOnnx_InputThatIsNotImputed_StaysMissing()
    {
        var rows = Rows(60);
        var data = Load(rows, "Radiomics");
        var model = _ml.Survival.Trainers.Cox(new CoxTrainerOptions { FeatureColumn = "Radiomics", Horizons = [12] }).Fit(Load([.. rows.Where(r => !r.Radiomics.Any(float.IsNaN))], "Radiomics"));
        Export(model, data.Schema);
        using var session = new InferenceSession(_file);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("Radiomics", new DenseTensor<float>(rows.SelectMany(r => r.Radiomics).ToArray(), [rows.Count, 6]))]);

        Assert.Contains(rows, r => r.Radiomics.Any(float.IsNaN));
        Assert.All(results, result => Assert.Equal(rows.Select(r => r.Radiomics.Any(float.IsNaN)), result.AsEnumerable<float>().Select(float.IsNaN)));
    }

    [Fact]
    public void ConvertToOnnx_ScoreWhoseExponentialOverflows_IsNotMissing()
    {
        // Nobody had the event by 0.5: a hazard of 0, times what is infinite in single precision.
        var rows = Rows(60);
        rows.ForEach(r => Array.ForEach([.. Enumerable.Range(0, 6)], j => r.Radiomics[j] = float.IsNaN(r.Radiomics[j]) ? 1 : r.Radiomics[j]));
        var model = _ml.Survival.Trainers.Cox(new CoxTrainerOptions { FeatureColumn = "Radiomics", Horizons = [0.5, 12] }).Fit(Load(rows, "Radiomics"));
        rows.ForEach(r => r.Radiomics[0] *= r.PatientId.EndsWith('0') ? 1e4f : -1e4f);
        var data = Load(rows, "Radiomics");
        var scored = model.Transform(data);
        Export(model, data.Schema);
        using var session = new InferenceSession(_file);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("Radiomics", new DenseTensor<float>(rows.SelectMany(r => r.Radiomics).ToArray(), [rows.Count, 6]))]);

        Assert.Contains(scored.GetColumn<float>("Score"), s => s > 89);
        Assert.All(scored.GetColumn<float[]>("Survival"), s => Assert.Equal(1, s[0]));
        Assert.All(scored.GetColumn<float[]>("CumulativeIncidence"), c => Assert.Equal(0, c[0]));
        Assert.All(results, result => Assert.DoesNotContain(result.AsEnumerable<float>(), float.IsNaN));
    }

    [Fact]
    public void ConvertToOnnx_ModelWithStrata_NamesTheStep()
    {
        var data = Load(Rows(60));
        var model = _ml.Transforms.ReplaceMissingValues("Radiomics")
            .Append(_ml.Survival.Trainers.Cox(new CoxTrainerOptions { FeatureColumn = "Radiomics", StrataColumn = "Site", Ridge = 1 })).Fit(data);

        var error = Assert.Throws<NotSupportedException>(() => Export(model, data.Schema));

        Assert.Contains("'Score', 'Survival', 'CumulativeIncidence'", error.Message, StringComparison.Ordinal);
        Assert.Contains("depends on the strata or groups of column 'Site'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ConvertToOnnx_ModelWithoutScore_IsRefused()
    {
        var data = Load(Rows(60));

        Assert.Throws<NotSupportedException>(() => Export(_ml.Transforms.ReplaceMissingValues("Radiomics").Fit(data), data.Schema));
    }

    public void Dispose() => File.Delete(_file);

    /// <summary>Both sum a handful of terms of a few units in single precision, in another order.</summary>
    private static void Compare(IEnumerable<float> expected, IEnumerable<float> found)
    {
        float[] wanted = [.. expected];
        Assert.All(wanted.Zip(found), p => Assert.Equal(p.First, p.Second, 2e-6));
        Assert.Equal(wanted.Length, found.Count());
    }

    private OnnxModelDescription Export(ITransformer model, DataViewSchema schema)
    {
        using var file = File.Create(_file);
        return _ml.Model.ConvertToOnnx(model, schema, file);
    }

    private ITransformer Reload(ITransformer model, IDataView data)
    {
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);
        return new MLContext().Model.Load(file, out _);
    }

    /// <summary>What a study's model of two modalities is.</summary>
    private TransformerChain<LearnedTransformer<CoxFunction>> Fit(IDataView data)
    {
        IEstimator<ITransformer> chain = _ml.Transforms.IndicateMissingValues("Clinical.Missing", "Clinical");
        foreach (var column in new[] { "Clinical", "Radiomics" })
        {
            chain = chain.Append(_ml.Transforms.ReplaceMissingValues(column, replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean))
                .Append(_ml.Transforms.NormalizeMeanVariance(column, fixZero: false));
        }

        return chain.Append(_ml.Survival.SelectFeatures("Radiomics", maxFeatures: 3))
            .Append(_ml.Transforms.Concatenate("Features", "Clinical", "Radiomics"))
            .Append(_ml.Survival.Trainers.Cox(new CoxTrainerOptions { Horizons = [12, 24, 1000], Ridge = .5 }))
            .Fit(data);
    }

    private IDataView Load(List<Row> rows, string? only = null)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        SlotNames.Describe(schema[nameof(Row.Clinical)], Clinical);
        SlotNames.Describe(schema[nameof(Row.Radiomics)], Radiomics);
        if (only is not null)
        {
            schema.Remove(schema[nameof(Row.Clinical)]);
        }

        return _ml.Data.LoadFromEnumerable(rows, schema);
    }

    private static List<Row> Rows(int count)
    {
        var random = new Random(3);
        float Next(float scale, float missing) => random.NextSingle() < missing ? float.NaN : scale * random.NextSingle();
        return [.. Enumerable.Range(0, count).Select(i => new Row
        {
            PatientId = $"p{i}",
            Site = i % 3 == 0 ? "a" : "b",
            Clinical = [Next(80, .1f), Next(4000, .2f), 1],
            Radiomics = [.. Enumerable.Range(0, 6).Select(j => Next(j + 1, .1f))],
            Time = 1 + (50 * random.NextSingle()),
            Event = random.Next(3),
        })];
    }

    private sealed class Row
    {
        public string PatientId { get; set; } = string.Empty;

        public string Site { get; set; } = string.Empty;

        public float[] Clinical { get; set; } = [];

        public float[] Radiomics { get; set; } = [];

        public float Time { get; set; }

        public float Event { get; set; }
    }
}
