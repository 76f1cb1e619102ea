using HccRisk.Core.Learning;
using HccRisk.Survival.Cox;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Xunit;

namespace HccRisk.Onnx.Tests;

/// <summary>Imputation by medians, its indicators, robust scaling and filters are ML.NET's own transforms, so they are exported too.</summary>
public sealed class FeatureTransformsExportTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".onnx");

    [Fact]
    public void ConvertToOnnx_ImputedScaledAndFiltered_GivesWhatThePipelineGives()
    {
        var rows = Rows(200);
        var schema = SchemaDefinition.Create(typeof(Row));
        SlotNames.Describe(schema[nameof(Row.X)], ["a", "b", "c", "constant"]);
        var data = _ml.Data.LoadFromEnumerable(rows, schema);
        var model = _ml.Transforms.ImputeMissing("X", "Missing")
            .Append(_ml.Transforms.FilterConstant("X")).Append(_ml.Transforms.ScaleRobust("X"))
            .Append(_ml.Transforms.FilterConstant("Missing"))
            .Append(_ml.Transforms.Concatenate("Features", "X", "Missing"))
            .Append(_ml.Survival.Trainers.Cox(new CoxTrainerOptions { Horizons = [12, 24], Ridge = 1 })).Fit(data);

        using (var stream = File.Create(_file))
        {
            _ml.Model.ConvertToOnnx(model, data.Schema, stream);
        }

        using var session = new InferenceSession(_file);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("X", new DenseTensor<float>(rows.SelectMany(r => r.X).ToArray(), [rows.Count, 4]))]);
        var scored = model.Transform(data);
        var expected = scored.GetColumn<float>("Score").ToArray();
        Assert.Contains("Missing.b", SlotNames.Read(scored.Schema["Features"]));
        Assert.All(expected.Zip(results.Single(r => r.Name == "Score.output").AsEnumerable<float>()), p => Assert.Equal(p.First, p.Second, 2e-5f));
    }

    public void Dispose() => File.Delete(_file);

    private static List<Row> Rows(int count)
    {
        var random = new Random(4);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            float[] x = [random.NextSingle(), 5 * random.NextSingle(), 1e3f * random.NextSingle(), 7];
            var time = (float)(-Math.Log(1 - random.NextDouble()) * 30 / Math.Exp(x[0] + (x[1] / 5)));
            x[i % 3] = i % 4 == 0 ? float.NaN : x[i % 3];
            return new Row { X = x, Time = Math.Min(time, 48), Event = time < 48 ? 1 : 0 };
        })];
    }

    private sealed class Row
    {
        public float[] X { get; set; } = [];

        public float Time { get; set; }

        public float Event { get; set; }
    }
}
