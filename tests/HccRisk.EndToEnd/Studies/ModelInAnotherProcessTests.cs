using System.Globalization;
using System.Xml.Linq;
using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.EndToEnd.Packaging;
using HccRisk.Oracles;
using HccRisk.Studies.Data;
using HccRisk.Studies.Models;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.EndToEnd.Studies;

/// <summary>A model of a study in programs that know nothing of studies: one has ML.NET and no assembly of ours, one the package of survival models.</summary>
[Collection(BuildsCollection.Name)]
public sealed class ModelInAnotherProcessTests(PackedFeed feed, CommandStudy study) : IClassFixture<CommandStudy>
{
    private const string Plain = """
        using Microsoft.ML;
        using Microsoft.ML.Data;

        var ml = new MLContext();
        var model = ml.Model.Load(args[0], out _);
        var scored = model.Transform(ml.Data.LoadFromBinary(args[1]));
        foreach (var score in scored.GetColumn<float>("Score"))
        {
            Console.WriteLine(BitConverter.SingleToInt32Bits(score));
        }

        var (survival, incidence) = (scored.GetColumn<float[]>("Survival").First(), scored.GetColumn<float[]>("CumulativeIncidence").First());
        Console.WriteLine(string.Join(' ', survival.Concat(incidence).Select(BitConverter.SingleToInt32Bits)));
        """;

    private const string Typed = Plain + """

        var function = HccRisk.Core.Learning.LearnedModel.Find<SurvivalFunction>(model);
        Console.WriteLine(string.Join(' ', function.InputSlots));
        """;

    [Fact]
    [Trait("Category", "Long")]
    public async Task PlainLoad_NewProcessWithPackagesOnly_GivesTheScoresBitForBit()
    {
        var (model, printed) = await Run("using HccRisk.Survival.Learning;\n" + Typed, ["HccRisk.Survival"]);

        Assert.Equal(string.Join(' ', model.Survival.InputSlots), printed[^1]);
    }

    [Fact]
    [Trait("Category", "Long")]
    public async Task PlainLoad_NewProcessWithMicrosoftMLAlone_GivesTheScoresBitForBit()
    {
        var version = XElement.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .Single(p => p.Attribute("Include")!.Value == "Microsoft.ML").Attribute("Version")!.Value;

        await Run(Plain, [], ("Microsoft.ML", version));
    }

    /// <summary>Scores the external patients in a program of its own and compares with what the study published and what this process computes.</summary>
    private async Task<(RiskModel Model, string[] Printed)> Run(string program, string[] packages, params (string Package, string Version)[] others)
    {
        study.Result.MustSucceed();
        using var folder = new TemporaryFolder();
        var model = RiskModel.Load(study["out/pre.zip"]);
        var cohort = Cohort.Load(study["cohort/clinical.csv"], model.Card.Schema, study["cohort/manifest.csv"]).Where(p => p.Site == "SYSMH");
        var features = FeatureTables.Compute(cohort, model.Card.Features, null, FeatureStore.Open(folder["features"]), job => job, null, TestContext.Current.CancellationToken);
        var ml = new MLContext(1);
        var rows = ModelData.Load(ml, features, model.Card.Specification, model.Card.Inputs);
        await using (var file = File.Create(folder["rows.idv"]))
        {
            ml.Data.SaveAsBinary(rows, file);
        }

        Consumer.WriteNuGetConfig(folder.Path, feed.Path);
        Consumer.WriteProject(folder.Path, program, packages, others);
        var built = await Command.DotNetAsync(folder.Path, TestContext.Current.CancellationToken, "build", "-v", "quiet", "--nologo");
        built.MustSucceed();
        Assert.Equal(packages.Length > 0, Directory.EnumerateFiles(folder["bin/Debug/net10.0"], "HccRisk.*").Any());
        var run = await Command.DotNetAsync(folder.Path, TestContext.Current.CancellationToken, "bin/Debug/net10.0/Consumer.dll", study["out/pre.zip"], folder["rows.idv"]);

        var printed = run.MustSucceed().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var published = File.ReadAllLines(study["out/predictions.csv"]).Select(l => l.Split(',')).Where(r => r[0] == "PRE" && r[3] == "external")
            .ToDictionary(r => r[1], r => BitConverter.SingleToInt32Bits((float)double.Parse(r[4], CultureInfo.InvariantCulture)), StringComparer.Ordinal);
        var scored = features.Cohort.Patients.Zip(printed, (p, bits) => (p.Id, Bits: int.Parse(bits, CultureInfo.InvariantCulture))).ToDictionary(p => p.Id, p => p.Bits, StringComparer.Ordinal);
        Assert.NotEmpty(published);
        Assert.All(published, p => Assert.Equal(p.Value, scored[p.Key]));
        var here = model.Pipeline.Transform(rows);
        var first = here.GetColumn<float[]>("Survival").First().Concat(here.GetColumn<float[]>("CumulativeIncidence").First());
        Assert.Equal(string.Join(' ', first.Select(BitConverter.SingleToInt32Bits)), printed[scored.Count]);
        return (model, printed);
    }
}
