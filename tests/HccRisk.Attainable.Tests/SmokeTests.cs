using HccRisk.Attainable.Candidates;
using HccRisk.Attainable.Data;
using HccRisk.Attainable.Generation;
using HccRisk.Attainable.Measures;
using HccRisk.Attainable.Running;
using HccRisk.Oracles;
using HccRisk.Studies.Synthetic;
using HccRisk.Studies.Synthetic.Population;
using Xunit;

namespace HccRisk.Attainable.Tests;

public sealed class SmokeTests
{
    private static readonly PatientSource Source = PatientSource.Find("first");

    // Eight times as many events, so that 40 patients have some.
    private static readonly Truth Frequent = new("frequent", p => (p.Lp1 + Math.Log(8), p.Lp2));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Run_SixtyPatients_HasEveryRowAndNoneAboveTheTruth()
    {
        using var folder = new TemporaryFolder();
        var options = new AttainableOptions { Cache = folder.Path, Development = 40, External = 20, Others = 0 };
        var patients = new SyntheticOptions { Development = 40, External = 20, MriMatrix = 48, MriSlices = 24, SlidePixels = 1024 };
        var made = 0;
        SyntheticData Data()
        {
            using var cache = new FeatureCache(folder.Path, Source, patients);
            return SyntheticData.Make(Source, patients, cache, options.Others, (_, _, _) => made++, Token);
        }

        var data = Data();
        var arms = ArmList.Of(data, []).Where(a => a.Name is ArmList.Oracle or "clinical + slides" || a.Candidate == CandidateList.Present).ToList();
        TruthResult Run() => TruthRun.Run(Frequent, Source, data, arms, 2, options, new FitCache(options), 2, _ => { }, Token);
        var result = Run();

        Assert.Equal(arms.Select(a => a.Name), result.Arms.Select(a => a.Name));
        Assert.All(result.Arms, a => Assert.Equal((a.Name == "clinical + slides" ? 0 : 2, 2), (a.Before.Count, a.After.Count)));

        // No score orders the pairs better than the odds of the truth; before surgery the best is known but for a regression.
        Assert.All(result.Arms.SelectMany(a => a.Before.Concat(a.After)), m => Assert.InRange(m.Auc, 0, result.After.Auc));
        Assert.InRange(result.Before.Auc, .5, result.After.Auc);

        // Images are gone, features and fits are kept: a second run takes both as they are.
        var files = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).ToDictionary(f => f, File.GetLastWriteTimeUtc);
        Assert.All(files.Keys, f => Assert.Contains(Path.GetExtension(f), new[] { ".parquet", ".json" }));
        var again = Data();
        Assert.Equal(data.Radiomics.Rows.SelectMany(r => r), again.Radiomics.Rows.SelectMany(r => r));
        Assert.Equal(result.Arms.SelectMany(a => a.After), Run().Arms.SelectMany(a => a.After));
        Assert.Equal(files, Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).ToDictionary(f => f, File.GetLastWriteTimeUtc));
    }

    /// <summary>Features that are the latents with as much noise: their models lie between those of clinical columns and of the latents themselves.</summary>
    [Fact]
    public void Run_NoisyLatents_LieBetweenClinicalAndOracle()
    {
        using var folder = new TemporaryFolder();
        var options = new AttainableOptions { Cache = folder.Path };
        SyntheticPatient[] development = [.. Enumerable.Range(0, 400).Select(i => Source.Draw(7, SyntheticSite.Development, i))];
        SyntheticPatient[] external = [.. Enumerable.Range(0, 300).Select(i => Source.Draw(7, SyntheticSite.External, i))];
        SyntheticPatient[] all = [.. development, .. external];
        var (before, after) = SyntheticData.Clinical(all, new SyntheticOptions());
        var random = new Random(11);
        float Noisy(double z) => (float)(z + (Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())));
        FeatureBlock Block(string name, Func<SyntheticPatient, float> of) => new([name], [.. all.Select(p => new[] { of(p) })]);
        var data = new SyntheticData
        {
            Development = development,
            External = external,
            Before = before,
            After = after,
            Radiomics = Block("m", p => Noisy(p.ZMri)),
            Pathomics = Block("w", p => Noisy(p.ZWsi)),
            OracleMri = Block("m", p => (float)p.ZMri),
            OracleWsi = Block("w", p => (float)p.ZWsi),
        };
        var arms = ArmList.Of(data, []).Where(a => a.Name is ArmList.Oracle or ArmList.ClinicalOnly || a.Candidate == CandidateList.Uncorrected && a.Mri == data.Radiomics && a.Wsi is not null).ToList();

        var result = TruthRun.Run(Frequent, Source, data, arms, 3, options, new FitCache(options), 2, _ => { }, Token);

        foreach (var isAfter in new[] { false, true })
        {
            double Auc(string name) => result.Find(name)!.Of(isAfter).Average(m => m.Auc);

            // About 200 events teach .8 and .7 per SD: steps of .05 and more between the rows, draws vary by .01.
            Assert.InRange(Auc(ArmList.Oracle), Auc(CandidateList.Uncorrected.Name) + .01, result.Best(isAfter) + .005);
            Assert.InRange(Auc(CandidateList.Uncorrected.Name), Auc(ArmList.ClinicalOnly) + .01, 1);
        }
    }

    [Fact]
    public void OutcomeDraw_ManyDraws_FollowTheTrueRisk()
    {
        SyntheticPatient[] patients = [.. Enumerable.Range(0, 2000).Select(i => Source.Draw(3, SyntheticSite.Development, i))];
        var (cases, _) = KnownRisk.Of(Source.Truths[0], patients);

        var seen = Enumerable.Range(0, 10).Average(draw =>
        {
            var (time, code) = OutcomeDraw.Of(Source.Truths[0], patients, draw);
            return time.Zip(code).Count(p => p.Second == 1 && p.First <= KnownRisk.Horizon) / (double)patients.Length;
        });

        // Some 3 % are lost before a recurrence that would have come (.0025 a month over 12 months); four standard errors of 20,000 Bernoulli of .1.
        Assert.InRange(seen, (cases.Average() * .95) - .0085, cases.Average() + .0085);
    }

    [Theory]
    [InlineData("there is no option '--redraw'", "--redraw", "3")]
    [InlineData("--redraws is 'few'; it must be a whole number of 1 or more", "--redraws", "few")]
    [InlineData("--others has no value", "--others")]
    [InlineData("there is no generator 'third'; there are first, second", "--generator", "third")]
    public void Run_WrongOption_SaysSoInOneLine(string expected, params string[] args)
    {
        using var error = new StringWriter();

        Assert.Equal(2, AttainableCommand.Run(args, TextWriter.Null, error));
        Assert.Equal($"attainable: {expected}{Environment.NewLine}", error.ToString());
    }

    [Fact]
    public void Report_TwoTruths_EndsWithTheLine()
    {
        ModelScores[] Draws(double auc) => [new(auc - .01, 1.1, .9), new(auc + .01, 1.3, 1.1)];
        TruthResult Truth(string name, double gain) => new(name, .1, 50, new ModelScores(.77), new ModelScores(.84),
        [
            new(ArmList.Readable, Draws(.73), Draws(.81)),
            .. CandidateList.All.Select(c => new ArmResult(c.Name, Draws(c == CandidateList.Present ? .70 : .70 + gain), Draws(c == CandidateList.Present ? .79 : .79 + gain))),
        ]);
        var result = new AttainableResult { Options = new AttainableOptions(), Command = string.Empty, Truths = [Truth("a", .01), Truth("b", -.02)] };
        var report = new AttainableReport(result);

        // .71 / .77, .71 / .73, .80 / .84, .80 / .81.
        Assert.Equal("attainable: PRE .710 = 92.2 % of truth, 97.3 % of readable; POST .800 = 95.2 % of truth, 98.8 % of readable", report.LastLine);
        Assert.EndsWith(report.LastLine + "\n", report.ToString(), StringComparison.Ordinal);
        Assert.Equal(-.02, result.Worst(CandidateList.Uncorrected.Name), 1e-12);
        Assert.Contains($"| {CandidateList.Uncorrected.Name} | +.010 (.000) / +.010 (.000) | -.020 (.000) / -.020 (.000) | -.020 |", report.ToString(), StringComparison.Ordinal);
    }
}
