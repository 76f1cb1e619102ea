using System.Globalization;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.Naming;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cohorts.Tests;

public class CohortLoadTests
{
    private static readonly CohortSchema Schema = new()
    {
        Columns =
        [
            new("id", ColumnKind.Id),
            new("site", ColumnKind.Site) { Required = false },
            new("albumin", ColumnKind.Numeric) { Unit = "g/L", Minimum = 10, Maximum = 70, OtherUnits = new Dictionary<string, double>(StringComparer.Ordinal) { ["g/dL"] = 10 } },
            new("afp", ColumnKind.Numeric) { Unit = "ng/mL", Minimum = 0.1, Imputable = true, Required = false },
            new("male", ColumnKind.Binary) { Header = "sex", Categories = ["F", "M"], Required = false },
            new("bclc", ColumnKind.Categorical) { Categories = ["0", "A", "B"], Required = false, Imputable = true },
        ],
    };

    [Fact]
    public void Load_GoodRows_GiveValuesInFileOrder()
    {
        using var folder = new TemporaryFolder();

        var cohort = Cohort.Load(folder.Write("c.csv", "\uFEFFid,site,albumin,afp,sex,bclc\r\nP2,TJ,41.5,NA,M,a\r\n\r\n\"P,1\",SYSMH, 38 ,1e3,F,\r\n"), Schema);

        Assert.Equal(["P2", "P,1"], cohort.Patients.Select(p => p.Id));
        Assert.Equal(["TJ", "SYSMH"], cohort.Sites);
        Assert.Equal([41.5, 38], cohort.Column("albumin"));
        Assert.Equal([double.NaN, 1000], cohort.Column("afp"));
        Assert.Equal([1, 0], cohort.Column("male"));
        Assert.Equal([1, double.NaN], cohort.Column("bclc"));
        Assert.Empty(cohort.Exclusions);
    }

    [Theory]
    [InlineData("A,NaN,5", "albumin is missing (line 3)")]
    [InlineData("A,forty,5", "albumin 'forty' is not a number (line 3)")]
    [InlineData("A,,5", "albumin is missing (line 3)")]
    [InlineData("A,4.2,5", "albumin 4.2 g/L is outside 10 to 70 g/L; 4.2 g/dL would be 42 g/L: units mixed up? (line 3)")]
    [InlineData("A,400,5", "albumin 400 g/L is outside 10 to 70 g/L (line 3)")]
    [InlineData("A,40,0", "afp 0 ng/mL is outside 0.1 or more ng/mL (line 3)")]
    [InlineData("A,40,Infinity", "afp 'Infinity' is not a number (line 3)")]
    [InlineData("A,40", "line 3 has 2 values, the heading has 3")]
    public void Load_BadValue_IsARecordedExclusion(string row, string reason)
    {
        using var folder = new TemporaryFolder();

        var cohort = Cohort.Load(folder.Write("c.csv", $"id,albumin,afp\nOK,40,5\n{row}\n"), Schema);

        Assert.Equal("OK", Assert.Single(cohort.Patients).Id);
        Assert.Equal(new Exclusion("A", Exclusion.Clinical, reason), Assert.Single(cohort.Exclusions));
    }

    [Fact]
    public void Load_RepeatedOrEmptyId_ExcludesAllItsRowsAndListsThePatientOnce()
    {
        using var folder = new TemporaryFolder();

        var cohort = Cohort.Load(folder.Write("c.csv", "id,albumin\nA,40\nB,41\nA,42\n,43\n"), Schema);

        Assert.Equal("B", Assert.Single(cohort.Patients).Id);
        Assert.Equal(["A", "(line 5)"], cohort.Exclusions.Select(e => e.PatientId));
        Assert.Contains("used on lines 2, 4", cohort.Exclusions[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FlaggedColumn_KeepsThePatientWithANote()
    {
        using var folder = new TemporaryFolder();
        var schema = Schema with { Columns = [.. Schema.Columns.Select(c => c with { OutOfRange = OutOfRangePolicy.Flag })] };

        var cohort = Cohort.Load(folder.Write("c.csv", "id,albumin\nA,4.2\n"), schema);

        Assert.Equal(4.2, cohort.Patients[0]["albumin"]);
        Assert.Contains(cohort.Notes, n => n.StartsWith("patient A: albumin 4.2 g/L is outside", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_MisspeltColumn_NamesTheNearestInOneLine()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("c.csv", "id,albumn,afpp\nA,40,3\n");

        var e = Assert.Throws<TableFormatException>(() => Cohort.Load(path, Schema));

        Assert.Equal($"clinical file '{path}': no column 'albumin' (nearest: 'albumn')", e.Message);
    }

    [Fact]
    public void Load_AbsentOptionalColumn_IsANoteWithTheNearest()
    {
        using var folder = new TemporaryFolder();

        var cohort = Cohort.Load(folder.Write("c.csv", "id,albumin,afpp\nA,40,3\n"), Schema);

        Assert.Contains("optional column 'afp' is absent (nearest: 'afpp')", cohort.Notes);
        Assert.False(cohort.Has("afp"));
        Assert.True(double.IsNaN(cohort.Patients[0]["afp"]));
        var e = Assert.Throws<ArgumentException>(() => cohort.Column("albumen"));
        Assert.Contains("'albumin'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MissingFile_NamesTheNearestInItsFolder()
    {
        using var folder = new TemporaryFolder();
        folder.Write("cohort.csv", "id,albumin\nA,40\n");

        var e = Assert.Throws<TableFormatException>(() => Cohort.Load(Path.Combine(folder.Path, "cohrt.csv"), Schema));

        Assert.EndsWith("does not exist (nearest: 'cohort.csv')", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("id,albumin\n", "headings and no rows")]
    [InlineData("id,albumin\nA,x\n", "no patient is left of 1")]
    public void Load_NobodyLeft_SaysWhy(string content, string reason)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("c.csv", content);

        var e = Assert.Throws<TableFormatException>(() => Cohort.Load(path, Schema));

        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Load_GermanCulture_ReadsTheMarkOfTheFile()
    {
        using var folder = new TemporaryFolder();
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");

            Assert.Equal([41.5, 40], Cohort.Load(folder.Write("c.csv", "id;albumin\nA;41.5\nB;40\n"), Schema).Column("albumin"));
            Assert.Equal([41.5, 40], Cohort.Load(folder.Write("d.csv", "id;albumin\nA;41,5\nB;40\n"), Schema).Column("albumin"));
            Assert.Contains(
                "line 3, column 'albumin': '41,5' has a decimal comma, '41.5' on line 2 a decimal point",
                Assert.Throws<TableFormatException>(() => Cohort.Load(folder.Write("e.csv", "id;albumin\nA;41.5\nB;41,5\n"), Schema)).Message,
                StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Load_Manifest_AttachesFilesAndExcludesPatientsWithMissingOnes()
    {
        using var folder = new TemporaryFolder();
        var clinical = folder.Write("c.csv", "id,albumin\nA,40\nB,40\nC,40\nD,x\n");
        folder.Write("data/img/A_art.nii", "x");
        folder.Write("data/img/A_mask.nii", "y");
        var manifest = folder.Write(
            "data/manifest.csv",
            "patient_id,kind,name,path,label\nA,mri,arterial,img/A_art.nii,\nA,mask,arterial,img\\A_mask.nii,2\nB,slide,block1,img/none.svs,\nC,scan,x,img/A_art.nii,\nD,mri,arterial,img/A_art.nii,\nZ,mri,arterial,img/A_art.nii,\n");

        var cohort = Cohort.Load(clinical, Schema, manifest);

        var patient = Assert.Single(cohort.Patients);
        Assert.Equal(Path.Combine(folder.Path, "data", "img", "A_art.nii"), patient.File(PatientFileKind.Mri, "Arterial")!.Path);
        Assert.Equal(2, patient.FilesOf(PatientFileKind.Mask).Single().Label);
        Assert.Equal(["D", "B", "C"], cohort.Exclusions.Select(e => e.PatientId));
        Assert.Equal("the file of slide 'block1' does not exist (manifest line 4)", cohort.Exclusions[1].Reason);
        Assert.StartsWith("kind 'scan' is not one of mri, mask", cohort.Exclusions[2].Reason, StringComparison.Ordinal);
        Assert.Contains(cohort.Notes, n => n.Contains("'Z' (line 7)", StringComparison.Ordinal));
    }

    // The patient has files, under another spelling: that is said, and not that none are listed.
    [Theory]
    [InlineData("p1")]
    [InlineData("P 1")]
    [InlineData("\uFF301")]
    public void Load_IdentifierSpelledOtherwiseInTheManifest_IsNamed(string spelled)
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.nii", "x");

        var cohort = Cohort.Load(
            folder.Write("c.csv", "id,albumin\nP1,40\nP2,40\n"), Schema, folder.Write("m.csv", $"patient_id,kind,name,path\nP2,mri,arterial,a.nii\n{spelled},mri,arterial,a.nii\n"));

        Assert.Equal("P2", Assert.Single(cohort.Patients).Id);
        var exclusion = Assert.Single(cohort.Exclusions);
        Assert.Equal(("P1", "files"), (exclusion.PatientId, exclusion.Stage));
        Assert.StartsWith($"the manifest names '{spelled}', not 'P1'", exclusion.Reason, StringComparison.Ordinal);
        Assert.Contains("manifest line 3", exclusion.Reason, StringComparison.Ordinal);
        Assert.Contains(cohort.Notes, n => n.Contains($"'{spelled}' (line 3) (nearest: 'P1'", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_ManifestWithASeriesTwice_ExcludesThePatient()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.nii", "x");
        folder.Write("b.nii", "x");

        var cohort = Cohort.Load(
            folder.Write("c.csv", "id,albumin\nA,40\nB,40\n"),
            Schema,
            folder.Write("m.csv", "patient_id,kind,name,path\nA,mri,arterial,a.nii\nA,mri,Arterial,b.nii\nB,mask,arterial,a.nii\nB,mask,arterial,b.nii\n"));

        Assert.Equal("B", Assert.Single(cohort.Patients).Id);
        Assert.Equal("mri 'Arterial' is listed twice (manifest line 3)", Assert.Single(cohort.Exclusions).Reason);
    }

    [Fact]
    public void Load_MisspeltManifestColumn_NamesTheNearest()
    {
        using var folder = new TemporaryFolder();
        var manifest = folder.Write("m.csv", "patientid,kind,name,paht\n");

        var e = Assert.Throws<TableFormatException>(() => Cohort.Load(folder.Write("c.csv", "id,albumin\nA,40\n"), Schema, manifest));

        Assert.Equal($"manifest '{manifest}': no column 'patient_id' (nearest: 'patientid'); no column 'path' (nearest: 'paht')", e.Message);
    }

    [Fact]
    public void Exclude_TwoReasons_KeepsTheFirst()
    {
        using var folder = new TemporaryFolder();
        var cohort = Cohort.Load(folder.Write("c.csv", "id,albumin\nA,40\nB,41\n"), Schema);

        var left = cohort.Exclude([new("A", "mri", "empty mask"), new("A", "wsi", "no slide"), new("Z", "mri", "unknown")]);

        Assert.Equal("B", Assert.Single(left.Patients).Id);
        Assert.Equal("empty mask", Assert.Single(left.Exclusions).Reason);
    }
}
