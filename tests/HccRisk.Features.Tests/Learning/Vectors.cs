using HccRisk.Core.Learning;
using HccRisk.Features.Imputation;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Features.Tests.Learning;

/// <summary>Rows of a vector of features with names, a size and a site.</summary>
internal sealed class Vectors
{
    public float[] Features { get; set; } = [];

    public float Size { get; set; } = 1;

    public string Site { get; set; } = "A";

    public static IDataView View(MLContext ml, IEnumerable<Vectors> rows, params IReadOnlyList<string> names)
    {
        var schema = SchemaDefinition.Create(typeof(Vectors));
        SlotNames.Describe(schema[nameof(Features)], names);
        return ml.Data.LoadFromEnumerable(rows, schema);
    }

    /// <summary>Rows of slots a, b, c, ... as given.</summary>
    public static IDataView View(MLContext ml, float[][] rows) =>
        View(ml, rows.Select(r => new Vectors { Features = r }), [.. rows[0].Select((_, j) => ((char)('a' + j)).ToString())]);

    /// <summary>One slot a, a row a value.</summary>
    public static IDataView One(MLContext ml, params float[] values) => View(ml, [.. values.Select(v => new[] { v })]);

    /// <summary>Correlated slots, a tenth of whose values are missing: a and c go with each other and with the size, d copies b, e is 0 or 1, f is constant.</summary>
    public static List<Vectors> Make(int count, int seed)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var (a, b, size) = (Normal(), Normal(), Math.Exp(Normal()));
            double[] row = [a + Math.Log(size), b, a + (0.3 * Normal()), (2 * b) + 1, random.NextDouble() < 0.3 ? 1 : 0, 7];
            return new Vectors
            {
                Features = [.. row.Select(v => random.NextDouble() < 0.1 ? float.NaN : (float)v)],
                Size = (float)size,
                Site = i % 3 == 0 ? "B" : "A",
            };
        })];
    }

    public static IReadOnlyList<string> Names { get; } = ["a", "b", "c", "d", "e", "f"];

    public static float[][] Read(ITransformer model, IDataView data, string column = "Features") => [.. model.Transform(data).GetColumn<float[]>(column)];

    /// <summary>Every estimator of the package, by a name.</summary>
    public static IReadOnlyList<(string Name, IEstimator<ITransformer> Estimator)> All(MLContext ml) =>
    [
        ("median", ml.Transforms.ImputeMissing("Features", "Missing")),
        ("nearest", ml.Transforms.ImputeNearest("Features")),
        ("chained", ml.Transforms.ImputeChained("Features")),
        ("draw", ml.Transforms.ImputeChained(new ChainedImputationOptions { Draw = 2 })),
        ("robust", ml.Transforms.ScaleRobust("Features")),
        ("winsorize", ml.Transforms.Winsorize("Features")),
        ("size", ml.Transforms.ResidualizeOnSize("Features", "Size")),
        ("scores", ml.Transforms.ToNormalScores("Features")),
        ("combat", ml.Transforms.HarmoniseSites("Features", "Site", "Size")),
        ("constant", ml.Transforms.FilterConstant("Features")),
        ("missing", ml.Transforms.FilterMissing("Features", 0.11)),
        ("correlated", ml.Transforms.FilterCorrelated("Features")),
    ];
}
