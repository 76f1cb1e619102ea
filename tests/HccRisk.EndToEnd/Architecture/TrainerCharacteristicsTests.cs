using HccRisk.Core.Learning;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Stacking;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Xunit;

namespace HccRisk.EndToEnd.Architecture;

/// <summary>The tables of docs/trainers.md say what the trainers do.</summary>
public sealed class TrainerCharacteristicsTests
{
    private static readonly MLContext Ml = new(seed: 1);

    private static readonly string[][] Page = [.. File.ReadLines(Path.Combine(Repository.Root, "docs", "trainers.md"))
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => Array.ConvertAll(line.Trim('|').Split('|'), cell => cell.Trim()))];

    private static readonly Dictionary<string, Func<IEstimator<ITransformer>>> Trainers = new(StringComparer.Ordinal)
    {
        ["Cox"] = () => Ml.Survival.Trainers.Cox(),
        ["Firth"] = () => Ml.Survival.Trainers.Firth(),
        ["ClusteredCox"] = () => Ml.Survival.Trainers.ClusteredCox("Site"),
        ["CoxRidge"] = () => Ml.Survival.Trainers.CoxRidge(),
        ["CoxNet"] = () => Ml.Survival.Trainers.CoxNet(),
        ["CoxBoost"] = () => Ml.Survival.Trainers.CoxBoost(),
        ["CauseSpecificCox"] = () => Ml.Survival.Trainers.CauseSpecificCox(),
        ["FineGray"] = () => Ml.Survival.Trainers.FineGray(),
        ["Aft"] = () => Ml.Survival.Trainers.Aft(),
        ["Forest"] = () => Ml.Survival.Trainers.Forest(trees: 5),
        ["BoostedCox"] = () => Ml.Survival.Trainers.BoostedCox(),
        ["BoostedAft"] = () => Ml.Survival.Trainers.BoostedAft(),
        ["Average"] = () => Ml.Survival.Trainers.Average(Ml.Survival.Trainers.Cox(), Ml.Survival.Trainers.CoxRidge()),
        ["Stacked"] = () => Ml.Survival.Trainers.Stacked(new StackedMember("one", Ml.Survival.Trainers.Cox()), new StackedMember("two", Ml.Survival.Trainers.CoxRidge())),
        ["Competing"] = () => Ml.Survival.Trainers.Competing(Ml.Survival.Trainers.Cox()),
        ["DiscreteTime"] = () => Ml.Survival.Trainers.DiscreteTime(Ml.BinaryClassification.Trainers.LbfgsLogisticRegression(), [12, 24]),
    };

    public static TheoryData<string> Names => [.. Trainers.Keys];

    [Fact]
    public void Page_OfTrainers_NamesEveryOneOfTheCatalog()
    {
        var catalog = typeof(SurvivalTrainers).GetMethods().Where(m => m.ReturnType.Name.EndsWith("Trainer", StringComparison.Ordinal)).Select(m => m.Name).Distinct();

        Assert.All([.. catalog, "BoostedCox", "BoostedAft", "AttentionMil"], name => Assert.NotNull(Row(name)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Onnx_OfATrainer_WritesWhatThePageSays(string name)
    {
        var data = Data(missing: false);
        var model = Trainers[name]().Fit(data);
        string[] expected = Row(name)![5].Split(';')[0] switch
        {
            "no" => [],
            var columns => [.. columns.Split(", ").Select(c => c switch { "score" => "Score", "survival" => "Survival", _ => "CumulativeIncidence" })],
        };

        if (expected.Length == 0)
        {
            Assert.ThrowsAny<Exception>(() => Ml.Model.ConvertToOnnx(model, data.Schema, Stream.Null));
            return;
        }

        using var file = new MemoryStream();
        var outputs = Ml.Model.ConvertToOnnx(model, data.Schema, file).Outputs.Select(o => o.Name.Split('.')[0]).ToArray();
        Assert.Equal(expected, ((string[])["Score", "Survival", "CumulativeIncidence"]).Where(outputs.Contains));

        // And what it writes is what the model writes; 2e-6 is what exponentials of single precision leave, as the page on exports says.
        var features = data.GetColumn<float[]>("Features").ToArray();
        using var session = new InferenceSession(file.ToArray());
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("Features", new DenseTensor<float>(features.SelectMany(f => f).ToArray(), [features.Length, 3]))]);
        var scored = model.Transform(data);
        foreach (var column in expected)
        {
            float[] own = column == "Score" ? [.. scored.GetColumn<float>(column)] : [.. scored.GetColumn<float[]>(column).SelectMany(v => v)];
            Assert.All(own.Zip(results.Single(r => r.Name == column + ".output").AsEnumerable<float>()), pair => Assert.Equal(pair.First, pair.Second, column == "Score" ? 2e-5f : 2e-6f));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void MissingFeatures_OfATrainer_AreTreatedAsThePageSays(string name)
    {
        var data = Data(missing: true);
        switch (Row(name)![2])
        {
            case "refused":
                Assert.Contains("impute missing values", Assert.ThrowsAny<Exception>(() => Trainers[name]().Fit(data)).Message, StringComparison.Ordinal);
                break;
            case "a rule of its own":
                Assert.All(Trainers[name]().Fit(data).Transform(data).GetColumn<float>("Score"), score => Assert.True(float.IsFinite(score)));
                break;
        }
    }

    // The options know which of the optional columns the method uses, and refuse the others by name.
    [Theory]
    [MemberData(nameof(Names))]
    public void OptionalColumns_OfATrainer_AreThoseOfThePage(string name)
    {
        var type = Trainers[name]().GetType();
        var options = Type.GetType($"{type.FullName}Options, {type.Assembly.GetName().Name}");
        if (options?.IsSubclassOf(typeof(SurvivalTrainerOptions)) != true)
        {
            Assert.Equal("none", Row(name)![3]);
            return;
        }

        var known = ((string, string)[])[("EntryColumn", "entry"), ("WeightColumn", "weights"), ("StrataColumn", "strata")];
        var used = known.Where(k =>
        {
            var one = Activator.CreateInstance(options)!;
            options.GetProperty(k.Item1)!.SetValue(one, "Site");
            return Record.Exception(((SurvivalTrainerOptions)one).Validate) is not ArgumentException error || !error.Message.Contains("no use of", StringComparison.Ordinal);
        }).Select(k => k.Item2).ToArray();

        Assert.Equal(Row(name)![3], used.Length == 0 ? "none" : string.Join(", ", used));
    }

    // One table: the editor shows what the page says.
    [Theory]
    [MemberData(nameof(Names))]
    public void Remarks_OfATrainer_AreThoseOfThePage(string name)
    {
        var type = Trainers[name]().GetType();
        var source = Repository.Projects.SelectMany(Repository.SourceFiles).Single(f => Path.GetFileName(f) == type.Name + ".cs");
        var text = File.ReadAllText(source);
        var row = Row(name == "CoxRidge" ? "Cox" : name)!;

        foreach (var (term, cell) in ((string, int)[])[("Is normalisation required?", 1), ("Missing features", 2), ("Makes use of", 3), ("Other causes", 4), ("Exportable to ONNX (HccRisk.Onnx)", 5)])
        {
            Assert.Contains($"<term>{term}</term><description>{row[cell]}</description>", text, StringComparison.Ordinal);
        }
    }

    private static string[]? Row(string name) => Page.SingleOrDefault(row => row[0].Split(", ").Any(n => n == $"`{name}`" || n.StartsWith($"`{name}(", StringComparison.Ordinal)));

    private static IDataView Data(bool missing)
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 160).Select(i =>
        {
            float[] x = [(float)random.NextDouble(), (float)random.NextDouble(), (float)random.NextDouble()];
            var first = -Math.Log(1 - random.NextDouble()) * 30 / Math.Exp(x[0]);
            var second = -Math.Log(1 - random.NextDouble()) * 90;
            var time = Math.Min(Math.Min(first, second), 60);
            x[1] = missing && i % 7 == 0 ? float.NaN : x[1];
            return new Patient { Features = x, Time = (float)Math.Max(time, 0.1), Event = time >= 60 ? 0 : first < second ? 1 : 2, Site = i % 3 == 0 ? "A" : "B" };
        }).ToList();
        var schema = SchemaDefinition.Create(typeof(Patient));
        SlotNames.Describe(schema[nameof(Patient.Features)], ["a", "b", "c"]);
        return Ml.Data.LoadFromEnumerable(rows, schema);
    }

    private sealed class Patient
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];

        public float Time { get; set; }

        public float Event { get; set; }

        public string Site { get; set; } = string.Empty;
    }
}
