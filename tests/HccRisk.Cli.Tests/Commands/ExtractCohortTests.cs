using System.CommandLine;
using System.Globalization;
using HccRisk.Cli.Commands;
using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Errors;
using HccRisk.Imaging;
using HccRisk.Imaging.Nifti;
using HccRisk.Radiomics;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Roi;
using HccRisk.Studies.Protocol;
using Xunit;

namespace HccRisk.Cli.Tests.Commands;

public sealed class ExtractCohortTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-extract-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Extract_CohortWithABrokenPatient_KeepsTheOthersAndSaysWhy()
    {
        foreach (var id in (string[])["P1", "P2", "P3", "P4"])
        {
            Write($"{id}/arterial.nii.gz", $"{id}/mask.nii.gz");
        }

        File.WriteAllText(At("P2/arterial.nii.gz"), "not an image");
        File.Delete(At("P4/arterial.nii.gz"));
        var manifest = Manifest("P1", "P2", "P3", "P4");
        var csv = At("features.csv");

        var (code, text) = await Run("--cohort", manifest, "--store", At("store"), "--csv", csv, "--parallel", "2");

        Assert.Equal(42, code);
        Assert.Contains($"2 patients, 68 features in {At("store/radiomics/table.parquet")} (3 extracted now, 0 found)", text, StringComparison.Ordinal);
        Assert.Contains("excluded: P4 (files): the file of mri 'arterial' does not exist (manifest line ", text, StringComparison.Ordinal);
        Assert.Contains("excluded: P2 (radiomics): ", text, StringComparison.Ordinal);
        var table = FeatureStore.Open(At("store")).Load("radiomics");
        Assert.Equal(["P1", "P3"], table.PatientIds);
        Assert.Equal(new RadiomicsExtractor().Columns(["arterial"]), table.Columns);
        Assert.Equal(2, table.Remarks.Count);
        Assert.NotEmpty(table.Provenance.SoftwareVersion);

        var lines = File.ReadAllLines(csv);
        Assert.Equal(3, lines.Length);
        Assert.Equal("patient_id," + string.Join(',', table.Columns.Select(c => c.Name)), lines[0]);
        var cells = lines[2].Split(',');
        Assert.Equal("P3", cells[0]);
        Assert.Equal(table.Row(1).ToArray(), cells.Skip(1).Select(c => c.Length == 0 ? double.NaN : double.Parse(c, CultureInfo.InvariantCulture)));

        var (again, second) = await Run("--cohort", manifest, "--store", At("store"));
        Assert.Equal(42, again);
        Assert.Contains("(0 extracted now, 3 found)", second, StringComparison.Ordinal);
        Assert.Contains("excluded: P2 (radiomics): ", second, StringComparison.Ordinal);
        Assert.Contains("(1 extracted now, 2 found)", (await Run("--cohort", manifest, "--store", At("store"), "--retry")).Text, StringComparison.Ordinal);
        Assert.Contains("(0 extracted now, 3 found)", (await Run("--cohort", manifest, "--store", At("store"), "--verify")).Text, StringComparison.Ordinal);

        // A study reads the same patients with their clinical values: its radiomics are done.
        File.WriteAllLines(At("clinical.csv"), ["patient_id,age", "P1,50", "P2,60", "P3,70"]);
        var schema = new CohortSchema { Columns = [new("patient_id", ColumnKind.Id), new("age", ColumnKind.Numeric)] };
        var study = FeatureStore.Open(At("store")).Compute(
            RadiomicsJob.Create(new RadiomicsOptions(), ["arterial"]), Cohort.Load(At("clinical.csv"), schema, manifest), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((0, 3), (study.Computed, study.Reused));
    }

    [Fact]
    public async Task Extract_NoPatientMeasurable_IsWrongInput()
    {
        Write("P1/arterial.nii.gz", "P1/mask.nii.gz");
        File.WriteAllText(At("P1/arterial.nii.gz"), "not an image");

        var (code, text) = await Run("--cohort", Manifest("P1"), "--store", At("store"));

        Assert.Equal(CommandErrors.WrongInput, code);
        Assert.Contains("excluded: P1 (radiomics): ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_Folder_PairsByNameAndReportsTheOdd()
    {
        Write("images/brain_image.nii.gz", "images/brain_label.nii.gz");
        Write("images/lonely_image.nii.gz", null);
        Write("images/P1/arterial.nii.gz", "images/P1/mask.nii.gz");
        File.Copy(At("images/P1/mask.nii.gz"), At("images/P1/organ_mask.nii.gz"));
        Write("images/P2/arterial.nii.gz", null);
        Write("images/P3/CT_image.nii.gz", "images/P3/CT_mask.nii.gz");
        Write("images/P4/portal venous.nii.gz", "images/P4/mask.nii.gz");
        File.WriteAllText(At("images/notes.txt"), "not an image");

        var cohort = RadiomicsFolder.Find(At("images"), label: 1);
        var (code, text) = await Run("--folder", At("images"), "--store", At("store"), "--label", "1");

        Assert.Equal(["P1", "P3_CT", "brain"], cohort.Patients.Select(p => p.Id));
        Assert.Equal([PatientFileKind.Mri, PatientFileKind.Mask, PatientFileKind.OrganMask], cohort.Patients[0].Files.Select(f => f.Kind));
        Assert.Equal(1, cohort.Patients[0].Files[1].Label);
        Assert.Equal(42, code);
        Assert.Contains("3 patients,", text, StringComparison.Ordinal);
        Assert.Contains("excluded: lonely_image (files): ", text, StringComparison.Ordinal);
        Assert.Contains("excluded: P2 (files): ", text, StringComparison.Ordinal);
        Assert.Contains("excluded: P4 (files): ", text, StringComparison.Ordinal);

        // 'arterial' and 'image' are of some patients only, so optional: columns of both, NaN with the reason.
        Assert.Contains("missing values: arterial: the patient does not have it (2 patients, first P3_CT)", text, StringComparison.Ordinal);
        var table = FeatureStore.Open(At("store")).Load("radiomics");
        Assert.True(double.IsNaN(table.Column("arterial.stat_mean")[table.IndexOf("brain")]));
        Assert.True(double.IsFinite(table.Column("image.stat_mean")[table.IndexOf("brain")]));
    }

    [Fact]
    public async Task Extract_OptionsFile_AddsRegionsAndIsChecked()
    {
        Write("P1/arterial.nii.gz", "P1/mask.nii.gz");
        var options = At("options.json");
        RadiomicsOptionsFile.Save(new RadiomicsOptions { Discretisation = DiscretisationMethod.FixedBinSize, Regions = new RegionOptions { Shells = [2, 90, 99] } }, options);

        var (code, text) = await Run("--cohort", Manifest("P1"), "--store", At("store"), "--series", "arterial", "--optional-series", "delayed", "--options", options);

        Assert.Equal(0, code);
        Assert.Contains("missing values: shell_90_99mm: it has no voxel (1 patients, first P1)", text, StringComparison.Ordinal);
        Assert.Contains("missing values: delayed: the patient does not have it", text, StringComparison.Ordinal);
        var table = FeatureStore.Open(At("store")).Load("radiomics");
        Assert.True(double.IsFinite(table.Column("arterial.shell_0_2mm.stat_mean")[0]));
        Assert.Contains("shell_0_2mm", table.Provenance.Options, StringComparison.Ordinal);

        File.WriteAllText(options, """{ "binCuont": 16 }""");
        var unknown = await Assert.ThrowsAsync<ArgumentException>(() => Run("--cohort", Manifest("P1"), "--store", At("store"), "--options", options));
        Assert.Contains("binCuont", unknown.Message, StringComparison.Ordinal);
        File.WriteAllText(options, """{ "binCount": 1 }""");
        var outside = await Assert.ThrowsAsync<ArgumentException>(() => Run("--cohort", Manifest("P1"), "--store", At("store"), "--options", options));
        Assert.Contains("BinCount is 1", outside.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_BatchOfPyradiomics_HasARowALabel()
    {
        Write("P1/image.nii.gz", "P1/mask.nii.gz");
        File.WriteAllText(At("batch.csv"), "ID,Image,Mask,Label\nP1,P1/image.nii.gz,P1/mask.nii.gz,1\nP1,P1/image.nii.gz,P1/mask.nii.gz,2\nP2,,P1/mask.nii.gz,1\n");

        var (code, text) = await Run("--cohort", At("batch.csv"), "--store", At("store"), "--preset", "pyradiomics", "--csv", At("features.csv"));

        Assert.Equal(42, code);
        var rows = File.ReadAllLines(At("features.csv"));
        Assert.Equal(["P1_label1"], rows.Skip(1).Select(r => r.Split(',')[0]));
        Assert.Contains("image.original_glcm_Contrast", rows[0], StringComparison.Ordinal);
        Assert.Contains("excluded: P1_label2 (radiomics):", text, StringComparison.Ordinal);
        Assert.Contains("excluded: P2 (files): line 4 lacks Image or Mask", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_TwoShards_MakeTheTableOfOneRun()
    {
        string[] ids = ["P1", "P2", "P3"];
        foreach (var id in ids)
        {
            Write($"{id}/arterial.nii.gz", $"{id}/mask.nii.gz");
        }

        var manifest = Manifest(ids);
        await Run("--cohort", manifest, "--store", At("whole"));
        var (_, first) = await Run("--cohort", manifest, "--store", At("parts"), "--shard", "1/2");
        await Run("--cohort", manifest, "--store", At("parts"), "--shard", "2/2");

        Assert.Contains("2 patients,", first, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(At("whole/radiomics/table.parquet")), File.ReadAllBytes(At("parts/radiomics/table.parquet")));
    }

    [Theory]
    [InlineData("--cohort or --folder", "--store", "s")]
    [InlineData("--image, --mask and --preset")]
    [InlineData("--mask and --preset is missing", "--image", "i.nii")]
    [InlineData("not both", "--cohort", "a.csv", "--folder", "f")]
    [InlineData("--json is for one lesion", "--folder", "f", "--store", "s", "--json")]
    [InlineData("--store", "--folder", "f")]
    [InlineData("--shard is '3/2'", "--folder", "f", "--store", "s", "--shard", "3/2")]
    [InlineData("--parallel is 0", "--folder", "f", "--store", "s", "--parallel", "0")]
    [InlineData("'label' column", "--cohort", "a.csv", "--store", "s", "--label", "1")]
    public async Task Extract_ModesMixedUp_SaysWhatGoesWithWhat(string expected, params string[] arguments)
    {
        var error = await Assert.ThrowsAsync<StudyProtocolException>(() => Run(arguments));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("all")]
    [InlineData("4000000000")]
    public void Load_BatchWithALabelThatCannotBe_NamesLineAndLabel(string label)
    {
        File.WriteAllText(At("batch.csv"), $"Image,Mask,Label\ni.nii,m.nii,1\ni.nii,m.nii,{label}\n");

        var error = Assert.Throws<TableFormatException>(() => RadiomicsBatch.Load(At("batch.csv")));

        Assert.Contains($"line 3: Label '{label}' is not a whole number above zero", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_NoFolder_IsNamed()
    {
        var error = await Assert.ThrowsAsync<DirectoryNotFoundException>(() => Run("--folder", At("nothing"), "--store", At("store"), "--preset", "pyradiomics"));

        Assert.Equal($"There is no folder '{At("nothing")}'.", error.Message);
    }

    /// <summary>However many there are of one patient, none is taken.</summary>
    [Fact]
    public void Find_ThreeImagesOfOnePatient_AreAllLeftOut()
    {
        Write("images/P1_image.nii.gz", "images/P1_label.nii.gz");
        foreach (var name in (string[])["A_B_C", "A/B_C", "A_B/C"])
        {
            Write($"images/{name}_image.nii.gz", $"images/{name}_label.nii.gz");
        }

        var cohort = RadiomicsFolder.Find(At("images"));

        Assert.Equal(["P1"], cohort.Patients.Select(p => p.Id));
        Assert.Equal("A_B_C", Assert.Single(cohort.Exclusions).PatientId);
    }

    [Fact]
    public void Page_CommandsAndOptions_AreUnderstood()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "HccRisk.sln")))
        {
            root = root.Parent!;
        }

        var page = File.ReadAllText(Path.Combine(root.FullName, "docs", "how-to", "extract-radiomics.md"));
        var commands = page.Split('\n').Where(l => l.StartsWith("hccrisk extract", StringComparison.Ordinal)).ToArray();
        var start = page.IndexOf("```json", StringComparison.Ordinal) + "```json".Length;
        File.WriteAllText(At("options.json"), page[start..page.IndexOf("```", start, StringComparison.Ordinal)]);
        RootCommand parser = [ExtractCommand.Create()];

        var options = RadiomicsOptionsFile.Load(At("options.json"));

        Assert.Equal(10, commands.Length);
        Assert.All(commands, c => Assert.Empty(parser.Parse(c["hccrisk ".Length..]).Errors));
        Assert.Equal([5.0, 10, 20], options.Regions.Shells);
        Assert.Equal(RadiomicsFamilies.Default | RadiomicsFamilies.Glrlm, options.Families);
        Assert.Equal(OrganRegion.WithoutLesion, options.Regions.Organ);
    }

    [Fact]
    public async Task Extract_Provenance_IsATableBesideTheFeatures()
    {
        Write("P1/arterial.nii.gz", "P1/mask.nii.gz");
        Write("P2/arterial.nii.gz", "P2/mask.nii.gz");

        // A second run finds the rows in the store, and how they came about with them.
        await Run("--cohort", Manifest("P1", "P2"), "--store", At("store"));
        var (code, _) = await Run("--cohort", At("manifest.csv"), "--store", At("store"), "--provenance", At("provenance.csv"));

        Assert.Equal(0, code);
        Assert.Equal(
            [
                "patient_id,arterial.voxels,arterial.spacing_x_mm,arterial.spacing_y_mm,arterial.spacing_z_mm",
                "P1,16 x 15 x 12,1,1,1.5",
                "P2,16 x 15 x 12,1,1,1.5",
            ],
            File.ReadAllLines(At("provenance.csv")));
    }

    [Fact]
    public async Task Extract_SignsAndNormalisation_AreThoseOfTheCommandLine()
    {
        Write("P1/arterial.nii.gz", "P1/mask.nii.gz");
        File.WriteAllText(At("options.json"), """{ "families": "statistics, multiPhase", "phases": { "signs": { "rimDepth": 2 } } }""");

        var (code, text) = await Run(
            "--cohort", Manifest("P1"), "--store", At("store"), "--options", At("options.json"), "--signs", "referenceMask", "--normalisation", "zScoreBody", "--csv", At("features.csv"));

        Assert.Equal(0, code);
        Assert.Contains("missing values: phase signs against the liver are not defined: there is no reference mask (1 patients, first P1)", text, StringComparison.Ordinal);
        Assert.Contains("phase_rim_to_core_arterial", File.ReadLines(At("features.csv")).First(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--signs", "organring2", "--signs is 'organring2', which is not known (nearest: 'organRing'")]
    [InlineData("--normalisation", "zscoreliver", "--normalisation is 'zscoreliver', which is not known")]
    public async Task Extract_UnknownSignsOrNormalisation_IsNamed(string option, string value, string fault)
    {
        Write("P1/arterial.nii.gz", "P1/mask.nii.gz");

        var error = await Assert.ThrowsAsync<StudyProtocolException>(() => Run("--cohort", Manifest("P1"), "--store", At("store"), option, value));

        Assert.StartsWith(fault, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_FitNyul_WritesOptionsThatExtractByTheScale()
    {
        Write("P1/arterial.nii.gz", "P1/mask.nii.gz");
        Write("P2/arterial.nii.gz", "P2/mask.nii.gz");

        var (code, text) = await Run("--cohort", Manifest("P1"), "--fit-nyul", At("fitted.json"));
        Assert.Equal(0, code);
        Assert.Contains("standard scales (arterial of 1 patients)", text, StringComparison.Ordinal);
        var options = RadiomicsOptionsFile.Load(At("fitted.json"));
        Assert.Equal(IntensityNormalisation.Nyul, options.Normalisation);
        Assert.Equal((1.0, 100.0), (options.Scaling.Standard["arterial"][0], options.Scaling.Standard["arterial"][^1]));

        (code, text) = await Run("--cohort", Manifest("P1", "P2"), "--store", At("store"), "--options", At("fitted.json"));
        Assert.Equal(0, code);
        Assert.StartsWith("2 patients", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--store")]
    [InlineData("--csv")]
    [InlineData("--provenance")]
    public async Task Extract_FitNyulWithWhatIsExtracted_IsRefused(string option)
    {
        Write("P1/arterial.nii.gz", "P1/mask.nii.gz");

        var error = await Assert.ThrowsAsync<StudyProtocolException>(() => Run("--cohort", Manifest("P1"), "--fit-nyul", At("fitted.json"), option, At("x")));

        Assert.StartsWith($"{option} does not go with --fit-nyul", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A scale of fewer patients is another: each says of how many it is.</summary>
    [Fact]
    public async Task Extract_FitNyulWithoutAPhase_SaysOfHowManyPatients()
    {
        Write("P1/arterial.nii.gz", "P1/mask.nii.gz");
        Write("P2/arterial.nii.gz", "P2/mask.nii.gz");
        var manifest = Manifest("P1", "P2");
        File.AppendAllText(manifest, "P1,mri,portal,P1/arterial.nii.gz\n");

        var (_, text) = await Run("--cohort", manifest, "--fit-nyul", At("fitted.json"));

        Assert.StartsWith("standard scales (arterial of 2 patients, portal of 1 patients)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extract_FitNyulOfAFileThatIsNoImage_NamesThePatientAndNoPath()
    {
        Write("P1/arterial.nii.gz", "P1/mask.nii.gz");
        File.WriteAllText(At("P1/arterial.nii.gz"), "no image");

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => Run("--cohort", Manifest("P1"), "--fit-nyul", At("fitted.json")));

        Assert.StartsWith("Series 'arterial of P1': ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("arterial.nii.gz", error.Message, StringComparison.Ordinal);
    }

    private string At(string name) => Path.Combine(_folder, name);

    private string Manifest(params string[] ids)
    {
        var path = At("manifest.csv");
        File.WriteAllLines(path, ids.SelectMany(id => (string[])[$"{id},mri,arterial,{id}/arterial.nii.gz", $"{id},mask,arterial,{id}/mask.nii.gz"]).Prepend("patient_id,kind,name,path"));
        return path;
    }

    /// <summary>A ramp with a ball of label 1 in it.</summary>
    private void Write(string image, string? mask)
    {
        var g = VolumeGeometry.AxisAligned(16, 15, 12, new Vector3D(1, 1, 1.5));
        var at = Enumerable.Range(0, (int)g.VoxelCount).Select(i => (X: i % 16, Y: i / 16 % 15, Z: i / 240)).ToArray();
        Directory.CreateDirectory(Path.GetDirectoryName(At(image))!);
        NiftiFile.Write(At(image), new Volume<float>(g, [.. at.Select(p => (float)((p.X * 3) + (p.Y * p.Z % 7)))]));
        if (mask is not null)
        {
            NiftiFile.WriteMask(At(mask), new Mask(g, [.. at.Select(p => Math.Pow(p.X - 8, 2) + Math.Pow(p.Y - 7, 2) + Math.Pow((p.Z - 6) * 1.5, 2) <= 16)]));
        }
    }

    private static async Task<(int Code, string Text)> Run(params string[] arguments)
    {
        RootCommand root = [ExtractCommand.Create()];
        using var output = new StringWriter();
        var configuration = new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false };
        var code = await root.Parse(["extract", .. arguments]).InvokeAsync(configuration, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }
}
