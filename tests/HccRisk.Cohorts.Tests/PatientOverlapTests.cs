using System.Globalization;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cohorts.Tests;

public sealed class PatientOverlapTests
{
    private static readonly CohortSchema Schema = new()
    {
        Columns =
        [
            new("patient_id", ColumnKind.Id),
            new("age", ColumnKind.Numeric),
            new("afp", ColumnKind.Numeric),
            new("albumin", ColumnKind.Numeric),
            new("male", ColumnKind.Binary),
        ],
    };

    [Theory]
    [InlineData("p1")]
    [InlineData("P 1")]
    [InlineData("\uFF301")]
    [InlineData("P1\u200B")]
    public void Load_IdentifierWrittenDifferently_IsFound(string other)
    {
        using var folder = new TemporaryFolder();

        var overlap = Assert.Single(Load(folder, ["P1", "P2", other]).Overlaps);

        Assert.Equal((OverlapKind.Identifier, "P1", other), (overlap.Kind, overlap.First, overlap.Second));
    }

    // P-1 and P1, or 01 and 1, are different patients in many hospitals.
    [Fact]
    public void Load_OtherIdentifiers_AreDifferentPatients()
    {
        using var folder = new TemporaryFolder();

        Assert.Empty(Load(folder, ["P1", "P-1", "P01", "1", "01", "11"]).Overlaps);
    }

    [Fact]
    public void Load_SameRowUnderTwoIdentifiers_IsFoundAndNoted()
    {
        using var folder = new TemporaryFolder();
        var rows = Rows(["A", "B", "C", "D", "E"]);
        rows[3] = "D" + rows[1][1..];

        var cohort = Cohort.Load(folder.Write("c.csv", Csv(rows)), Schema);

        Assert.Equal((OverlapKind.Values, "B", "D"), (Assert.Single(cohort.Overlaps).Kind, cohort.Overlaps[0].First, cohort.Overlaps[0].Second));
        Assert.Contains(cohort.Overlaps[0].Reason, cohort.Notes);
    }

    // One cell typed otherwise, or left empty.
    [Theory]
    [InlineData("age", "51")]
    [InlineData("afp", "NA")]
    [InlineData("male", "0")]
    public void Load_SameRowButForOneCell_IsANote(string column, string value)
    {
        using var folder = new TemporaryFolder();
        var rows = Rows([.. Enumerable.Range(0, 40).Select(i => $"P{i}")]).Select((r, i) => FormattableString.Invariant($"{r},{120 + i},{9.5 + i}")).ToList();
        var copy = rows[3].Split(',');
        copy[Array.IndexOf(["patient_id", "age", "afp", "albumin", "male"], column)] = value;
        rows[20] = "P20," + string.Join(',', copy[1..]);
        CohortColumn[] more = [new("platelets", ColumnKind.Numeric), new("bilirubin", ColumnKind.Numeric)];
        var schema = Schema with { Columns = [.. Schema.Columns.Concat(more).Select(c => c with { Imputable = true })] };

        var cohort = Cohort.Load(folder.Write("c.csv", Csv(rows).Replace("male\n", "male,platelets,bilirubin\n", StringComparison.Ordinal)), schema);

        var overlap = Assert.Single(cohort.Overlaps);
        Assert.Equal((OverlapKind.NearValues, "P3", "P20"), (overlap.Kind, overlap.First, overlap.Second));
        Assert.Contains($"but for {column}", overlap.Reason, StringComparison.Ordinal);
        Assert.Contains(overlap.Reason, cohort.Notes);
    }

    // The same patient followed at two hospitals: another time and another event.
    [Fact]
    public void Load_SameRowWithAnotherOutcome_IsANote()
    {
        using var folder = new TemporaryFolder();
        var rows = Rows([.. Enumerable.Range(0, 40).Select(i => $"P{i}")]).Select((r, i) => FormattableString.Invariant($"{r},{10 + i},{i % 2}")).ToList();
        rows[20] = "P20," + string.Join(',', rows[3].Split(',')[1..5]) + ",99,0";
        var schema = Schema with { Endpoint = new RecordedEndpoint() };

        var cohort = Cohort.Load(folder.Write("c.csv", Csv(rows).Replace("male\n", "male,time,event\n", StringComparison.Ordinal)), schema);

        var overlap = Assert.Single(cohort.Overlaps);
        Assert.Equal((OverlapKind.NearValues, "P3", "P20"), (overlap.Kind, overlap.First, overlap.Second));
        Assert.Contains("another outcome", overlap.Reason, StringComparison.Ordinal);
    }

    // Values drawn for each patient by itself: none of 300 is like another but by chance, of which there may be one in a hundred such cohorts.
    [Fact]
    public void Load_PatientsDrawnAtRandom_AreNotNear()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(4);
        var found = 0;
        for (var cohort = 0; cohort < 20; cohort++)
        {
            var rows = Enumerable.Range(0, 300).Select(i => FormattableString.Invariant($"P{i},{random.Next(40, 80)},{random.Next(1, 400)},{random.Next(25, 50)},{random.Next(2)}"));
            found += Cohort.Load(folder.Write($"{cohort}.csv", Csv(rows)), Schema).Overlaps.Count;
        }

        Assert.InRange(found, 0, 1);
    }

    [Theory]
    [InlineData("A,mri,arterial,a.nii,", "A,mri,delayed,a.nii,", "mri 'arterial' and mri 'delayed' of 'A' are the same file")]
    [InlineData("A,mri,arterial,a.nii,", "A,mri,delayed,copy.nii,", "mri 'arterial' and mri 'delayed' of 'A' are the same file")]
    [InlineData("A,mask,lesion,a.nii,", "A,reference_mask,spleen,a.nii,", "mask 'lesion' and reference_mask 'spleen' of 'A' are the same file")]
    [InlineData("A,mask,lesion,a.nii,1", "A,organ_mask,liver,copy.nii,1", "mask 'lesion' and organ_mask 'liver' of 'A' are the same file")]
    [InlineData("A,slide,1,a.nii,", "A,slide,2,a.nii,", "slide '1' and slide '2' of 'A' are the same file")]
    [InlineData("A,mask,lesion,a.nii,2", "A,organ_mask,liver,a.nii,", null)]
    [InlineData("A,mask,lesion,a.nii,1", "A,organ_mask,liver,copy.nii,2", null)]
    [InlineData("A,mask,arterial,a.nii,", "A,mask,delayed,a.nii,", null)]
    [InlineData("A,mri,arterial,a.nii,", "A,mri,delayed,other.nii,", null)]
    public void LoadFiles_OneFileInTwoRoles_IsANote(string first, string second, string? expected)
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.nii", "same");
        folder.Write("copy.nii", "same");
        folder.Write("other.nii", "else");

        var cohort = Cohort.LoadFiles(folder.Write("manifest.csv", $"patient_id,kind,name,path,label\n{first}\n{second}\n"));

        Assert.Equal(expected is null ? [] : [expected], cohort.Notes);
    }

    // Whatever the label: a mask that is its own image would be scored.
    [Theory]
    [InlineData("mask,lesion,a.nii,", "mask 'lesion'")]
    [InlineData("mask,lesion,a.nii,1", "mask 'lesion'")]
    [InlineData("mask,lesion,copy.nii,", "mask 'lesion'")]
    [InlineData("reference_mask,spleen,copy.nii,", "reference_mask 'spleen'")]
    [InlineData("organ_mask,liver,copy.nii,3", "organ_mask 'liver'")]
    [InlineData("mask,lesion,slices-copy,", "mask 'lesion'", "slices")]
    [InlineData("mask,lesion,other.nii,", null)]
    [InlineData("mask,lesion,slices,", null, "slices")]
    public void LoadFiles_ImageAsMask_LeavesThePatientOut(string mask, string? expected, string image = "a.nii")
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.nii", "same");
        folder.Write("copy.nii", "same");
        folder.Write("other.nii", "else");
        folder.Write("slices/1.dcm", "slice");
        folder.Write("slices-copy/1.dcm", "slice");

        var cohort = Cohort.LoadFiles(folder.Write("manifest.csv", $"patient_id,kind,name,path,label\nA,mri,arterial,{image},\nA,{mask}\nB,mri,arterial,other.nii,\n"));

        Assert.Equal(expected is null ? 0 : 1, cohort.Exclusions.Count);
        Assert.Equal(expected is null ? ["A", "B"] : ["B"], cohort.Patients.Select(p => p.Id));
        if (expected is not null)
        {
            Assert.Equal($"mri 'arterial', manifest line 2 and {expected}, manifest line 3 are the same file: an image is not a mask", cohort.Exclusions[0].Reason);
        }
    }

    // Among a hundred patients of whom two things are known, many agree in both.
    [Fact]
    public void Load_RowsThatAgreeByChance_SayNothing()
    {
        using var folder = new TemporaryFolder();
        var rows = Enumerable.Range(0, 100).Select(i => string.Create(CultureInfo.InvariantCulture, $"P{i},{50 + (i % 10)},5,40,{i % 2}")).ToList();

        Assert.Empty(Cohort.Load(folder.Write("c.csv", Csv(rows)), Schema).Overlaps);
    }

    [Fact]
    public void LoadFiles_OnePathForTwoPatients_IsFound()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a/t1.nii", "first");
        folder.Write("a/lesion.nii", "mask");
        folder.Write("b/t1.nii", "second");

        var cohort = Files(folder, "A,mri,t1,a/t1.nii", "A,mask,lesion,a/lesion.nii", "B,mri,t1,b/t1.nii", "B,mask,lesion,b/../a/lesion.nii");

        var overlap = Assert.Single(cohort.Overlaps);
        Assert.Equal((OverlapKind.File, "A", "B"), (overlap.Kind, overlap.First, overlap.Second));
        Assert.Contains("mask 'lesion' of 'A'", overlap.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(".nii", overlap.Reason, StringComparison.Ordinal);
    }

    // Files that share size, beginning and end are told apart by what lies between.
    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public void LoadFiles_CopyOfAnImage_IsFoundByItsBytes(bool copied, int expected)
    {
        using var folder = new TemporaryFolder();
        var content = new string('x', 300_000);
        folder.Write("1.nii", content);
        folder.Write("2.nii", copied ? content : content[..70_001] + "y" + content[70_002..]);

        var overlaps = Files(folder, "A,mri,t1,1.nii", "B,mri,t1,2.nii").Overlaps;

        Assert.Equal(expected, overlaps.Count);
        Assert.All(overlaps, o => Assert.Equal(OverlapKind.Content, o.Kind));
    }

    [Fact]
    public void LoadFiles_CopyOfAFolderOfSlices_IsFound()
    {
        using var folder = new TemporaryFolder();
        foreach (var (patient, last) in new[] { ("A", "same"), ("B", "same"), ("C", "else") })
        {
            folder.Write($"{patient}/t1/1.dcm", "slice");
            folder.Write($"{patient}/t1/2.dcm", last);
        }

        var overlap = Assert.Single(Files(folder, "A,mri,t1,A/t1", "B,mri,t1,B/t1", "C,mri,t1,C/t1").Overlaps);

        Assert.Equal((OverlapKind.Content, "A", "B"), (overlap.Kind, overlap.First, overlap.Second));
    }

    [Fact]
    public void LoadFiles_PathWithAnotherPatientsIdentifier_IsFound()
    {
        using var folder = new TemporaryFolder();
        var rows = new List<string>();
        for (var i = 1; i <= 6; i++)
        {
            folder.Write($"P-{i:D3}/t1.nii", $"image {i}");
            folder.Write($"masks/P-{i:D3}_lesion_b.nii", $"mask {i}");
            rows.Add($"P-{i:D3},mri,t1,P-{i:D3}/t1.nii");
            rows.Add($"P-{i:D3},mask,lesion,masks/P-{(i == 4 ? 7 : i):D3}_lesion_b.nii");
        }

        folder.Write("masks/P-007_lesion_b.nii", "of nobody");
        Assert.Empty(Files(folder, [.. rows]).Overlaps);
        rows.Add("P-007,mri,t1,P-001/other.nii");
        folder.Write("P-001/other.nii", "image 7");

        var overlaps = Files(folder, [.. rows]).Overlaps;

        Assert.Equal([("P-001", "P-007"), ("P-004", "P-007")], overlaps.Select(o => (o.First, o.Second)));
        Assert.All(overlaps, o => Assert.Equal(OverlapKind.PathOfAnother, o.Kind));
    }

    // Numbers of series and phases are no patients where paths do not name them.
    [Fact]
    public void LoadFiles_NumbersInPathsThatNameNobody_SayNothing()
    {
        using var folder = new TemporaryFolder();
        for (var i = 1; i <= 4; i++)
        {
            folder.Write($"scan{i}/series 2.nii", $"image {i}");
        }

        Assert.Empty(Files(folder, "1,mri,t1,scan1/series 2.nii", "2,mri,t1,scan2/series 2.nii", "3,mri,t1,scan3/series 2.nii", "4,mri,t1,scan4/series 2.nii").Overlaps);
    }

    private static Cohort Files(TemporaryFolder folder, params string[] rows) =>
        Cohort.LoadFiles(folder.Write("manifest.csv", "patient_id,kind,name,path\n" + string.Join('\n', rows) + "\n"));

    private static Cohort Load(TemporaryFolder folder, string[] ids) => Cohort.Load(folder.Write("c.csv", Csv(Rows(ids))), Schema);

    private static List<string> Rows(string[] ids) =>
        [.. ids.Select((id, i) => string.Create(CultureInfo.InvariantCulture, $"{id},{50 + i},{5.5 + (7 * i)},{38.1 + i},{i % 2}"))];

    private static string Csv(IEnumerable<string> rows) => "patient_id,age,afp,albumin,male\n" + string.Join('\n', rows) + "\n";
}
