using System.Text.Json;
using HccRisk.Cohorts;
using HccRisk.Imaging;
using HccRisk.Imaging.Nifti;
using HccRisk.Studies.Models;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;
using Xunit;

namespace HccRisk.Studies.Tests.Running;

public sealed class BadInputTests(SmallStudy study)
{
    [Fact]
    public void Run_BadPatients_RecordsEachWithItsReasonAndGoesOn()
    {
        using var variant = new StudyVariant(study);
        var patients = Eventless();
        var (missing, truncated, unreadable, empty, nan, moved, noSlide, noMask, own, copied) =
            (patients[0], patients[1], patients[2], patients[3], patients[4], patients[5], patients[6], patients[7], patients[8], patients[9]);
        variant.Replace(missing, "arterial", variant["absent.nii.gz"]);
        variant.Replace(truncated, "portal_venous", Truncated(variant, variant.PathOf(truncated, "portal_venous")));
        File.WriteAllText(variant["broken.tif"], "no picture");
        variant.Replace(unreadable, "he", variant["broken.tif"]);
        variant.Replace(empty, "lesion", Empty(variant, variant.PathOf(empty, "lesion")));
        variant.Clinical.Set("age", r => variant.Clinical.Get(r, "patient_id") == nan, _ => "NaN");
        variant.Replace(moved, "lesion", Moved(variant, variant.PathOf(moved, "lesion")));
        variant.Replace(own, "lesion", variant.PathOf(own, "arterial"));
        NiftiFile.Write(variant["image.nii"], NiftiFile.ReadVolume(variant.PathOf(copied, "arterial")), "copy");
        variant.Replace(copied, "lesion", variant["image.nii"]);
        variant.Manifest.Remove(r => variant.Manifest.Get(r, "patient_id") == noSlide && variant.Manifest.Get(r, "kind") == "slide");
        variant.Manifest.Remove(r => variant.Manifest.Get(r, "patient_id") == noMask && variant.Manifest.Get(r, "kind") == "mask");

        var result = variant.Run(cancellationToken: TestContext.Current.CancellationToken);

        AssertExcluded(result, missing, "files", "mri 'arterial'", "does not exist", "manifest line");
        AssertExcluded(result, truncated, "radiomics", "[mri 'portal_venous', manifest line ");
        AssertExcluded(result, empty, "radiomics", "[mask 'lesion', manifest line ");
        AssertExcluded(result, nan, "clinical", "age", "missing");
        AssertExcluded(result, moved, "radiomics", "[mask 'lesion', manifest line ");
        AssertExcluded(result, noMask, "radiomics", "mask");
        AssertExcluded(result, own, "files", "mri 'arterial'", "mask 'lesion'", "are the same file");
        AssertExcluded(result, copied, "radiomics", "[mask 'lesion', manifest line ", "as an image has and not a mask");
        Assert.Equal(study.Result.Exclusions.Count + 8, result.Exclusions.Count);
        Assert.Equal(study.Result.Sites.Sum(s => s.Patients) - 8, result.Sites.Sum(s => s.Patients));
        var (pre, post) = (result.Models[0], result.Models[1]);
        var without = study.Result.Models[1].Exclusions.Select(e => e.PatientId).ToArray();
        Assert.Empty(pre.Exclusions);
        Assert.Equal(new[] { unreadable, noSlide }.Concat(without.Except(result.Exclusions.Select(e => e.PatientId))).Order(), post.Exclusions.Select(e => e.PatientId).Order());
        Assert.Contains("[slide 'he', manifest line ", post.Exclusions.Single(e => e.PatientId == unreadable).Reason, StringComparison.Ordinal);
        Assert.Contains("slide", post.Exclusions.Single(e => e.PatientId == noSlide).Reason, StringComparison.Ordinal);
        Assert.All(post.Exclusions, e => Assert.Equal("pathomics", e.Stage));
        Assert.Equal(pre.Predictions.Count - post.Exclusions.Count, post.Predictions.Count);
        Assert.Equal(post.Predictions.Count, post.Flow[^1].Remaining);
        Assert.Contains($"{noSlide},pathomics,", File.ReadAllText(Path.Combine(variant.Options.OutputFolder, "exclusions.csv")), StringComparison.Ordinal);
        Assert.Equal(result.Sites.Sum(s => s.Patients), result.Flow[^1].Remaining);
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(variant.Options.OutputFolder, "manifest.json")));
        Assert.Equal(
            result.Exclusions.Select(e => (e.PatientId, e.Reason)),
            manifest.RootElement.GetProperty("exclusions").EnumerateArray().Select(e => (e.GetProperty("patientId").GetString()!, e.GetProperty("reason").GetString()!)));
        var left = result.Exclusions.Select(e => e.PatientId).ToHashSet(StringComparer.Ordinal);
        Assert.All(result.Models, m => Assert.DoesNotContain(m.Predictions, p => left.Contains(p.PatientId)));
        Assert.All(result.Models, m => Assert.All(m.Predictions, p => Assert.True(double.IsFinite(p.Score) && double.IsFinite(p.Risk))));
    }

    [Fact]
    public void Run_NoEventsInDevelopment_SaysSo()
    {
        using var variant = new StudyVariant(study);
        variant.Clinical.Set("recurrence_months", _ => true, _ => "");
        foreach (var name in new[] { "recurrence_largest_cm", "recurrence_count", "recurrence_vascular_invasion", "recurrence_extrahepatic" })
        {
            variant.Clinical.Set(name, _ => true, _ => "");
        }

        var error = Assert.Throws<StudyProtocolException>(() => variant.Run(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("TJ", error.Message, StringComparison.Ordinal);
        Assert.Contains("0 events", error.Message, StringComparison.Ordinal);
        Assert.Contains("'folds'", error.Message, StringComparison.Ordinal);
        Assert.Contains("--development", error.Message, StringComparison.Ordinal);
        Assert.Equal(["exclusions.csv", "flow.csv"], Directory.EnumerateFileSystemEntries(variant.Options.OutputFolder).Select(f => Path.GetFileName(f)).Order());
    }

    // Real patients cannot be made: what is theirs to change is named.
    [Fact]
    public void Run_TooFewEventsOfRealPatients_NamesWhatMayBeChanged()
    {
        using var variant = new StudyVariant(study, emptyStore: true);
        variant.Protocol = variant.Protocol with { Synthetic = false, Folds = 50 };

        var error = Assert.Throws<StudyProtocolException>(() => variant.Run(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("lower 'folds', or check 'cause' and 'developmentSites'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("--development", error.Message, StringComparison.Ordinal);
    }

    // Two years are 24 months: no follow-up in years is that long.
    [Fact]
    public void Run_TimesInYears_NamesTheUnit()
    {
        using var variant = new StudyVariant(study, emptyStore: true);
        foreach (var name in new[] { "recurrence_months", "death_months", "follow_up_months" })
        {
            variant.Clinical.Set(name, r => variant.Clinical.Get(r, name).Length > 0, r => FormattableString.Invariant($"{variant.Clinical.Number(r, name) / 12:0.###}"));
        }

        var error = Assert.Throws<StudyProtocolException>(() => variant.Run(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("The horizon 24 lies after the last follow-up", error.Message, StringComparison.Ordinal);
        Assert.Contains("If the times of the file are in years", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_HorizonInAnotherUnit_IsRefusedBeforeAnyWork()
    {
        using var variant = new StudyVariant(study, emptyStore: true);
        variant.Protocol = variant.Protocol with { Horizon = 0.02, Horizons = [0.02] };

        var error = Assert.Throws<StudyProtocolException>(() => variant.Run(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("before the first event", error.Message, StringComparison.Ordinal);
        Assert.Contains("in months", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(variant.Options.StoreFolder));
    }

    [Fact]
    public void Run_ExternalWithoutEventsAtTheHorizon_SaysSoAndEstimatesNothing()
    {
        using var variant = new StudyVariant(study);
        bool IsExternal(string[] row) => variant.Clinical.Get(row, "site") == SmallStudy.External;
        foreach (var name in new[] { "recurrence_months", "recurrence_largest_cm", "recurrence_count", "recurrence_vascular_invasion", "recurrence_extrahepatic" })
        {
            variant.Clinical.Set(name, IsExternal, _ => "");
        }

        var result = variant.Run(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Contains(result.Notes, n => n.Contains(SmallStudy.External, StringComparison.Ordinal) && n.Contains("no event", StringComparison.Ordinal) && n.Contains("24", StringComparison.Ordinal));
        foreach (var external in result.Models.Select(m => Assert.Single(m.External).Metrics))
        {
            Assert.Equal(0, external.Events);
            Assert.All(
                external.Auc.Select(h => h.Auc).Append(external.Harrell).Append(external.Concordance),
                e =>
                {
                    Assert.Null(e.Value);
                    Assert.Null(e.Lower);
                    Assert.NotEmpty(e.NotEstimable!);
                });
            Assert.Null(external.Groups!.LogRank);
            Assert.NotEmpty(external.Groups.NotEstimable!);

            // Nobody had the event: the risks are too high, and by how much is known all the same.
            Assert.All(external.Brier, b => Assert.NotNull(b.Brier.Value));
        }

        Assert.DoesNotContain("NaN", File.ReadAllText(Path.Combine(variant.Options.OutputFolder, "result.json")), StringComparison.Ordinal);
        Assert.All(result.Models, m => Assert.NotNull(m.Development.Metrics.Harrell.Value));
    }

    [Theory]
    [InlineData("SYSNH", "'SYSMH'")]
    [InlineData("tj", "'TJ'")]
    public void Run_UnknownSite_NamesTheNearestBeforeAnyWork(string site, string nearest)
    {
        using var variant = new StudyVariant(study, emptyStore: true);
        variant.Protocol = variant.Protocol with { DevelopmentSites = ["*"], ExternalSites = [site] };

        var error = Assert.Throws<StudyProtocolException>(() => variant.Run(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains($"'{site}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(nearest, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(variant.Options.StoreFolder));
    }

    // Five external patients under another spelling would develop the models.
    [Theory]
    [InlineData("sysmh", "*", "'SYSMH' written differently")]
    [InlineData("SYMSH", "*", "near 'SYSMH'")]
    [InlineData("SYMSH", "TJ", "near 'SYSMH'")]
    [InlineData("Tongji", "", "'developmentSites'")]
    [InlineData("", "*", "without a site")]
    public void Run_ExternalPatientsUnderAnotherSpelling_RefusesBeforeAnyWork(string written, string development, string expected)
    {
        using var variant = new StudyVariant(study, emptyStore: true);
        var moved = variant.Patients(SmallStudy.External)[..5];
        variant.Clinical.Set("site", r => moved.Contains(variant.Clinical.Get(r, "patient_id")), _ => written);
        variant.Protocol = variant.Protocol with { DevelopmentSites = development.Length == 0 ? [] : [development] };

        var error = Assert.Throws<StudyProtocolException>(() => variant.Run(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(variant.Options.StoreFolder));
    }

    [Fact]
    public void Run_PatientsOfAnotherSite_AreListedAsLeftOut()
    {
        using var variant = new StudyVariant(study);
        var moved = variant.Patients(SmallStudy.External)[..3];
        variant.Clinical.Set("site", r => moved.Contains(variant.Clinical.Get(r, "patient_id")), _ => "Wuhan");

        var result = variant.Run(cancellationToken: TestContext.Current.CancellationToken);

        Assert.All(moved, id => AssertExcluded(result, id, "site", "'Wuhan'"));
        Assert.Contains(result.Flow, s => s.Label.StartsWith("At a site of the study", StringComparison.Ordinal) && s.Excluded.Count == 3 && s.Before - s.Remaining == 3);
        Assert.Equal(result.Sites.Sum(s => s.Patients), result.Flow[^1].Remaining);
    }

    // Every development patient is BCLC 0 or A; without the rule on it a B would be coded like 0.
    [Fact]
    public void Run_ExternalCategoryNoDevelopmentPatientHad_LeavesThePatientOut()
    {
        using var variant = new StudyVariant(study);
        var rules = EligibilityCriteria.Hcc.Rules.Where(r => r.Column != "bclc");
        (CohortSchema.Hcc with { Eligibility = EligibilityCriteria.Hcc with { Rules = [.. rules] } }).Save(variant["schema.json"]);
        variant.Protocol = variant.Protocol with { Schema = "schema.json" };
        var patient = study.Result.Models[0].Predictions.First(p => p.Set == "external").PatientId;
        variant.Clinical.Set("bclc", r => variant.Clinical.Get(r, "patient_id") == patient, _ => "B");

        var result = variant.Run(cancellationToken: TestContext.Current.CancellationToken);

        AssertExcluded(result, patient, "clinical", "bclc is 'B'", "no development patient");
    }

    [Fact]
    public void Run_EverySiteExternal_SaysThatNoneIsLeft()
    {
        using var variant = new StudyVariant(study);
        variant.Protocol = variant.Protocol with { DevelopmentSites = ["*"], ExternalSites = ["TJ", "SYSMH"] };

        var error = Assert.Throws<StudyProtocolException>(() => variant.Run(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("none is left", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_AllSlidesOfASiteUnreadable_SaysThatNobodyIsLeftAndWhy()
    {
        using var variant = new StudyVariant(study);
        File.WriteAllText(variant["broken.tif"], "no picture");
        foreach (var patient in variant.Patients(SmallStudy.External))
        {
            variant.Replace(patient, "he", variant["broken.tif"]);
        }

        var error = Assert.Throws<StudyProtocolException>(() => variant.Run(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains($"No patient of {SmallStudy.External} is left", error.Message, StringComparison.Ordinal);
        Assert.Contains("[slide 'he', manifest line ", error.Message, StringComparison.Ordinal);
    }

    // Nobody of the site is left, for two reasons: each with how many, and the list is there.
    [Fact]
    public void Run_NobodyEligibleAtASite_CountsTheReasons()
    {
        using var variant = new StudyVariant(study, emptyStore: true);
        var patients = variant.Patients(SmallStudy.External);
        variant.Clinical.Set("neoadjuvant", r => patients.Skip(3).Contains(variant.Clinical.Get(r, "patient_id")), _ => "1");
        variant.Clinical.Set("margin", r => patients.Take(3).Contains(variant.Clinical.Get(r, "patient_id")), _ => "R1");

        var error = Assert.Throws<StudyProtocolException>(() => variant.Run(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains($"No patient of {SmallStudy.External} is left of {patients.Length}. Left out: {patients.Length - 3} x ", error.Message, StringComparison.Ordinal);
        Assert.Contains("neoadjuvant is 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("; 3 x ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(patients.Length, File.ReadAllLines(Path.Combine(variant.Options.OutputFolder, "exclusions.csv")).Count(l => l.StartsWith(SmallStudy.External, StringComparison.Ordinal)));
    }

    // Columns, subgroups and comparators that are not there are told together, before any image is read.
    [Fact]
    public void Run_SeveralUnknownNames_AreToldAtOnce()
    {
        using var variant = new StudyVariant(study, emptyStore: true);
        variant.Protocol = variant.Protocol with
        {
            Subgroups = ["tumor_size_cm > 5", "mvi > 0"],
            Comparators = [new() { Name = "albii" }],
            Modeling = variant.Protocol.Modeling with { ClinicalColumns = ["agee"] },
        };

        var error = Assert.Throws<StudyProtocolException>(() => variant.Run(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains("'subgroups[0]' names 'tumor_size_cm', which is not known (nearest: 'tumour_size_cm'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'subgroups[1]' cuts 'mvi', which is no number", error.Message, StringComparison.Ordinal);
        Assert.Contains("'comparators[0]'", error.Message, StringComparison.Ordinal);
        Assert.Contains("'modeling.clinicalColumns' names 'agee'", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(variant.Options.StoreFolder));
    }

    [Fact]
    public void Run_NoManifest_MakesClinicalModelsAndSaysSo()
    {
        using var variant = new StudyVariant(study, emptyStore: true);
        variant.Protocol = variant.Protocol with { Manifest = null };

        var result = variant.Run(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Contains(result.Notes, n => n.Contains("without radiomics", StringComparison.Ordinal));
        Assert.Contains(result.Notes, n => n.Contains("without pathomics", StringComparison.Ordinal));
        Assert.All(result.Models, m => Assert.Equal(["Clinical"], m.FeaturesByModality.Keys));
        var model = RiskModel.Load(Path.Combine(variant.Options.OutputFolder, "post.zip"));
        var (predictions, _) = model.Predict(variant["clinical.csv"], null, new() { Keep = p => p.Site == SmallStudy.External }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(
            result.Models.Single(m => m.Name == "POST").Predictions.Where(p => p.Set == "external").Select(p => (p.PatientId, p.Score)),
            predictions.Where(p => result.Exclusions.All(e => e.PatientId != p.PatientId)).Select(p => (p.PatientId, p.Score)));
    }

    /// <summary>Patients that can be left out without leaving too few events.</summary>
    private string[] Eventless()
    {
        var cohort = Cohort.Load(study.Cohort.ClinicalCsv, CohortSchema.Hcc);
        return [.. study.Result.Models[1].Predictions.Select(p => p.PatientId).Where(id => cohort.Find(id)!.Outcome!.Value.Event != 1)];
    }

    private static void AssertExcluded(StudyResult result, string patient, string stage, params string[] words)
    {
        var exclusion = Assert.Single(result.Exclusions, e => e.PatientId == patient);
        Assert.Equal(stage, exclusion.Stage);
        Assert.All(words, w => Assert.Contains(w, exclusion.Reason, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', exclusion.Reason);
    }

    private static string Truncated(StudyVariant variant, string path)
    {
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(variant["truncated.nii.gz"], bytes[..(bytes.Length / 2)]);
        return variant["truncated.nii.gz"];
    }

    private static string Empty(StudyVariant variant, string path)
    {
        var geometry = NiftiFile.ReadMask(path).Geometry;
        NiftiFile.WriteMask(variant["empty.nii.gz"], new Mask(geometry, new bool[geometry.VoxelCount]));
        return variant["empty.nii.gz"];
    }

    private static string Moved(StudyVariant variant, string path)
    {
        var mask = NiftiFile.ReadMask(path);
        var moved = mask.Geometry with { Origin = mask.Geometry.Origin with { X = mask.Geometry.Origin.X + 37 } };
        NiftiFile.WriteMask(variant["moved.nii.gz"], new Mask(moved, mask.Inside.ToArray()));
        return variant["moved.nii.gz"];
    }
}
