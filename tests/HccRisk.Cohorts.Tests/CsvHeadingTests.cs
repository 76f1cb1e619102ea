using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cohorts.Tests;

/// <summary>Which column a name means, wherever a CSV file is read.</summary>
public class CsvHeadingTests
{
    private static readonly CohortSchema Schema = new()
    {
        Columns = [new("id", ColumnKind.Id), new("stage", ColumnKind.Numeric) { Minimum = 0, Maximum = 10 }],
    };

    [Theory]
    [InlineData("Stage,stage", "stage", 1)]
    [InlineData("Stage,stage", "Stage", 0)]
    [InlineData("AFP,Stage", "stage", 1)]
    [InlineData("AFP,Stage", "age", -1)]
    public void IndexOf_Heading_IsTheOneWrittenTheSame(string headings, string name, int index)
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(index, CsvTable.Read(folder.Write("a.csv", headings + "\n1,2\n"), "data").IndexOf(name));
    }

    [Fact]
    public void IndexOf_OnlyCaseDiffersFromSeveral_NamesThem()
    {
        using var folder = new TemporaryFolder();
        var table = CsvTable.Read(folder.Write("a.csv", "Stage,STAGE\n1,2\n"), "data");
        Assert.Contains("'Stage' and 'STAGE': which of them is column 'stage'", Assert.Throws<TableFormatException>(() => table.IndexOf("stage")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Read_AnyLineEnd_IsTheSameTable(string end)
    {
        using var folder = new TemporaryFolder();
        var table = CsvTable.Read(folder.Write("a.csv", $"id,stage{end}A,1{end}B,2{end}"), "data");
        Assert.Equal(["id", "stage"], table.Headers);
        Assert.Equal([["A", "1"], ["B", "2"]], table.Rows.Select(r => r.Cells));
        Assert.Equal([2, 3], table.Rows.Select(r => r.Line));
    }

    [Fact]
    public void Read_HeadingUsedTwice_NamesBothColumns()
    {
        using var folder = new TemporaryFolder();
        var clinical = folder.Write("c.csv", "id,stage,age,stage\nA,1,2,3\n");
        var manifest = folder.Write("m.csv", "patient_id,kind,name,path,path\nA,mri,t1,a,b\n");
        Assert.Contains("heading 'stage' twice, in columns 2 and 4", Assert.Throws<TableFormatException>(() => Cohort.Load(clinical, Schema)).Message, StringComparison.Ordinal);
        Assert.Contains("heading 'path' twice, in columns 4 and 5", Assert.Throws<TableFormatException>(() => Cohort.LoadFiles(manifest)).Message, StringComparison.Ordinal);

        // Columns without a heading have no name to mistake.
        Assert.Equal(4, CsvTable.Read(folder.Write("e.csv", "id,,x,\nA,,1,\n"), "data").Headers.Count);
    }

    [Fact]
    public void Load_HeadingsThatDifferByCase_TakesTheExactOneAndSaysWhatIsIgnored()
    {
        using var folder = new TemporaryFolder();
        var cohort = Cohort.Load(folder.Write("c.csv", "id,Stage,stage\nA,1,5\n"), Schema);
        Assert.Equal([5], cohort.Column("stage"));
        Assert.Contains(cohort.Notes, n => n.Contains("not in the schema are ignored: Stage", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_FolderOrBinaryFile_SaysWhatItIs()
    {
        using var folder = new TemporaryFolder();
        var binary = folder.Write("b.csv", "id\0\u0001\u0002\n");
        Assert.Contains("a NUL, which no text has", Assert.Throws<TableFormatException>(() => CsvTable.Read(binary, "data")).Message, StringComparison.Ordinal);
        var message = Assert.Throws<TableFormatException>(() => CsvTable.Read(Path.GetDirectoryName(binary)!, "data")).Message;
        Assert.Contains("is a folder: name the file in it, such as 'b.csv'", message, StringComparison.Ordinal);
    }
}
