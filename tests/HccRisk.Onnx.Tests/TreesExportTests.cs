using HccRisk.Core.Learning;
using HccRisk.Survival.Boosting;
using HccRisk.Survival.Forest;
using HccRisk.Survival.Trees;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Xunit;

namespace HccRisk.Onnx.Tests;

/// <summary>Exported forests and boosters against the models themselves.</summary>
public sealed class TreesExportTests : IDisposable
{
    private const int Width = 4;

    // Sums are in double precision on both sides and rounded to single once: they may differ by the last bit.
    private const double Rounding = 1.2e-7;

    // Exponentials of a score in single precision, as of linear models.
    private const double Exponentials = 2e-6;

    private static readonly string[] Outputs = ["Score", "Survival", "CumulativeIncidence"];
    private static readonly int[] Codes = [-3, 0, 1, 2, 3, 31, 32, 33, 63, 64, 65, 100, 1000];
    private readonly MLContext _ml = new(seed: 1);
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".onnx");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ConvertToOnnx_Forest_GivesWhatTheForestGives(bool scaled)
    {
        // Horizons beyond the follow-up are not known; a tenth of the values is missing.
        var data = Load(Rows(300, missing: 0.1f));
        var trainer = _ml.Survival.Trainers.Forest(new ForestTrainerOptions { Horizons = [12, 24, 1000], Forest = new ForestOptions { Trees = 50, Seed = 3 } });
        ITransformer model = scaled
            ? _ml.Transforms.NormalizeMeanVariance("Features", fixZero: false).Append(trainer).Fit(data)
            : trainer.Fit(data);

        var description = Export(model, data);

        Assert.Equal(["Features"], description.Inputs.Select(i => i.Name));
        Assert.Equal(["a", "b", "c", "d"], description.Inputs[0].Slots);
        Assert.Equal(["Score.output", "Survival.output", "CumulativeIncidence.output"], description.Outputs.Select(o => o.Name));
        Assert.Equal(["12", "24", "1000"], description.Outputs[2].Slots);
        Compare(model, Rows(500, missing: 0.1f), Rounding, Rounding);
    }

    // As many competing events as there are, so the pair of hazards; or their average.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ConvertToOnnx_BoostedCoxWithCategories_GivesWhatTheModelGives(bool paired)
    {
        var random = new Random(7);
        var function = new BoostedCoxFunction
        {
            InputSlots = ["a", "b", "c", "d"],
            Trees = Trees(random),
            CompetingTrees = paired ? Trees(random) : null,
            Baselines =
            [
                new HazardBaseline
                {
                    Stratum = null, LastTime = 30, Times = [3, 9, 12, 20], Hazard = [0.05, 0.2, 0.3, 0.7], Competing = [0, 0.1, 0.1, 0.4],
                },
            ],
            Horizons = [2, 12, 25, 40],
            Cause = 1,
            Patients = 100,
            Events = 50,
        };
        var model = new Given(_ml.Transforms, function).Fit(Load(Rows(10)));

        Export(model, Load(Rows(10)));

        Compare(model, Rows(400, missing: 0.1f), 1e-6, Exponentials);
    }

    [Theory]
    [InlineData(HccRisk.Survival.Aft.AftDistribution.Weibull, 3)]
    [InlineData(HccRisk.Survival.Aft.AftDistribution.LogNormal, 1)]
    public void ConvertToOnnx_BoostedAft_HasWhatOnnxCarries(HccRisk.Survival.Aft.AftDistribution distribution, int outputs)
    {
        var function = new BoostedAftFunction
        {
            InputSlots = ["a", "b", "c", "d"],
            Trees = Trees(new Random(8)),
            Distribution = distribution,
            Location = 3.2,
            Scale = 0.7,
            LastTime = 30,
            CompetingTimes = [4, 10, 24],
            CompetingHazard = [0.1, 0.2, 0.5],
            Horizons = [2, 12, 25, 40],
            Cause = 1,
            Patients = 100,
            Events = 50,
        };
        var model = new Given(_ml.Transforms, function).Fit(Load(Rows(10)));

        var description = Export(model, Load(Rows(10)));

        Assert.Equal(outputs, description.Outputs.Count);
        Compare(model, Rows(400, missing: 0.1f), 1e-6, Exponentials, outputs);
    }

    // Cuts at a number of single precision, just below it and just above: a value on one of them or next to it goes the same way.
    [Fact]
    public void ConvertToOnnx_ValuesAtACut_GoTheSameWay()
    {
        float[] places = [0.1f, 1e-3f, -7.3f, 1.5e7f, 0, 3.25e-30f];
        double[] cuts = [.. places.SelectMany(p => new[] { p, Math.BitDecrement((double)p), Math.BitIncrement((double)p), (p + (double)MathF.BitIncrement(p)) / 2 })];
        var trees = new BoostedTrees
        {
            Start = 0.25,
            Trees = [.. cuts.Select(c => new TreeNodes { Feature = [0], Threshold = [c], MissingLeft = [false], Left = [~0], Right = [~1], Cover = [2], LeafCover = [1, 1] })],
            Leaves = [.. cuts.Select((_, i) => new[] { 0, Math.ScaleB(1, -i) })],
        };
        var function = new BoostedCoxFunction
        {
            InputSlots = ["a", "b", "c", "d"],
            Trees = trees,
            Baselines = [new HazardBaseline { Stratum = null, LastTime = 30, Times = [3], Hazard = [0.1], Competing = [0] }],
            Horizons = [12],
            Cause = 1,
            Patients = 100,
            Events = 50,
        };
        var model = new Given(_ml.Transforms, function).Fit(Load(Rows(10)));
        Export(model, Load(Rows(10)));

        // Sums of powers of two up to 2^-23 are exact: one wrong turn shows.
        List<Row> rows = [.. places.SelectMany(p => new[] { p, MathF.BitIncrement(p), MathF.BitDecrement(p) }).Select(x => new Row { Features = [x, 0, 0, 0] })];
        Compare(model, rows, 0, Exponentials);
    }

    [Fact]
    public void ConvertToOnnx_ApplyOnnxModel_GivesWhatTheForestGives()
    {
        var data = Load(Rows(200));
        var model = _ml.Survival.Trainers.Forest(new ForestTrainerOptions { Horizons = [12, 24], Forest = new ForestOptions { Trees = 20 } }).Fit(data);
        Export(model, data);

        var applied = _ml.Transforms.ApplyOnnxModel([.. Outputs.Select(o => o + ".output")], ["Features"], _file).Fit(data).Transform(data);

        var expected = model.Transform(data);
        Near(expected.GetColumn<float>("Score"), applied.GetColumn<float[]>("Score").Select(x => x[0]), Rounding);
        Near(expected.GetColumn<float[]>("Survival").SelectMany(x => x), applied.GetColumn<float[]>("Survival").SelectMany(x => x), Rounding);
        Near(expected.GetColumn<float[]>("CumulativeIncidence").SelectMany(x => x), applied.GetColumn<float[]>("CumulativeIncidence").SelectMany(x => x), Rounding);
    }

    [Fact]
    public void ConvertToOnnx_LoadedForest_GivesTheSameFile()
    {
        var data = Load(Rows(200));
        var model = _ml.Survival.Trainers.Forest(new ForestTrainerOptions { Horizons = [12], Forest = new ForestOptions { Trees = 10 } }).Fit(data);
        Export(model, data);
        var first = File.ReadAllBytes(_file);
        using var saved = new MemoryStream();
        _ml.Model.Save(model, data.Schema, saved);

        Export(new MLContext().Model.Load(saved, out _), data);

        Assert.Equal(first, File.ReadAllBytes(_file));
    }

    [Fact]
    public void ConvertToOnnx_StepAfterTrees_IsNamed()
    {
        var data = Load(Rows(100));
        var forest = _ml.Survival.Trainers.Forest(new ForestTrainerOptions { Horizons = [12], Forest = new ForestOptions { Trees = 5 } });
        var model = forest.Append(_ml.Transforms.Concatenate("Scores", "Score")).Append(_ml.Survival.Trainers.Cox("Scores")).Fit(data);

        var error = Assert.Throws<NotSupportedException>(() => Export(model, data));

        Assert.Contains("comes after a model of trees", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_file);

    private static void Near(IEnumerable<float> expected, IEnumerable<float> found, double tolerance)
    {
        float[] wanted = [.. expected];
        float[] given = [.. found];
        Assert.Equal(wanted.Length, given.Length);
        Assert.All(wanted.Zip(given), p => Assert.True(p.First.Equals(p.Second) || Math.Abs(p.First - p.Second) <= tolerance, $"{p.First} {p.Second}"));
        Assert.Contains(wanted, w => !float.IsNaN(w));
    }

    private static BoostedTrees Trees(Random random)
    {
        // Categories in c; missing values to either side.
        TreeNodes[] trees = [.. Enumerable.Range(0, 30).Select(_ => new TreeNodes
        {
            Feature = [2, random.Next(2), 3],
            Threshold = [0, random.NextDouble(), random.NextDouble()],
            MissingLeft = [random.Next(2) == 0, random.Next(2) == 0, random.Next(2) == 0],
            Categories = [[.. Codes.Where(_ => random.Next(2) == 0)], null, null],
            Left = [1, ~0, ~2],
            Right = [2, ~1, ~3],
            Cover = [4, 2, 2],
            LeafCover = [1, 1, 1, 1],
        })];
        return new BoostedTrees { Start = 0.1, Trees = trees, Leaves = [.. trees.Select(_ => Enumerable.Range(0, 4).Select(_ => (random.NextDouble() - 0.5) / 10).ToArray())] };
    }

    private void Compare(ITransformer model, List<Row> rows, double score, double others, int outputs = 3)
    {
        using var session = new InferenceSession(_file);
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("Features", new DenseTensor<float>(rows.SelectMany(r => r.Features).ToArray(), [rows.Count, Width]))]);
        var expected = model.Transform(Load(rows));
        Assert.Equal(outputs, results.Count);
        Near(expected.GetColumn<float>("Score"), results.Single(r => r.Name == "Score.output").AsEnumerable<float>(), score);
        foreach (var output in Outputs.Skip(1).Take(outputs - 1))
        {
            Near(expected.GetColumn<float[]>(output).SelectMany(x => x), results.Single(r => r.Name == $"{output}.output").AsEnumerable<float>(), others);
        }
    }

    private OnnxModelDescription Export(ITransformer model, IDataView data)
    {
        using var file = File.Create(_file);
        return _ml.Model.ConvertToOnnx(model, data.Schema, file);
    }

    private IDataView Load(List<Row> rows)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        SlotNames.Describe(schema[nameof(Row.Features)], ["a", "b", "c", "d"]);
        return _ml.Data.LoadFromEnumerable(rows, schema);
    }

    private static List<Row> Rows(int count, float missing = 0)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            float[] x = [random.NextSingle(), random.NextSingle(), Codes[random.Next(Codes.Length)] + (random.Next(20) == 0 ? 0.5f : 0), random.NextSingle()];
            var time = (float)(-Math.Log(1 - random.NextDouble()) * 30 / Math.Exp(2 * x[0]));
            x = [.. x.Select(v => random.NextSingle() < missing ? float.NaN : v)];
            return new Row { Features = x, Time = Math.Min(time, 48), Event = time < 48 ? 1 + (i % 2) : 0 };
        })];
    }

    private sealed class Given(TransformsCatalog catalog, HccRisk.Survival.Learning.SurvivalFunction function)
        : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input) => function switch
        {
            BoostedCoxFunction cox => new Known<BoostedCoxFunction>(catalog, cox).Fit(input),
            BoostedAftFunction aft => new Known<BoostedAftFunction>(catalog, aft).Fit(input),
            _ => throw new NotSupportedException(),
        };

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }

    private sealed class Known<T>(TransformsCatalog catalog, T function) : LearnedEstimator<T>(catalog, new LearnedColumns("Features", Outputs))
        where T : LearnedFunction
    {
        protected override IReadOnlyList<LearnedOutput> OutputShape => function.Outputs;

        protected override T Learn(IDataView input, IReadOnlyList<string> slots, Action<string> log) => function;
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        public float Time { get; set; }

        public float Event { get; set; }
    }
}
