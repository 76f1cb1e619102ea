using HccRisk.Cohorts;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Imaging.Nifti;
using HccRisk.Studies.Models;
using HccRisk.Studies.Protocol;
using Xunit;

namespace HccRisk.Studies.Tests.Running;

/// <summary>What stops a study, and what is left of it.</summary>
public sealed class RefusedStudyTests(SmallStudy study)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("identifier")]
    [InlineData("row")]
    [InlineData("image")]
    [InlineData("copy")]
    [InlineData("mask of another")]
    public void Run_PatientOnBothSides_IsRefusedBeforeAnyWork(string shared)
    {
        using var variant = new StudyVariant(study, emptyStore: true);
        var (own, external) = (Analysed("cross-validated"), Analysed("external"));
        Share(variant, shared, own, external);

        var error = Assert.Throws<StudyProtocolException>(() => variant.Run(cancellationToken: Token));

        Assert.Contains("The same patient may develop the models and judge them", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'{own}'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.False(Directory.Exists(variant.Options.StoreFolder));
    }

    [Fact]
    public void Run_PatientTwiceOnOneSide_IsAnalysedOnceAndListed()
    {
        using var variant = new StudyVariant(study);
        var patients = study.Result.Models[0].Predictions.Where(p => p.Set == "external").Select(p => p.PatientId).ToArray();
        Share(variant, "row", patients[0], patients[1]);
        Share(variant, "image", patients[2], patients[3]);

        var result = variant.Run(cancellationToken: Token);

        var exclusion = Assert.Single(result.Exclusions, e => e.Stage == "duplicate");
        Assert.Equal(patients[1], exclusion.PatientId);
        Assert.Contains(result.Notes, n => n.Contains($"'{patients[2]}'", StringComparison.Ordinal) && n.Contains("the same file", StringComparison.Ordinal));
        Assert.Equal(result.Sites.Sum(s => s.Patients), result.Flow[^1].Remaining);
    }

    // Nearly the same on both sides: a finding, since two patients may be that like each other.
    [Fact]
    public void Run_NearlyTheSamePatientOnBothSides_IsAFinding()
    {
        using var variant = new StudyVariant(study);
        var (own, external) = (Analysed("cross-validated"), Analysed("external"));
        Share(variant, "row", own, external);
        variant.Clinical.Set("albumin", r => variant.Clinical.Get(r, "patient_id") == external, r => FormattableString.Invariant($"{variant.Clinical.Number(r, "albumin") + 1}"));
        foreach (var row in variant.Manifest.Rows.Where(r => variant.Manifest.Get(r, "patient_id") == own && variant.Manifest.Get(r, "kind") != "slide").ToArray())
        {
            // The same voxels in a file of other bytes.
            var (path, copy) = (variant.Manifest.Get(row, "path"), variant[$"{variant.Manifest.Get(row, "name")}.nii"]);
            if (variant.Manifest.Get(row, "kind") == "mri")
            {
                NiftiFile.Write(copy, NiftiFile.ReadVolume(path), "another");
            }
            else
            {
                NiftiFile.WriteMask(copy, NiftiFile.ReadMask(path), "another");
            }

            variant.Replace(external, variant.Manifest.Get(row, "name"), copy);
        }

        var result = variant.Run(cancellationToken: Token);

        Assert.Contains(result.Notes, n => n.Contains($"'{own}'", StringComparison.Ordinal) && n.Contains("but for albumin", StringComparison.Ordinal));
        Assert.Contains($"patients '{own}', '{external}' have the same Radiomics features of series 'arterial': their images may be one", result.Notes);
    }

    // An image without anything to see, for everybody: there is nothing to select.
    [Fact]
    public void Run_ModalityThatDoesNotVary_SaysSoInOneLineAndKeepsTheExclusions()
    {
        using var variant = new StudyVariant(study, emptyStore: true);
        var first = study.Result.Models[0].Predictions.First(p => p.Set == "cross-validated").PatientId;
        variant.Protocol = variant.Protocol with { Models = [ModelSpecification.Pre] };
        foreach (var row in variant.Manifest.Rows.Where(r => variant.Manifest.Get(r, "kind") != "slide").ToArray())
        {
            // The same pixels under another description, so that no two files are one.
            var (patient, name) = (variant.Manifest.Get(row, "patient_id"), variant.Manifest.Get(row, "name"));
            var source = Path.Combine(study.Cohort.Directory, "patients", first, name + ".nii.gz");
            var path = variant[$"{patient}-{name}.nii"];
            if (variant.Manifest.Get(row, "kind") == "mri")
            {
                NiftiFile.Write(path, NiftiFile.ReadVolume(source), patient);
            }
            else
            {
                NiftiFile.WriteMask(path, NiftiFile.ReadMask(source), patient);
            }

            variant.Replace(patient, name, path);
        }

        variant.Clinical.Set("age", r => variant.Clinical.Get(r, "patient_id") == Analysed("external"), _ => "200");

        var error = Assert.Throws<StudyProtocolException>(() => variant.Run(cancellationToken: Token));

        Assert.Contains("No Radiomics feature varies", error.Message, StringComparison.Ordinal);
        Assert.Contains("'models'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Contains(Analysed("external") + ",clinical,", File.ReadAllText(Path.Combine(variant.Options.OutputFolder, "exclusions.csv")), StringComparison.Ordinal);
        Assert.StartsWith("step,excluded,remaining\nPatients in the clinical file,0,80\n", File.ReadAllText(Path.Combine(variant.Options.OutputFolder, "flow.csv")), StringComparison.Ordinal);
    }

    // A slide of nobody can be read, while PRE reads none: POST is refused with what is wrong with them, counted.
    [Fact]
    public void Run_NoSlideCanBeRead_CountsTheReasons()
    {
        using var variant = new StudyVariant(study);
        foreach (var row in variant.Manifest.Rows.Where(r => variant.Manifest.Get(r, "kind") == "slide").ToArray())
        {
            var path = variant[$"{variant.Manifest.Get(row, "patient_id")}.svs"];
            File.WriteAllText(path, $"the slide of {variant.Manifest.Get(row, "patient_id")} was here");
            variant.Replace(variant.Manifest.Get(row, "patient_id"), variant.Manifest.Get(row, "name"), path);
        }

        var error = Assert.Throws<StudyProtocolException>(() => variant.Run(cancellationToken: Token));

        Assert.StartsWith("No development patient has Pathomics features: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(" x pathomics: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Contains(",POST\n", File.ReadAllText(Path.Combine(variant.Options.OutputFolder, "exclusions.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ModelWithNothingToRead_NamesTheOption()
    {
        using var variant = new StudyVariant(study, emptyStore: true);
        variant.Protocol = variant.Protocol with { Manifest = null, Models = [new ModelSpecification("MRI", Availability.Pre, ["Radiomics"])] };

        var error = Assert.Throws<StudyProtocolException>(() => variant.Run(cancellationToken: Token));

        Assert.Contains("Model MRI has nothing to read", error.Message, StringComparison.Ordinal);
        Assert.Contains("'manifest'", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(variant.Options.StoreFolder));
    }

    [Fact]
    public void Run_SizesOfHalfTheSiteInMillimetres_AreRefusedUnlessConfirmed()
    {
        using var variant = new StudyVariant(study, emptyStore: true);
        var half = variant.Patients("TJ").Where((_, i) => i % 2 == 0).ToHashSet(StringComparer.Ordinal);
        variant.Clinical.Set("tumour_size_cm", r => half.Contains(variant.Clinical.Get(r, "patient_id")), r => FormattableString.Invariant($"{10 * variant.Clinical.Number(r, "tumour_size_cm")}"));

        var error = Assert.Throws<TableFormatException>(() => variant.Run(cancellationToken: Token));

        Assert.Contains("tumour_size_cm of site TJ mixes units", error.Message, StringComparison.Ordinal);
    }

    // 15 mm as 15 cm: plausible, but no development patient had such a tumour.
    [Fact]
    public void Predict_OneSizeInMillimetres_IsNotScoredUnlessConfirmed()
    {
        using var variant = new StudyVariant(study);
        var patient = Analysed("external");
        variant.Clinical.Remove(r => variant.Clinical.Get(r, "patient_id") != patient);
        variant.Clinical.Set("tumour_size_cm", _ => true, _ => "29");
        variant.Clinical.Write(variant["new.csv"]);
        variant.Manifest.Write(variant["manifest.csv"]);
        var model = RiskModel.Load(study["pre.zip"]);
        Assert.True(model.Card.Ranges["tumour_size_cm"].Maximum < 29);

        var refused = model.Predict(variant["new.csv"], variant["manifest.csv"], new() { StoreFolder = variant.Options.StoreFolder }, cancellationToken: Token);
        var confirmed = model.Predict(
            variant["new.csv"], variant["manifest.csv"], new() { StoreFolder = variant.Options.StoreFolder, ConfirmedUnits = ["tumour_size_cm"] }, cancellationToken: Token);

        Assert.Contains("29 mm would be 2.9", Assert.Single(refused.Exclusions).Reason, StringComparison.Ordinal);
        Assert.Single(confirmed.Predictions);
    }

    private string Analysed(string set) => study.Result.Models[0].Predictions.Where(p => p.Set == set).Select(p => p.PatientId).Last();

    private static void Share(StudyVariant variant, string what, string own, string other)
    {
        bool IsOther(string[] row) => variant.Clinical.Get(row, "patient_id") == other;
        switch (what)
        {
            case "identifier":
                foreach (var table in new[] { variant.Clinical, variant.Manifest })
                {
                    table.Set("patient_id", r => table.Get(r, "patient_id") == other, _ => own.ToLowerInvariant());
                }

                break;
            case "row":
                var row = variant.Clinical.Rows.Single(r => variant.Clinical.Get(r, "patient_id") == own);
                foreach (var column in variant.Clinical.Headers.Where(h => h is not ("patient_id" or "site")))
                {
                    variant.Clinical.Set(column, IsOther, _ => variant.Clinical.Get(row, column));
                }

                break;
            case "image":
                variant.Replace(other, "arterial", variant.PathOf(own, "arterial"));
                break;
            case "copy":
                File.Copy(variant.PathOf(own, "arterial"), variant["copy.nii.gz"]);
                variant.Replace(other, "arterial", variant["copy.nii.gz"]);
                break;
            default:
                File.Copy(variant.PathOf(own, "liver"), variant[$"{own}_mask.nii.gz"]);
                variant.Replace(other, "lesion", variant[$"{own}_mask.nii.gz"]);
                break;
        }
    }
}
