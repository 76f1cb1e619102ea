using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Features.Harmonisation;
using HccRisk.Features.Imputation;
using HccRisk.Features.Scaling;
using HccRisk.Features.Selection;
using HccRisk.Oracles;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Features.Tests.Learning;

/// <summary>What holds for every estimator of feature vectors.</summary>
public sealed class EveryEstimatorTests
{
    private const string FolderVariable = "HCCRISK_TEST_MODELS";
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string> Names => [.. Vectors.All(new MLContext(1)).Select(e => e.Name)];

    // What the rows kept apart hold must not matter: here they change beyond recognition, and every learned number stays.
    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_OtherRowsReplaced_LearnsTheSame(string name)
    {
        var rows = Vectors.Make(120, seed: 5);
        var changed = rows.Select((r, i) => i < 80 ? r : new Vectors { Features = [float.NaN, .. r.Features[1..].Select(_ => 9e3f + i)], Size = 1e6f }).ToList();
        var train = Enumerable.Range(0, 80);

        var before = Estimator(name).Fit(RowSubset.Of(Vectors.View(_ml, rows, Vectors.Names), train, 120));
        var after = Estimator(name).Fit(RowSubset.Of(Vectors.View(_ml, changed, Vectors.Names), train, 120));

        Assert.Equal(State(before), State(after));
        Assert.NotEqual(State(before), State(Estimator(name).Fit(Vectors.View(_ml, changed, Vectors.Names))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Transform_SavedAndLoaded_KeepsBitsAndSlotNames(string name)
    {
        using var folder = new TemporaryFolder();
        var data = Vectors.View(_ml, Vectors.Make(60, seed: 6), Vectors.Names);
        var model = Estimator(name).Fit(data);
        _ml.Model.Save(model, data.Schema, folder["model.zip"]);
        var loaded = _ml.Model.Load(folder["model.zip"], out _);

        Assert.Equal(Bits(model, data), Bits(loaded, data));
        var names = SlotNames.Read(loaded.Transform(data).Schema["Features"]);
        Assert.Equal(LearnedModel.Find<LearnedFunction>(model).Outputs[0].SlotNames, names);
        Assert.Empty(names.Except(Vectors.Names));
        Assert.DoesNotContain(loaded.Transform(data).Schema, c => c.Name.StartsWith("HccRisk.", StringComparison.Ordinal) && !c.IsHidden);
    }

    // Native carriers and the function in double precision are two ways to the same number.
    [Theory]
    [MemberData(nameof(Names))]
    public void Transform_CarriedOrNot_IsWhatTheFunctionSays(string name)
    {
        var rows = Vectors.Make(60, seed: 7);
        var model = Estimator(name).Fit(Vectors.View(_ml, rows, Vectors.Names));
        var function = LearnedModel.Find<LearnedFunction>(model);
        var output = new float[function.Outputs.Sum(o => o.Length)];
        var found = Vectors.Read(model, Vectors.View(_ml, rows, Vectors.Names));

        for (var i = 0; i < rows.Count; i++)
        {
            float[] input = function.InputSlots.Count > 6 ? [rows[i].Size, .. rows[i].Features] : rows[i].Features;
            function.Evaluate(input, rows[i].Site, output);
            for (var j = 0; j < found[i].Length; j++)
            {
                // The width of a scaled slot here is near 1, its values within 30 of it: 5e-7 of them as INativeCarriers says.
                Assert.Equal(output[j], found[i][j], 2e-5f);
            }
        }
    }

    [Fact]
    public async Task Load_InANewProcess_GivesTheSameBits()
    {
        using var folder = new TemporaryFolder();
        var data = Vectors.View(_ml, Vectors.Make(60, seed: 6), Vectors.Names);
        await using (var rows = File.Create(folder["rows.idv"]))
        {
            _ml.Data.SaveAsBinary(data, rows);
        }

        var expected = new Dictionary<string, int[]>(StringComparer.Ordinal);
        foreach (var (name, estimator) in Vectors.All(_ml))
        {
            var model = estimator.Fit(data);
            _ml.Model.Save(model, data.Schema, folder[name + ".zip"]);
            expected.Add(name, Bits(model, data));
        }

        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-explicit", "only", "-method", $"*{nameof(EveryEstimatorTests)}.{nameof(ScoreModelsOfTheOtherProcess)}"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[FolderVariable] = folder.Path;
        using var process = Process.Start(start)!;
        var printed = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, printed);
        Assert.All(expected, e => Assert.Equal(string.Join(' ', e.Value), File.ReadAllText(folder[e.Key + ".txt"])));
    }

    /// <summary>The other process: it makes no estimator and names no type of the package.</summary>
    [Fact(Explicit = true)]
    public void ScoreModelsOfTheOtherProcess()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, "made to be run by another test");
        var data = _ml.Data.LoadFromBinary(Path.Combine(folder, "rows.idv"));
        foreach (var zip in Directory.GetFiles(folder, "*.zip"))
        {
            File.WriteAllText(Path.ChangeExtension(zip, ".txt"), string.Join(' ', Bits(_ml.Model.Load(zip, out _), data)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_Cancelled_StopsOrHasNothingToStop(string name)
    {
        var data = Vectors.View(_ml, Vectors.Make(60, seed: 6), Vectors.Names);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Action fit = name switch
        {
            "median" => () => _ml.Transforms.ImputeMissing(new MedianImputationOptions { CancellationToken = source.Token }).Fit(data),
            "nearest" => () => _ml.Transforms.ImputeNearest(new NearestImputationOptions { CancellationToken = source.Token }).Fit(data),
            "chained" or "draw" => () => _ml.Transforms.ImputeChained(new ChainedImputationOptions { CancellationToken = source.Token }).Fit(data),
            "robust" => () => _ml.Transforms.ScaleRobust(new RobustScalingOptions { CancellationToken = source.Token }).Fit(data),
            "winsorize" => () => _ml.Transforms.Winsorize(new WinsorizingOptions { CancellationToken = source.Token, Lower = .05 }).Fit(data),
            "size" => () => _ml.Transforms.ResidualizeOnSize(new SizeResidualOptions { CancellationToken = source.Token }).Fit(data),
            "scores" => () => _ml.Transforms.ToNormalScores(new NormalScoresOptions { CancellationToken = source.Token }).Fit(data),
            "combat" => () => _ml.Transforms.HarmoniseSites(new CombatOptions { CancellationToken = source.Token }).Fit(data),
            "constant" => () => _ml.Transforms.FilterConstant(new ConstantFilterOptions { CancellationToken = source.Token }).Fit(data),
            "missing" => () => _ml.Transforms.FilterMissing(new MissingFilterOptions { CancellationToken = source.Token }).Fit(data),
            _ => () => _ml.Transforms.FilterCorrelated(new CorrelationFilterOptions { CancellationToken = source.Token }).Fit(data),
        };

        Assert.Throws<OperationCanceledException>(fit);
    }

    // A slot without any value teaches nothing; filters are there to leave it out.
    [Theory]
    [InlineData("median")]
    [InlineData("nearest")]
    [InlineData("chained")]
    [InlineData("draw")]
    [InlineData("robust")]
    [InlineData("winsorize")]
    [InlineData("size")]
    [InlineData("scores")]
    [InlineData("combat")]
    public void Fit_SlotWithoutValues_NamesIt(string name)
    {
        var rows = Vectors.Make(30, seed: 6);
        rows.ForEach(r => r.Features[2] = float.NaN);

        var error = Assert.Throws<ColumnException>(() => Estimator(name).Fit(Vectors.View(_ml, rows, Vectors.Names)));

        Assert.Contains("slot 'c' has no value", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_InfiniteValue_NamesSlotAndRow(string name)
    {
        var rows = Vectors.Make(30, seed: 6);
        rows[4].Features[1] = float.PositiveInfinity;

        var error = Assert.Throws<ColumnException>(() => Estimator(name).Fit(Vectors.View(_ml, rows, Vectors.Names)));

        Assert.Contains("slot 'b' is Infinity in row 4", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void GetOutputSchema_BeforeFitting_HasTheColumn(string name)
    {
        var data = Vectors.View(_ml, Vectors.Make(30, seed: 6), Vectors.Names);

        // ML.NET makes shapes for its own use only.
        var shape = (SchemaShape)typeof(SchemaShape).GetMethod("Create", BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, [data.Schema])!;

        var schema = Estimator(name).Append(_ml.Transforms.CopyColumns("Copy", "Features")).GetOutputSchema(shape);

        Assert.Contains(schema, c => c.Name == "Copy" && c.Kind == SchemaShape.Column.VectorKind.Vector);
    }

    private static string State(ITransformer model) =>
        JsonSerializer.Serialize((object)LearnedModel.Find<LearnedFunction>(model), Json);

    private static int[] Bits(ITransformer model, IDataView data)
    {
        var transformed = model.Transform(data);
        string[] columns = [.. new[] { "Features", "Missing" }.Where(c => transformed.Schema.GetColumnOrNull(c) is not null)];
        return [.. columns.SelectMany(c => transformed.GetColumn<float[]>(c)).SelectMany(r => r).Select(BitConverter.SingleToInt32Bits)];
    }

    private IEstimator<ITransformer> Estimator(string name) => Vectors.All(_ml).Single(e => e.Name == name).Estimator;
}
