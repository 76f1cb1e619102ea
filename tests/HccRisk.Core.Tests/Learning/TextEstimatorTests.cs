using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Core.Tests.Learning;

public sealed class TextEstimatorTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Transform_TwoColumns_EvaluatesOnceARowAndOnlyWhenAskedFor()
    {
        var key = Guid.NewGuid().ToString("N");
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(1, 40).Select(i => new Row { First = new string('a', i), Second = i % 2 == 0 ? string.Empty : "xyz" }));
        var function = new LengthFunction { InputSlots = ["first", "second"], Key = key };
        var model = new TextEstimator<LengthFunction>(_ml.Transforms, new LearnedColumns("First", ["Lengths"]) { FurtherInputs = ["Second"] }, function).Fit(data);
        var output = model.Transform(data);

        Assert.Equal(40, output.GetColumn<string>("First").Count());
        Assert.Equal(0, LengthFunction.Evaluations(key));

        var lengths = output.GetColumn<float[]>("Lengths").ToArray();
        Assert.Equal(40, LengthFunction.Evaluations(key));
        Assert.All(Enumerable.Range(1, 40), i => Assert.Equal([i, i % 2 == 0 ? 0f : 3f], lengths[i - 1]));
        Assert.Equal(["first", "second"], SlotNames.Read(output.Schema["Lengths"]));
        Assert.Equal(["First", "Second", "Lengths"], output.Schema.Select(c => c.Name));
        Assert.Same(function, LearnedModel.Find<LengthFunction>(model));
    }

    [Fact]
    public void Constructor_OtherNumberOfColumns_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new TextEstimator<LengthFunction>(
            _ml.Transforms, new LearnedColumns("First", ["Lengths"]), new LengthFunction { InputSlots = ["first", "second"], Key = "k" }));

    [Fact]
    public void GetOutputSchema_ColumnThatIsNotText_IsNamed()
    {
        var data = _ml.Data.LoadFromEnumerable(new[] { new { First = 1f, Second = "b" } });
        var estimator = new TextEstimator<LengthFunction>(
            _ml.Transforms, new LearnedColumns("First", ["Lengths"]) { FurtherInputs = ["Second"] }, new LengthFunction { InputSlots = ["first", "second"], Key = "k" });

        Assert.Contains("'First'", Assert.Throws<ColumnException>(() => estimator.Fit(data)).Message, StringComparison.Ordinal);
    }

    private sealed class Row
    {
        public string First { get; set; } = string.Empty;

        public string Second { get; set; } = string.Empty;
    }
}

/// <summary>Lengths of texts, counting evaluations.</summary>
[LearnedName("test-length/1")]
public sealed class LengthFunction : TextFunction
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, int> Counts = new(StringComparer.Ordinal);

    public required string Key { get; init; }

    [JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs => [new("Lengths", InputSlots)];

    public static int Evaluations(string key) => Counts.GetValueOrDefault(key);

    public override void Evaluate(IReadOnlyList<string> input, Span<float> output)
    {
        Counts.AddOrUpdate(Key, 1, (_, n) => n + 1);
        for (var i = 0; i < input.Count; i++)
        {
            output[i] = input[i].Length;
        }
    }
}
