using System.Globalization;
using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Learning;
using HccRisk.EndToEnd.Packaging;
using HccRisk.Oracles;
using HccRisk.Studies.Models;
using HccRisk.Studies.Running;
using Microsoft.ML;
using Xunit;

namespace HccRisk.EndToEnd.Studies;

/// <summary>A model of a study in a program that knows the packages and nothing of studies.</summary>
[Collection(BuildsCollection.Name)]
public sealed class ModelInAnotherProcessTests(PackedFeed feed, CommandStudy study) : IClassFixture<CommandStudy>
{
    private const string Program = """
        using HccRisk.Survival.Learning;
        using Microsoft.ML;
        using Microsoft.ML.Data;

        var ml = new MLContext();
        var model = ml.Model.Load(args[0], out _);
        foreach (var score in model.Transform(ml.Data.LoadFromBinary(args[1])).GetColumn<float>("Score"))
        {
            Console.WriteLine(BitConverter.SingleToInt32Bits(score));
        }

        Console.WriteLine(string.Join(' ', HccRisk.Core.Learning.LearnedModel.Find<SurvivalFunction>(model).InputSlots));
        """;

    [Fact]
    [Trait("Category", "Long")]
    public async Task PlainLoad_NewProcessWithPackagesOnly_GivesTheScoresBitForBit()
    {
        study.Result.MustSucceed();
        using var folder = new TemporaryFolder();
        var model = RiskModel.Load(study["out/pre.zip"]);
        var cohort = Cohort.Load(study["cohort/clinical.csv"], model.Card.Schema, study["cohort/manifest.csv"]).Where(p => p.Site == "SYSMH");
        var features = FeatureTables.Compute(cohort, model.Card.Features, null, FeatureStore.Open(folder["features"]), job => job, null, TestContext.Current.CancellationToken);
        var ml = new MLContext(1);
        var rows = ModelData.Load(ml, features, model.Card.Specification, model.Card.ClinicalColumns, model.Card.Scores);
        await using (var file = File.Create(folder["rows.idv"]))
        {
            ml.Data.SaveAsBinary(rows, file);
        }

        Consumer.WriteNuGetConfig(folder.Path, feed.Path);
        Consumer.WriteProject(folder.Path, Program, "HccRisk.Survival");
        var built = await Command.DotNetAsync(folder.Path, TestContext.Current.CancellationToken, "build", "-v", "quiet", "--nologo");
        built.MustSucceed();
        var run = await Command.DotNetAsync(folder.Path, TestContext.Current.CancellationToken, "bin/Debug/net10.0/Consumer.dll", study["out/pre.zip"], folder["rows.idv"]);

        var printed = run.MustSucceed().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var published = File.ReadAllLines(study["out/predictions.csv"]).Select(l => l.Split(',')).Where(r => r[0] == "PRE" && r[3] == "external")
            .ToDictionary(r => r[1], r => BitConverter.SingleToInt32Bits((float)double.Parse(r[4], CultureInfo.InvariantCulture)), StringComparer.Ordinal);
        var scored = features.Cohort.Patients.Zip(printed, (p, bits) => (p.Id, Bits: int.Parse(bits, CultureInfo.InvariantCulture))).ToDictionary(p => p.Id, p => p.Bits, StringComparer.Ordinal);
        Assert.NotEmpty(published);
        Assert.All(published, p => Assert.Equal(p.Value, scored[p.Key]));
        Assert.Equal(string.Join(' ', model.Survival.InputSlots), printed[^1]);
    }
}
