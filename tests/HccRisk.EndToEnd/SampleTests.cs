using Xunit;

namespace HccRisk.EndToEnd;

/// <summary>Every sample runs and prints what is known of its data.</summary>
[Collection(BuildsCollection.Name)]
public sealed class SampleTests
{
    // What each sample must print: figures published for its data.
    private static readonly Dictionary<string, string[]> Expected = new(StringComparer.Ordinal)
    {
        // Made-up patients: what predicting without covariates gives is known, and what the hazard was made to rise with.
        ["boosting.cs"] =
        [
            "300 patients, 145 recurrences, 49 deaths before", "no information   0.500      0.500   0.500",
            "Cox (ridge)", "FastTree", "LightGBM", "a new patient with a large tumour has the higher risk",
        ],

        // A ball: 4/3 pi r^3, and the mean distance from its centre is 3/4 r.
        ["radiomics.cs"] = ["volume 33.5 ml", "mean intensity 15.0"],

        // The tumour was painted unlike the rest: only tiles across its border could be mistaken.
        ["slide-heatmap.cs"] = [" of stroma; area under the curve 0.9", "heatmap of"],

        // The cohort that was asked for; a patient without a slide that can be used is in PRE alone.
        ["study.cs"] = ["TJ: 90 patients", "SYSMH: 40 patients", "PRE, TJ, cross-validated: 90 patients", "PRE, SYSMH, external: 40 patients", "POST, SYSMH, external: ", "report of "],

        // The Freireich data as textbooks print them (Kalbfleisch and Prentice): medians 23 and 8 weeks, S(10) = 0.753,
        // log-rank 16.79; Cox with Efron's handling of ties 4.82 (2.15-10.81).
        ["survival.cs"] =
        [
            "6-MP: median remission 23 weeks, 75.3%", "placebo: median remission 8 weeks, 38.1%",
            "log-rank chi-square 16.79", "4.82 (95% CI 2.15-10.81)",
        ],

        // Mean and deviation of 512 numbers; what the embedder gives for the same slide.
        ["tiles-onnx.cs"] = ["MIT", "36 tiles, 1024 pooled values: equal to the embedder's within 1e-5"],
    };

    public static TheoryData<string> Samples =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*.cs").Select(file => Path.GetFileName(file)!)];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Sample_Run_PrintsTheKnownFigures(string sample)
    {
        Assert.True(Expected.TryGetValue(sample, out var expected), $"{sample} has no expected output here.");

        var run = await Command.DotNetAsync(
            Repository.Root,
            TestContext.Current.CancellationToken,
            "run", "-c", Repository.Configuration, Path.Combine("samples", sample));

        Assert.All(expected, line => Assert.Contains(line, run.MustSucceed().Output, StringComparison.Ordinal));
    }
}
