using System.IO.Compression;
using HccRisk.Core.Learning;
using HccRisk.Core.Storage;
using HccRisk.Studies.Models;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Tests.Running;
using HccRisk.Survival.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Studies.Tests.Models;

public sealed class RiskModelTests(SmallStudy study) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-model-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_NoFile_NamesTheNearest()
    {
        File.WriteAllText(At("post.zip"), "");

        Assert.Contains("'post.zip'", Fault("pots.zip"), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoModel_SaysSoInOneLine()
    {
        File.WriteAllText(At("text.zip"), "no archive");
        File.WriteAllBytes(At("half.zip"), File.ReadAllBytes(study["pre.zip"])[..4000]);
        File.WriteAllBytes(At("empty.zip"), []);
        using (var archive = ZipFile.Open(At("other.zip"), ZipArchiveMode.Create))
        {
            archive.CreateEntry("a.txt");
        }

        Damage("card.zip", "hccrisk/card.json", "{ \"specification\": 3 }");
        Damage("null.zip", "hccrisk/card.json", "null");
        Damage("model.zip", "TransformerChain/Transform_001/Model.key", "nothing");

        Assert.All(
            ["text.zip", "half.zip", "empty.zip", "other.zip", "card.zip", "null.zip", "model.zip"],
            file => Assert.Contains(file, Fault(file), StringComparison.Ordinal));
    }

    [Fact]
    public void Load_AnyBitFlipped_IsRefusedByName() => FlipBits(300, seed: 1);

    [Fact]
    [Trait("Category", "Long")]
    public void Load_ManyBitsFlipped_AreRefusedByName() => FlipBits(2000, seed: 2);

    private void FlipBits(int flips, int seed)
    {
        var whole = File.ReadAllBytes(study["pre.zip"]);
        var random = new Random(seed);
        for (var i = 0; i < flips; i++)
        {
            var bytes = (byte[])whole.Clone();
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(At("flipped.zip"), bytes);

            Assert.Contains("checksum", Fault("flipped.zip"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Load_FileThatCannotBeReadNow_IsNeitherAbsentNorDamaged()
    {
        File.Copy(study["pre.zip"], At("held.zip"));
        using var held = new FileStream(At("held.zip"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        var error = Assert.Throws<UnreadableStoreException>(() => RiskModel.Load(At("held.zip")));

        Assert.Contains("held.zip", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_PlainModel_SaysThatNoStudyMadeIt()
    {
        var ml = new MLContext(1);
        var data = ml.Data.LoadFromEnumerable([new Row { X = 1 }, new Row { X = 2 }]);
        ml.Model.Save(ml.Transforms.NormalizeMinMax("X").Fit(data), data.Schema, At("plain.zip"));

        Assert.Contains("not made by a study", Fault("plain.zip"), StringComparison.Ordinal);
    }

    [Fact]
    public void Save_LoadedModel_GivesTheSameBytes()
    {
        RiskModel.Load(study["post.zip"]).Save(At("again.zip"));

        Assert.Equal(File.ReadAllBytes(study["post.zip"]), File.ReadAllBytes(At("again.zip")));
    }

    // What is in the file is a plain ML.NET model: its score is the sum over the coefficients, and its coefficients can be read back.
    [Fact]
    public void PlainLoad_StudyModel_ScoresAsItsCoefficientsSay()
    {
        var ml = new MLContext(3);
        var model = ml.Model.Load(study["pre.zip"], out var schema);
        var loaded = RiskModel.Load(study["pre.zip"]);
        Assert.Equal(["Clinical", "Radiomics"], schema.Where(c => c.Type is VectorDataViewType).Select(c => c.Name).Order());

        LinearTerms[] fits = [.. LearnedModel.FindAll<SurvivalFunction>(model).Where(f => !f.JoinsFits).Select(f => f.Linear!)];

        Assert.Equal(loaded.Fits.Select(f => f.Linear!.Coefficients), fits.Select(f => f.Coefficients));
        Assert.Equal(loaded.Fits.Select(f => f.InputSlots), fits.Select(f => f.Names));
        var coefficients = study.Result.Models[0].Coefficients;
        Assert.Equal(fits.SelectMany(f => f.Names).Distinct().Order(), coefficients.Select(c => $"{c.Modality}.{c.Feature}").Order());
        foreach (var row in coefficients)
        {
            var effects = fits.Select(f => f.Names.ToList().IndexOf($"{row.Modality}.{row.Feature}") is var at and >= 0 ? f.Coefficients[at] * f.Deviations[at] : 0);
            Assert.Equal(effects.Sum() / fits.Length, row.Coefficient, 1e-15);
        }
    }

    [Fact]
    public void Predict_NoManifestForAModelOfImages_AsksForIt()
    {
        var model = RiskModel.Load(study["pre.zip"]);

        var error = Assert.Throws<StudyProtocolException>(() => model.Predict(study.Cohort.ClinicalCsv, null, cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("manifest", error.Message, StringComparison.Ordinal);
    }

    // A patient of tomorrow has no outcome yet.
    [Fact]
    public void Predict_FileWithoutOutcomes_GivesTheSameScores()
    {
        using var variant = new StudyVariant(study);
        var patient = study.Result.Models[0].Predictions.First(p => p.Set == "external").PatientId;
        variant.Clinical.Remove(r => variant.Clinical.Get(r, "patient_id") != patient);
        variant.Clinical.RemoveColumns("recurrence_months", "recurrence_largest_cm", "recurrence_count", "recurrence_vascular_invasion", "recurrence_extrahepatic", "death_months", "follow_up_months");
        variant.Clinical.Write(variant["new.csv"]);
        variant.Manifest.Write(variant["manifest.csv"]);

        var (predictions, exclusions) = RiskModel.Load(study["pre.zip"]).Predict(
            variant["new.csv"], variant["manifest.csv"], cancellationToken: TestContext.Current.CancellationToken);

        Assert.Empty(exclusions);
        Assert.Equal(study.Result.Models[0].Predictions.Single(p => p.PatientId == patient) with { Set = "new" }, Assert.Single(predictions));
    }

    // The rules stand in the model: R0, 31 days from MRI, no treatment before. Margins are known after surgery, so that PRE does not ask for them.
    [Theory]
    [InlineData("margin", "R1", "Curative resection (R0): margin is R1, not R0")]
    [InlineData("mri_interval_days", "32", "MRI at most 31 days before resection: mri_interval_days is 32, not 0 to 31")]
    [InlineData("neoadjuvant", "1", "No neoadjuvant treatment: neoadjuvant is 1, not 0")]
    [InlineData("neoadjuvant", "", "No neoadjuvant treatment: neoadjuvant is missing")]
    [InlineData("margin", "", null)]
    [InlineData("neoadjuvant", "0", null)]
    public void Predict_PatientTheStudyWouldNotTake_IsScoredWithTheRule(string column, string value, string? expected)
    {
        using var variant = new StudyVariant(study);
        var patient = study.Result.Models[0].Predictions.First(p => p.Set == "external");
        variant.Clinical.Remove(r => variant.Clinical.Get(r, "patient_id") != patient.PatientId);
        variant.Clinical.Set(column, _ => true, _ => value);
        variant.Clinical.Write(variant["new.csv"]);
        variant.Manifest.Write(variant["manifest.csv"]);
        var model = RiskModel.Load(study["pre.zip"]);

        var result = model.Predict(
            variant["new.csv"], variant["manifest.csv"], new() { StoreFolder = variant.Options.StoreFolder }, cancellationToken: TestContext.Current.CancellationToken);

        var prediction = Assert.Single(result.Predictions);
        Assert.Equal(patient.Score, prediction.Score);
        Assert.Equal(expected is null ? [] : [expected], prediction.Ineligible);
        Assert.Contains(expected ?? patient.PatientId, PredictionCsv.Text("PRE", result, 24), StringComparison.Ordinal);
    }

    // Another patient's arterial series, a lesion mask that is the organ's too, and an image listed as the mask.
    [Fact]
    public void Predict_FilesThatAreNotThePatients_AreRemarkedOrLeftOutInTheOrderOfTheFile()
    {
        using var variant = new StudyVariant(study);
        var (sharing, owner, twice, image) = study.Result.Models[0].Predictions.Where(p => p.Set == "external").Select(p => p.PatientId).ToArray() is [var a, var b, var c, var d, ..]
            ? (a, b, c, d) : throw new InvalidOperationException("four external patients are needed");
        string[] kept = [sharing, owner, twice, image];
        variant.Clinical.Remove(r => !kept.Contains(variant.Clinical.Get(r, "patient_id"), StringComparer.Ordinal));
        variant.Replace(sharing, "arterial", variant.PathOf(owner, "arterial"));
        variant.Replace(twice, "portal_venous", variant.PathOf(twice, "arterial"));
        variant.Replace(image, "lesion", variant.PathOf(image, "arterial"));
        variant.Clinical.Write(variant["new.csv"]);
        variant.Manifest.Write(variant["manifest.csv"]);

        var result = RiskModel.Load(study["pre.zip"]).Predict(
            variant["new.csv"], variant["manifest.csv"], new() { StoreFolder = variant.Options.StoreFolder }, cancellationToken: TestContext.Current.CancellationToken);

        var exclusion = Assert.Single(result.Exclusions);
        Assert.Equal((image, "files"), (exclusion.PatientId, exclusion.Stage));
        Assert.Contains("mri 'arterial'", exclusion.Reason, StringComparison.Ordinal);
        Assert.Contains("mask 'lesion'", exclusion.Reason, StringComparison.Ordinal);
        Assert.Contains(result.Remarks[sharing], r => r.Contains($"'{owner}' are the same file", StringComparison.Ordinal));
        Assert.Contains(result.Remarks[owner], r => r.Contains($"'{sharing}'", StringComparison.Ordinal));
        Assert.Contains(result.Remarks[twice], r => r.EndsWith($"of '{twice}' are the same file", StringComparison.Ordinal));
        Assert.Equal(
            variant.Clinical.Rows.Select(r => (variant.Clinical.Get(r, "patient_id"), variant.Clinical.Get(r, "site"))),
            PredictionCsv.Text("PRE", result, 24).Split('\n')[1..^1].Select(line => line.Split(',')).Select(cells => (cells[1], cells[2])));
    }

    [Fact]
    public void Text_PatientsWithoutAScore_AreRowsWithTheReason()
    {
        var result = new PredictionResult(
            [new("P1", "TJ", "new", 0.5, 0.25, "high") { Imputed = ["Clinical.ast"], OutOfDistribution = ["Clinical", "Radiomics"], Ineligible = ["R0: margin is R1, not R0"] }],
            [new("P,2", "radiomics", "'/data/Anna/art.nii' is damaged"), new("P3", "clinical", "age is missing"), new("P3", "clinical", "twice"), new("P9", "files", "unlisted")])
        {
            Listed = [new("P3", "SYSMH"), new("P1", "TJ"), new("P,2", "TJ, east")],
            Remarks = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["P1"] = ["same as P4", "'/data/Anna/art.nii' has a hole"], ["P,2"] = ["odd"] },
        };

        var text = PredictionCsv.Text("PRE", result, 24);

        Assert.Equal(
            """
            model,patient_id,site,set,score,risk_24,group,imputed_count,imputed,out_of_distribution,ineligible,not_scored,remarks
            PRE,P3,SYSMH,new,,,,,,,,clinical: age is missing,
            PRE,P1,TJ,new,0.5,0.25,high,1,Clinical.ast,Clinical;Radiomics,"R0: margin is R1, not R0",,same as P4; [a file] has a hole
            PRE,"P,2","TJ, east",new,,,,,,,,radiomics: [a file] is damaged,odd
            PRE,P9,,new,,,,,,,,files: unlisted,

            """,
            text);
    }

    private string At(string name) => Path.Combine(_folder, name);

    private string Fault(string file)
    {
        var message = Assert.Throws<StudyProtocolException>(() => RiskModel.Load(At(file))).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    // Sealed again, so that it is the content that is refused.
    private void Damage(string file, string entry, string text)
    {
        File.Copy(study["pre.zip"], At(file));
        using (var archive = ZipFile.Open(At(file), ZipArchiveMode.Update))
        {
            archive.GetEntry(entry)!.Delete();
            archive.Comment = FileSeal.Blank;
            using var writer = new StreamWriter(archive.CreateEntry(entry).Open());
            writer.Write(text);
        }

        using var sealing = new FileStream(At(file), FileMode.Open);
        FileSeal.Set(sealing);
    }

    private sealed class Row
    {
        public float X { get; set; }
    }
}
