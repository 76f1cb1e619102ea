using HccRisk.Core.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Core.Tests.Learning;

/// <summary>
/// What ML.NET's own transforms learn from crafted rows. It leans on how they learn, so these tests decide about every new version of
/// ML.NET;
/// AppContext switch HccRisk.Learning.Mapping is the way back.
/// </summary>
public sealed class NativeCarriersTests
{
    private static readonly string[] Outputs = ["Kept", "Scaled", "Score", "Survival", "Sums"];
    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string> Kinds => ["standardised", "far from 0", "wide"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Transform_EveryCarrier_EqualsTheFunctionAndNeedsNoMapping(string kind)
    {
        var (function, rows) = Case(kind);
        var data = Load(function, rows);
        var model = Estimator(function, Outputs).Fit(data);

        RequireNoAssemblyOfOurs(model, data);
        Compare(function, rows, model.Transform(data));
    }

    [Fact]
    public void Load_EveryCarrier_GivesTheSameBitsAndTheFunction()
    {
        var (function, rows) = Case("standardised");
        var data = Load(function, rows);
        var model = _ml.Transforms.CopyColumns("Copy", "Features").Append(Estimator(function, Outputs)).Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);

        var loaded = new MLContext().Model.Load(file, out _);

        var (before, after) = (model.Transform(data), loaded.Transform(data));
        Assert.Equal(before.Schema.Select(c => (c.Name, c.Type)), after.Schema.Select(c => (c.Name, c.Type)));
        Assert.Equal(["Features", "Row", "Copy", .. Outputs], after.Schema.Select(c => c.Name));
        Assert.All(Outputs.Where(o => o != "Score"), o => Assert.Equal(Bits(before, o), Bits(after, o)));
        Assert.Equal(before.GetColumn<float>("Score"), after.GetColumn<float>("Score"));
        foreach (var (name, output) in Outputs.Zip(function.Outputs).Where(p => p.Second.SlotNames is not null))
        {
            Assert.Equal(output.SlotNames!, SlotNames.Read(after.Schema[name]));
        }

        Assert.Equal(function.Weights, LearnedModel.Find<CarriedFunction>(loaded).Weights);
    }

    [Fact]
    public void Transform_MissingInput_IsMissingInWhatNeedsIt()
    {
        var (function, rows) = Case("standardised");
        rows[0].Features[1] = float.NaN;

        var row = Estimator(function, Outputs).Fit(Load(function, rows)).Transform(Load(function, rows));

        Assert.Equal(function.Kept.Select(k => k == 1), row.GetColumn<float[]>("Kept").First().Select(float.IsNaN));
        Assert.Equal(function.InputSlots.Select((_, j) => j == 1), row.GetColumn<float[]>("Scaled").First().Select(float.IsNaN));
        Assert.Equal(float.NaN, row.GetColumn<float>("Score").First());
        Assert.All(row.GetColumn<float[]>("Survival").First(), v => Assert.Equal(float.NaN, v));
        Assert.All(row.GetColumn<float[]>("Sums").First(), v => Assert.Equal(float.NaN, v));
    }

    [Fact]
    public void Transform_OutputWithoutCarrier_KeepsTheMappingBesideTheOthers()
    {
        var (function, rows) = Case("standardised", mapping: true);
        var data = Load(function, rows);
        var model = Estimator(function, [.. Outputs, "Twice"]).Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);
        var loaded = new MLContext().Model.Load(file, out _);

        foreach (var scored in new[] { model.Transform(data), loaded.Transform(data) })
        {
            Compare(function, rows, scored);
            Assert.Equal(rows.Select(r => 2 * r.Features[0]), scored.GetColumn<float[]>("Twice").Select(v => v[0]));
            Assert.Equal(["Features", "Row", .. Outputs, "Twice"], scored.Schema.Select(c => c.Name));
        }

        Assert.True(LearnedModel.Find<CarriedFunction>(loaded).WithMapping);
    }

    [Fact]
    public void Transform_ColumnOfTheUserCalledScore_IsLeftAlone()
    {
        var (function, rows) = Case("standardised");
        var data = _ml.Transforms.CopyColumns("Score", "Row").Fit(Load(function, rows)).Transform(Load(function, rows));

        var scored = Estimator(function, ["Kept", "Scaled", "Risk", "Survival", "Sums"]).Fit(data).Transform(data);

        Assert.Equal(rows.Select(r => r.Number), scored.GetColumn<float>("Score"));
        Compare(function, rows, scored, score: "Risk");
    }

    [Fact]
    public void Fit_SwitchIsSet_RunsTheMappingToTheBit()
    {
        var (function, rows) = Case("standardised");
        AppContext.SetSwitch(NativeCarriers.MappingSwitch, true);
        try
        {
            var mapped = Estimator(function, Outputs).Fit(Load(function, rows)).Transform(Load(function, rows));

            var expected = new float[function.Outputs.Sum(o => o.Length)];
            function.Evaluate(rows[0].Features, [], expected);
            Assert.Equal(expected, Outputs.SelectMany(o => o == "Score" ? [mapped.GetColumn<float>(o).First()] : mapped.GetColumn<float[]>(o).First()));
        }
        finally
        {
            AppContext.SetSwitch(NativeCarriers.MappingSwitch, false);
        }
    }

    [Fact]
    public void LinearPredictor_ImportanceAndContributions_AreThoseOfTheWeights()
    {
        var (function, rows) = Case("standardised");
        var data = Load(function, rows);
        var model = Estimator(function, Outputs).Fit(data);
        using var file = new MemoryStream();
        _ml.Model.Save(model, data.Schema, file);

        var predictor = LearnedModel.LinearPredictor(_ml.Model.Load(file, out _));

        Assert.Equal(function.Weights.Select(w => (float)w), predictor.Model.Weights);
        var labelled = _ml.Transforms.CopyColumns("Label", "Score").Fit(model.Transform(data)).Transform(model.Transform(data));
        var importance = _ml.Regression.PermutationFeatureImportance(predictor, labelled, permutationCount: 3);
        // Permuting a slot moves the score by its weight times the difference of two rows: without a weight it moves nothing.
        Assert.Equal(function.Weights.Select(w => w == 0), importance.Select(i => i.MeanAbsoluteError.Mean < 1e-6));
        var contributions = _ml.Transforms.CalculateFeatureContribution(predictor, function.Weights.Length, function.Weights.Length, normalize: false).Fit(data).Transform(data)
            .GetColumn<float[]>("FeatureContributions").First();
        Assert.All(contributions.Select((c, j) => (Found: c, Expected: function.Weights[j] * rows[0].Features[j])), c => Assert.Equal(c.Expected, c.Found, 1e-6 * Math.Max(1, Math.Abs(c.Expected))));
    }

    private static void Compare(CarriedFunction function, List<Row> rows, IDataView scored, string score = "Score")
    {
        var (kept, scaled, risk) = (scored.GetColumn<float[]>("Kept").ToList(), scored.GetColumn<float[]>("Scaled").ToList(), scored.GetColumn<float>(score).ToList());
        var (survival, sums) = (scored.GetColumn<float[]>("Survival").ToList(), scored.GetColumn<float[]>("Sums").ToList());
        var all = new float[function.Outputs.Sum(o => o.Length)];
        for (var i = 0; i < rows.Count; i++)
        {
            var x = rows[i].Features;
            function.Evaluate(x, [], all);
            Assert.Equal(all.Take(kept[i].Length), kept[i]);
            var at = kept[i].Length;
            for (var j = 0; j < x.Length; j++)
            {
                // Single precision of the offset and the input, carried through the scale, and of the result.
                Assert.Equal(all[at], scaled[i][j], 5e-7 * new[] { 1, Math.Abs(all[at]), Math.Abs(function.Centre[j] / function.Spread[j]) }.Max());
                at++;
            }

            var terms = function.Weights.Select((w, j) => Math.Abs(w * (x[j] - function.Centre[j]))).Sum() + function.Weights.Select((w, j) => Math.Abs(w * Math.Min(4, Math.Abs(function.Centre[j])))).Sum();
            Assert.Equal(all[at++], risk[i], 2e-7 * Math.Max(1, terms));
            foreach (var value in survival[i])
            {
                Assert.Equal(all[at++], value, 1.4e-6);
            }

            foreach (var value in sums[i])
            {
                Assert.Equal(all[at++], value, 2e-6);
            }
        }
    }

    private void RequireNoAssemblyOfOurs(ITransformer model, IDataView data)
    {
        var path = Path.GetTempFileName();
        try
        {
            _ml.Model.Save(model, data.Schema, path);
            using var archive = System.IO.Compression.ZipFile.OpenRead(path);
            foreach (var entry in archive.Entries)
            {
                using var content = new MemoryStream();
                using var stream = entry.Open();
                stream.CopyTo(content);
                Assert.DoesNotContain(ModelEntry.Assemblies(content.ToArray()), a => a.StartsWith("HccRisk", StringComparison.Ordinal));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static (CarriedFunction Function, List<Row> Rows) Case(string kind, bool mapping = false)
    {
        var random = new Random(5);
        var width = kind == "wide" ? 1500 : 12;
        double Next() => (random.NextDouble() * 2) - 1;
        double[] centre = [.. Enumerable.Range(0, width).Select(_ => kind == "far from 0" ? Next() * Math.Pow(10, random.Next(6)) : Next() * .1)];
        double[] spread = [.. Enumerable.Range(0, width).Select(_ => kind == "far from 0" ? .01 + random.NextDouble() : .5 + random.NextDouble())];
        double[] weights = [.. Enumerable.Range(0, width).Select(j => j % 4 == 3 ? 0 : Next() / Math.Sqrt(width) / spread[j])];
        double[] hazards = [0, .001, .01, .02, .05, .1, .3, .8, 2];
        var function = new CarriedFunction
        {
            InputSlots = [.. Enumerable.Range(0, width).Select(j => $"slot {j}")],
            Centre = centre,
            Spread = spread,
            Weights = weights,
            Kept = [1, 4, 5, width - 1],
            Hazards = hazards,
            // 1 - sum w exp(-h r) with w that add to 1: between 0 and 1.
            Sums = [.. Enumerable.Range(0, 8).Select(k => k == 5 ? null : hazards.Select((_, i) => i > k ? -1.0 / (8 - k) : 0).ToArray())],
            WithMapping = mapping,
        };
        List<Row> rows = [.. Enumerable.Range(0, 60).Select(i => new Row
        {
            Number = i,
            Features = [.. centre.Zip(spread, (c, s) => (float)(c + (s * 2 * Next())))],
        })];
        return (function, rows);
    }

    private CarriedEstimator Estimator(CarriedFunction function, string[] outputs) => new(_ml.Transforms, new LearnedColumns("Features", outputs), function);

    private IDataView Load(CarriedFunction function, List<Row> rows)
    {
        var schema = SchemaDefinition.Create(typeof(Row));
        SlotNames.Describe(schema[nameof(Row.Features)], function.InputSlots);
        return _ml.Data.LoadFromEnumerable(rows, schema);
    }

    private static List<int> Bits(IDataView data, string column) =>
        data.GetColumn<float[]>(column).SelectMany(v => v).Select(BitConverter.SingleToInt32Bits).ToList();

    private sealed class Row
    {
        public float[] Features { get; set; } = [];

        [ColumnName("Row")]
        public float Number { get; set; }
    }
}
