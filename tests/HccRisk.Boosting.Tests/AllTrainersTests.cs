using System.Diagnostics;
using HccRisk.Core.Learning;
using HccRisk.Oracles;
using HccRisk.Survival.Aft;
using HccRisk.Survival.Average;
using HccRisk.Survival.Competing;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CoxBoost;
using HccRisk.Survival.CoxNet;
using HccRisk.Survival.Data;
using HccRisk.Survival.FineGray;
using HccRisk.Survival.Forest;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Stacking;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Boosting.Tests;

/// <summary>What holds for every survival trainer, whatever its method, and whatever it is fed.</summary>
public sealed class AllTrainersTests
{
    private const string FolderVariable = "HCCRISK_TEST_ALL_TRAINERS";
    private static readonly double[] Horizons = [0.25, 12, 24];
    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string> Names =>
    [
        "cox", "breslow", "ridge", "firth", "clustered", "net", "net-half", "boost", "boost-finegray", "boost-pair", "boost-coupled", "forest",
        "forest-cif", "trees-cox", "trees-aft", "finegray", "pair", "weibull", "lognormal", "stacked", "mean", "mean-recalibrated", "competing",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_ClearEffect_RanksNewPatientsWorseIsHigher(string name)
    {
        var model = Trainer(_ml, name).Fit(Simulated.View(_ml, Rows(200)));
        var scored = model.Transform(Simulated.View(_ml, Rows(300, 31)));

        // The truth of the simulation has a C of 0.75 here; 0.03 is the standard error among 300.
        Assert.True(_ml.Survival.Evaluate(scored, horizons: [12, 24]).Concordance.Value > 0.6);
        foreach (var column in new[] { "Survival", "CumulativeIncidence" })
        {
            VBuffer<ReadOnlyMemory<char>> slots = default;
            scored.Schema[column].GetSlotNames(ref slots);
            Assert.Equal(["0.25", "12", "24"], slots.DenseValues().Select(s => s.ToString()));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Predictions_AnyPatient_AreProbabilitiesThatDoNotTurnBack(string name)
    {
        var model = Trainer(_ml, name).Fit(Simulated.View(_ml, Rows()));
        var function = Function(model);
        double[] times = [0, .. Enumerable.Range(1, 80).Select(i => i * 0.5)];
        var (survival, incidence) = (new double[times.Length], new double[times.Length]);

        // Patients like those in training, and some whose one feature has a wrong unit.
        foreach (var shift in new[] { 0, 1e3, -1e9 })
        {
            foreach (var x in Rows(3, 31).Select(r => r.Features.Select(f => (double)f).ToArray()))
            {
                x[0] += shift;
                double[] input = [.. Enumerable.Range(0, function.InputSlots.Count).Select(j => x[j % x.Length])];
                function.Survival(input, "", times, survival);
                function.CumulativeIncidence(input, "", times, incidence);
                Assert.Equal((1, 0), (survival[0], incidence[0]));
                for (var t = 1; t < times.Length; t++)
                {
                    Assert.InRange(survival[t], 0, survival[t - 1] + 1e-12);
                    Assert.InRange(incidence[t], incidence[t - 1] - 1e-12, 1);
                }

                // A pair of hazards makes its incidence by a product and its survival by an exponential: less than half the squared steps apart,
                // which is little where the steps are.
                Assert.True(shift != 0 || survival[^1] + incidence[^1] < 1.02);
            }

            var rows = Rows(3, 31);
            rows.ForEach(r => r.Features[0] += (float)shift);
            var scored = model.Transform(Simulated.View(_ml, rows));
            Assert.All(scored.GetColumn<float>("Score"), s => Assert.True(float.IsFinite(s)));
            Assert.All(Curves(scored).SelectMany(v => v), p => Assert.InRange(p, 0, 1));
        }
    }

    // The other process has one processor where this one has two.
    [Fact]
    public async Task FitAndLoad_InANewProcess_GiveTheSameBits()
    {
        using var folder = new TemporaryFolder();
        var data = Simulated.View(_ml, Rows());
        await using (var rows = File.Create(folder["rows.idv"]))
        {
            _ml.Data.SaveAsBinary(data, rows);
        }

        var expected = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in Names.Select(n => n.Data))
        {
            var model = Trainer(_ml, name, threads: 4).Fit(data);
            _ml.Model.Save(model, data.Schema, folder[name + ".zip"]);
            expected.Add(name, Bits(model, data) + Bits(model, data));
        }

        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-explicit", "only", "-method", $"*{nameof(AllTrainersTests)}.{nameof(ScoreModelsOfTheOtherProcess)}"])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[FolderVariable] = folder.Path;
        start.Environment["DOTNET_PROCESSOR_COUNT"] = "1";
        using var process = Process.Start(start)!;
        var printed = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.True(process.ExitCode == 0, printed);
        Assert.All(expected, e => Assert.True(e.Value == File.ReadAllText(folder[e.Key + ".txt"]), e.Key));
    }

    /// <summary>The other process.</summary>
    [Fact(Explicit = true)]
    public void ScoreModelsOfTheOtherProcess()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipWhen(folder is null, "made to be run by another test");
        var data = _ml.Data.LoadFromBinary(Path.Combine(folder, "rows.idv"));
        foreach (var zip in Directory.GetFiles(folder, "*.zip"))
        {
            var learned = Trainer(_ml, Path.GetFileNameWithoutExtension(zip)).Fit(data);
            File.WriteAllText(Path.ChangeExtension(zip, ".txt"), Bits(_ml.Model.Load(zip, out _), data) + Bits(learned, data));
        }
    }

    /// <summary>A fault is named by an error of a kind meant for it; a model of poor rows has finite scores, and says so when they are all one.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_PoorRows_IsNamedOrStated(string name)
    {
        foreach (var (what, rows) in PoorRows())
        {
            ITransformer model;
            try
            {
                model = Trainer(_ml, name).Fit(Simulated.View(_ml, rows));
            }
            catch (Exception e) when (e is InvalidOperationException or ArgumentException or NoEventsException)
            {
                Assert.False(e is ArgumentOutOfRangeException or ObjectDisposedException, $"{what}: {e}");
                Assert.DoesNotContain(" .", e.Message, StringComparison.Ordinal);
                continue;
            }

            var scored = model.Transform(Simulated.View(_ml, rows));
            float[] scores = [.. scored.GetColumn<float>("Score")];
            Assert.True(Array.TrueForAll(scores, float.IsFinite), what);
            Assert.True(scores.Distinct().Count() > 1 || Function(model).Warnings.Count > 0, $"{what}: everybody has one score, and nothing says so");
            Assert.True(Curves(scored).All(v => Horizons.Zip(v).All(p => p.Second is >= 0 and <= 1 || p.First > rows.Max(r => r.Time))), what);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_ImpossibleRows_NamesTheRow(string name)
    {
        (string Part, Action<Simulated> Spoil)[] spoils =
        [
            ("'f1' is Infinity in row 7", r => r.Features[1] = float.PositiveInfinity),
            ("is NaN in row 7", r => r.Time = float.NaN),
            ("is -1 in row 7", r => r.Time = -1),
            ("is 1.5 in row 7", r => r.Event = 1.5f),
        ];
        foreach (var (part, spoil) in spoils)
        {
            var rows = Rows(60);
            spoil(rows[7]);
            var exception = Assert.Throws<InvalidOperationException>(() => Trainer(_ml, name).Fit(Simulated.View(_ml, rows)));
            Assert.Contains(part, exception.Message, StringComparison.Ordinal);
        }

        // 1 and 2, among which nobody is censored, may be 1 = censored and 2 = event.
        var coded = Rows(60);
        coded.ForEach(r => r.Event = r.Event == 1 ? 2 : 1);
        var ambiguous = Assert.Throws<InvalidOperationException>(() => Trainer(_ml, name).Fit(Simulated.View(_ml, coded)));
        Assert.Contains("none of them is 0", ambiguous.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Fit_Cancelled_Stops(string name) => Assert.ThrowsAny<OperationCanceledException>(() =>
        Cancellable(_ml, name, threads: 1, new CancellationToken(canceled: true)).Fit(Simulated.View(_ml, Rows(60))));

    private static List<Simulated> Rows(int count = 90, int seed = 30, int features = 3) =>
        Simulated.Make(count, features, seed, x => 2 * x[0], x => x[1], step: 0.5);

    private static IEnumerable<(string What, List<Simulated> Rows)> PoorRows()
    {
        static List<Simulated> Changed(Action<Simulated, int> change, int count = 50)
        {
            var rows = Rows(count);
            for (var i = 0; i < count; i++)
            {
                change(rows[i], i);
            }

            return rows;
        }

        yield return ("more features than rows", Rows(40, features: 60));
        yield return ("a constant feature", Changed((r, _) => r.Features[1] = 7));
        yield return ("constant features", Changed((r, _) => Array.Fill(r.Features, 2)));
        yield return ("a feature twice", Changed((r, _) => r.Features[1] = r.Features[0]));
        yield return ("a missing feature", Changed((r, _) => r.Features[1] = float.NaN));
        yield return ("missing features", Changed((r, _) => Array.Fill(r.Features, float.NaN)));
        yield return ("a huge feature", Changed((r, _) => r.Features[0] *= 1e30f));
        yield return ("a tiny feature", Changed((r, _) => r.Features[0] *= 1e-30f));
        yield return ("separation", Changed((r, _) => r.Features[0] = r.Event == 1 ? 1 : 0));
        yield return ("nobody has the event", Changed((r, _) => r.Event = 0));
        yield return ("nobody has the cause", Changed((r, _) => r.Event = r.Event == 0 ? 0 : 2));
        yield return ("one event", Changed((r, i) => (r.Event, r.Time) = (i == 7 ? 1 : 0, i == 7 ? 20 : r.Time)));
        yield return ("one competing event", Changed((r, i) => r.Event = i == 7 ? 2 : r.Event == 2 ? 0 : r.Event));
        yield return ("one time", Changed((r, _) => r.Time = 30));
        yield return ("one time, no censoring", Changed((r, _) => (r.Time, r.Event) = (30, 1)));
        yield return ("one patient of many rows", Changed((r, _) => r.PatientId = "p"));
        yield return ("two patients", Changed((r, i) => r.Event = 1 - i, 2));
        yield return ("one row", Changed((r, _) => r.Event = 1, 1));
    }

    private static SurvivalFunction Function(ITransformer model) => LearnedModel.FindAll<SurvivalFunction>(model).Last();

    private static IEnumerable<float[]> Curves(IDataView scored) =>
        scored.GetColumn<float[]>("Survival").Concat(scored.GetColumn<float[]>("CumulativeIncidence"));

    private static string Bits(ITransformer model, IDataView data)
    {
        var scored = model.Transform(data);
        return string.Join(' ', scored.GetColumn<float>("Score").Concat(Curves(scored).SelectMany(v => v)).Select(BitConverter.SingleToInt32Bits));
    }

    private static IEstimator<ITransformer> Trainer(MLContext ml, string name, int threads = 1) =>
        Cancellable(ml, name, threads, TestContext.Current.CancellationToken);

    private static IEstimator<ITransformer> Cancellable(MLContext ml, string name, int threads, CancellationToken token)
    {
        var trainers = ml.Survival.Trainers;
        var cox = new CoxTrainerOptions { Horizons = Horizons, CancellationToken = token };
        var net = new CoxNetTrainerOptions { Horizons = Horizons, CancellationToken = token, Net = new CoxNetOptions { Seed = 1, Folds = 3 } };
        var boost = new CoxBoostTrainerOptions { Horizons = Horizons, CancellationToken = token, Boost = new CoxBoostOptions { Seed = 1, Folds = 3, MaxSteps = 10 } };
        var forest = new ForestTrainerOptions { Horizons = Horizons, CancellationToken = token, Forest = new ForestOptions { Trees = 20, MaxParallelism = threads } };
        var boosting = new BoostingOptions { Folds = 3, Rounds = 30, LearningRate = 0.1, MinimumRows = 10, Threads = threads };
        var aft = new AftTrainerOptions { Horizons = Horizons, CancellationToken = token };
        var mean = new AverageTrainerOptions { Horizons = Horizons, CancellationToken = token };
        IEstimator<ITransformer>[] members = [.. new[] { 0.1, 0.5 }.Select(k => trainers.Cox(cox with { RidgePerEvent = k }))];
        return name switch
        {
            "cox" => trainers.Cox(cox),
            "breslow" => trainers.Cox(cox with { Ties = TieHandling.Breslow }),
            "ridge" => trainers.Cox(cox with { RidgeSearch = new CoxRidgeOptions { Seed = 1 } }),
            "firth" => trainers.Cox(cox with { Firth = true }),
            "clustered" => trainers.Cox(cox with { ClusterColumn = nameof(Simulated.Site) }),
            "net" => trainers.CoxNet(net),
            "net-half" => trainers.CoxNet(net with { Net = net.Net with { Alpha = 0.5, Ties = TieHandling.Efron } }),
            "boost" => trainers.CoxBoost(boost),
            "boost-finegray" => trainers.CoxBoost(boost with { Form = CoxBoostForm.FineGray }),
            "boost-pair" => trainers.CoxBoost(boost with { Form = CoxBoostForm.CauseSpecific }),
            "boost-coupled" => trainers.CoxBoost(boost with { Form = CoxBoostForm.Coupled }),
            "forest" => trainers.Forest(forest),
            "forest-cif" => trainers.Forest(forest with { Score = ForestScore.Incidence, ScoreHorizon = 24 }),
            "trees-cox" => trainers.BoostedCox(new BoostedCoxTrainerOptions { Horizons = Horizons, CancellationToken = token, Boosting = boosting }),
            "trees-aft" => trainers.BoostedAft(new BoostedAftTrainerOptions { Horizons = Horizons, CancellationToken = token, Boosting = boosting }),
            "finegray" => trainers.FineGray(new FineGrayTrainerOptions { Horizons = Horizons, CancellationToken = token }),
            "pair" => trainers.CauseSpecificCox(new CauseSpecificCoxTrainerOptions { Horizons = Horizons, CancellationToken = token }),
            "weibull" => trainers.Aft(aft),
            "lognormal" => trainers.Aft(aft with { Distribution = AftDistribution.LogNormal }),
            "stacked" => trainers.Stacked(
                new StackedTrainerOptions { Horizons = Horizons, CancellationToken = token }, [.. members.Select((m, i) => new StackedMember($"m{i}", m))]),
            "mean" => trainers.Average(mean, members),
            "mean-recalibrated" => trainers.Average(mean with { Recalibration = new SlopeRecalibration() }, members),
            "competing" => trainers.Competing(
                new CompetingTrainerOptions { Horizons = Horizons, CancellationToken = token, MinEvents = 1 }, trainers.Average(mean, members)),
            _ => throw new ArgumentException($"'{name}' is no trainer of these tests.", nameof(name)),
        };
    }
}
