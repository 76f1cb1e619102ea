using HccRisk.Core.Errors;
using HccRisk.Core.Tables;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Core.Tests.Tables;

/// <summary>Sheets of workbooks.</summary>
public sealed class WorkbookTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_Sheet_HasNumbersDatesAndYesNo(bool from1904)
    {
        var book = new TestWorkbook { From1904 = from1904 }.Add("Patients", [
            ["id ", "afp", "surgery_date", "mvi", "note"],
            ["P1 ", 12.5, new DateOnly(2020, 1, 31), true, "a, b"],
            null,
            [2, 0.1, new DateOnly(2021, 12, 1), false, "#N/A"],
        ]);

        var table = Read(book);

        Assert.Equal(["id", "afp", "surgery_date", "mvi", "note"], table.Headers);
        Assert.Equal(["P1", "2"], [table.Column(0).Text(0), table.Column(0).Text(1)]);
        Assert.Equal([12.5, 0.1], table.Column(1).Numbers([0, 1]));
        Assert.Equal([new DateOnly(2020, 1, 31), new DateOnly(2021, 12, 1)], [table.Column(2).Date(0), table.Column(2).Date(1)]);
        Assert.Equal(["TRUE", "FALSE"], [table.Column(3).Text(0), table.Column(3).Text(1)]);
        Assert.True(table.Column(4).IsMissing(1));
        Assert.Equal([2, 4], [table.LineOf(0), table.LineOf(1)]);
        Assert.Equal("data '" + table.Path + "' sheet 'Patients' line 4, column 'afp'", table.Place(1, 1));
    }

    [Fact]
    public void Read_SeveralSheets_AsksWhich()
    {
        TestWorkbook Book() => new TestWorkbook().Add("Patients", [["id"], ["A"]]).Add("Codes", [["code"], ["1"]]).Add("old", [["x"], [1]], hidden: true);

        Assert.Contains("it has 2 sheets: say which (--sheet", Fault(Book()), StringComparison.Ordinal);
        Assert.Equal(["code"], Read(Book(), new TableReadOptions { Sheet = "codes" }).Headers);
        Assert.Contains("it has no sheet 'Patient' (nearest: 'Patients')", Fault(Book(), new TableReadOptions { Sheet = "Patient" }), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HiddenSheetAndRow_IsSaid()
    {
        var table = Read(new TestWorkbook().Add("Patients", [["id"], ["A"], ["B"]], hiddenRow: 3).Add("old", [["x"]], hidden: true));

        Assert.Equal(2, table.Count);
        Assert.Equal(["1 hidden rows are read as the others"], table.Decisions);
    }

    [Fact]
    public void Read_MergedCells_AreRefusedWithTheRange()
    {
        TestWorkbook Headings() => new TestWorkbook().Add("S", [["id", "lab", null], ["id", "afp", "alt"], ["A", 1, 2]], merged: ["B1:C1"]);

        Assert.Contains("sheet 'S' line 1: the headings are merged cells (B1:C1)", Fault(Headings()), StringComparison.Ordinal);
        Assert.Equal(["id", "afp", "alt"], Read(Headings(), new TableReadOptions { HeaderLine = 2 }).Headers);
        Assert.Contains(
            "line 2: cells A2:A3 are merged, and only the first has the value", Fault(new TestWorkbook().Add("S", [["id", "afp"], ["A", 1], [null, 2]], merged: ["A2:A3"])), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TwoTablesInASheet_AreRefused()
    {
        Assert.Contains(
            "column 3 is empty and others follow ('centre')", Fault(new TestWorkbook().Add("S", [["id", "afp", null, "centre"], ["A", 1, null, "X"]])), StringComparison.Ordinal);
        Assert.Contains(
            "seems to have a second table from line 6 on", Fault(new TestWorkbook().Add("S", [["id", "afp"], ["A", 1], ["B", 2], ["C", 3], null, ["centre", "n"], ["X", 3]])), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoWorkbook_SaysSo()
    {
        Assert.Contains("cannot be read as a workbook", Assert.Throws<TableFormatException>(() => Table.Read(_folder.Write("a.xlsx", "id,afp\n"), "data")).Message, StringComparison.Ordinal);
        Assert.Contains("save it as .xlsx", Assert.Throws<TableFormatException>(() => Table.Read(_folder.Write("a.xls", "x"), "data")).Message, StringComparison.Ordinal);
        Assert.Contains("has no sheet 'S'", Assert.Throws<TableFormatException>(() => Table.Read(_folder.Write("a.csv", "a\n1\n"), "data", new TableReadOptions { Sheet = "S" })).Message, StringComparison.Ordinal);
    }

    private Table Read(TestWorkbook book, TableReadOptions? options = null) => Table.Read(book.Save(_folder[$"{Guid.NewGuid():N}.xlsx"]), "data", options);

    private string Fault(TestWorkbook book, TableReadOptions? options = null) => Assert.Throws<TableFormatException>(() => Read(book, options)).Message;
}
