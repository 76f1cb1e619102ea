using System.Text;
using HccRisk.Core.Errors;
using HccRisk.Core.Tables;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Core.Tests.Tables;

/// <summary>Text files as hospitals have them: what stands between cells, and in which encoding.</summary>
public sealed class TableTextTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    static TableTextTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("id,afp\nA,1\nB,2\n", null)]
    [InlineData("id;afp\nA;1\nB;2\n", "semicolon between the cells")]
    [InlineData("id\tafp\nA\t1\nB\t2\n", "tab between the cells")]
    [InlineData("id|afp\nA|1\nB|2\n", "bar between the cells")]
    [InlineData("sep=;\nid;afp\nA;1\nB;2\n", "semicolon between the cells (its line sep=)")]
    [InlineData("sep=,\r\nid,afp\r\nA,1\r\nB,2", null)]
    [InlineData("\uFEFFid,afp\r\rA,1\rB,2\r", null)]
    [InlineData("id,afp\n\n\"A\",1\n , \n\"B\" , 2", null)]
    public void Read_AnyDelimiter_IsTheSameTable(string text, string? said)
    {
        var table = Read(text);

        Assert.Equal(["id", "afp"], table.Headers);
        Assert.Equal(["A", "B"], Texts(table, 0));
        Assert.Equal([1, 2], table.Column(1).Numbers([0, 1]));
        Assert.Equal(said is null ? [] : [said], table.Decisions);
    }

    /// <summary>The delimiter is what cuts every row alike, not what the headings hold.</summary>
    [Fact]
    public void Read_CommaInAHeadingOfASemicolonFile_IsPartOfTheHeading()
    {
        var table = Read("id;size, largest (cm);age, years\nA;3,5;61\nB;2,0;70\n");

        Assert.Equal(["id", "size, largest (cm)", "age, years"], table.Headers);
        Assert.Equal([3.5, 2], table.Column(1).Numbers([0, 1]));
    }

    [Fact]
    public void Read_TwoDelimitersCutAlike_AsksWhich()
    {
        const string Text = "a,b;c\n1,2;3\n4,5;6\n";
        Assert.Contains("comma and semicolon both cut its rows into equally many cells: say which stands between them (--delimiter)", Fault(Text), StringComparison.Ordinal);
        Assert.Equal(["a", "b;c"], Read(Text, new TableReadOptions { Delimiter = ',' }).Headers);
    }

    [Fact]
    public void Read_QuotedCells_HoldDelimitersMarksAndLines()
    {
        var table = Read("id,note\nA,\"x,\"\"y\"\"\nz\"\nB,5\" tube\nC,\"\"\n");

        Assert.Equal(["x,\"y\"\nz", "5\" tube", ""], Texts(table, 1));
        Assert.Equal([2, 4, 5], Enumerable.Range(0, 3).Select(table.LineOf));
        Assert.True(table.Column(1).IsMissing(2));
    }

    /// <summary>Rows that lie across the blocks a file is read in, quoted line ends among them.</summary>
    [Fact]
    public void Read_MoreThanABlock_IsWhatWasWritten()
    {
        var (text, rows) = (new StringBuilder("id,note,x\n"), 60_000);
        for (var i = 0; i < rows; i++)
        {
            text.Append(i).Append(i % 3 == 0 ? ",\"a\n\"\"b\"\"\"," : ",é…中,").Append(i * 0.25).Append('\n');
        }

        var table = Read(text.ToString());

        Assert.Equal(rows, table.Count);
        Assert.All(Enumerable.Range(0, rows), i => Assert.Equal(i, table.Column(0).Number(i)));
        Assert.All(Enumerable.Range(0, rows), i => Assert.Equal(i * 0.25, table.Column(2).Number(i)));
        Assert.All(Enumerable.Range(0, rows), i => Assert.Equal(i % 3 == 0 ? "a\n\"b\"" : "é…中", table.Column(1).Text(i)));
        Assert.Equal(1 + rows + (rows / 3), table.LineOf(rows - 1));
    }

    [Theory]
    [InlineData("utf-16", true, "encoding utf-16 (byte order mark)")]
    [InlineData("utf-16", false, "encoding utf-16 (by its zeros, without a byte order mark)")]
    [InlineData("utf-16BE", true, "encoding utf-16BE (byte order mark)")]
    [InlineData("utf-32", true, "encoding utf-32 (byte order mark)")]
    [InlineData("utf-8", true, null)]
    [InlineData("utf-8", false, null)]
    [InlineData("gb18030", false, "encoding gb18030 (by its letters)")]
    [InlineData("gbk", false, "encoding gb18030 (by its letters)")]
    public void Read_ChineseInAnyEncoding_IsFoundAndSaid(string name, bool mark, string? said)
    {
        var encoding = Encoding.GetEncoding(name);
        var path = _folder["t.csv"];
        File.WriteAllBytes(path, [.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(Chinese)]);

        var table = Table.Read(path, "data");

        Assert.Equal(["患者编号", "性别", "甲胎蛋白", "是否复发"], table.Headers);
        Assert.Equal(["男", "女", "男", "男"], Texts(table, 1));
        Assert.Equal(said is null ? [] : [said], table.Decisions);
    }

    [Theory]
    [InlineData("gbk", "编号,性别\nA,男\nB,女\n", "gb18030")]
    [InlineData("big5", "病歷號,性別,甲型胎兒蛋白,是否復發\nA01,男,12.5,是\nA02,女,3.2,否\n", "big5")]
    [InlineData("shift_jis", "患者番号,性別,年齢,再発\nA01,男,12.5,あり\nA02,女,3.2,なし\n", "shift_jis")]
    [InlineData("euc-kr", "환자번호,성별,나이,재발\nA01,남,12.5,예\nA02,여,3.2,아니오\n", "euc-kr")]
    [InlineData("windows-1252", "Größe,Geschlecht,Rückfall\nA,männlich,ja\nB,weiblich,nein\n", "iso-8859-1")]
    [InlineData("windows-1252", "id,hospital,sexo\nA,A Coruña,varón\nB,Málaga,mujer\n", "iso-8859-1")]
    [InlineData("windows-1252", "id,bilirubin µmol/L,x\nA,1,2\n", "windows-1252")]
    [InlineData("windows-1251", "номер,пол,возраст\nA,муж,50\nB,жен,60\n", "windows-1251")]
    [InlineData("windows-1250", "id,płeć,wielkość\nA,mężczyzna,3\nB,kobieta,4\n", "windows-1250")]
    public void Read_OtherAlphabets_AreFoundByTheirLetters(string name, string text, string said)
    {
        var path = _folder["t.csv"];
        File.WriteAllBytes(path, Encoding.GetEncoding(name).GetBytes(text));

        var table = Table.Read(path, "data");

        Assert.Equal(text.Split('\n')[0].Split(','), table.Headers);
        Assert.Equal([$"encoding {said} (by its letters)"], table.Decisions);
    }

    [Fact]
    public void Read_EncodingSaid_IsTaken()
    {
        File.WriteAllBytes(_folder["t.csv"], Encoding.GetEncoding("gbk").GetBytes("编号,性别\nA,男\nB,女\n"));

        Assert.Equal(["男", "女"], Texts(Table.Read(_folder["t.csv"], "data", new TableReadOptions { Encoding = "GBK" }), 1));
        Assert.Contains(
            "its bytes are not all utf-8: say which encoding it has", Assert.Throws<TableFormatException>(() => Table.Read(_folder["t.csv"], "data", new TableReadOptions { Encoding = "utf-8" })).Message, StringComparison.Ordinal);
        Assert.Contains(
            "encoding 'klingon' is not known", Assert.Throws<TableFormatException>(() => Table.Read(_folder["t.csv"], "data", new TableReadOptions { Encoding = "klingon" })).Message, StringComparison.Ordinal);
    }

    /// <summary>Two bytes are one Chinese sign or two letters with accents: nothing in the file says which.</summary>
    [Fact]
    public void Read_EncodingsThatTie_ShowsBothReadings()
    {
        File.WriteAllBytes(_folder["t.csv"], [.. "id,site\nA,"u8, 0xC4, 0xD0, .. "\nB,x\n"u8]);

        var message = Assert.Throws<TableFormatException>(() => Table.Read(_folder["t.csv"], "data")).Message;

        Assert.Contains("its encoding cannot be told", message, StringComparison.Ordinal);
        Assert.Contains("男", message, StringComparison.Ordinal);
        Assert.Contains("ÄÐ", message, StringComparison.Ordinal);
        Assert.Contains("--encoding", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\n1,\"2\n3,4\n", "line 2, column 3: the quote that opens the cell is not closed")]
    [InlineData("a,b\n1,\"é\n\0\n", "line 3, column 1: a NUL")]
    [InlineData("", "is empty")]
    [InlineData("\n \n", "is empty")]
    public void Read_NoTable_NamesThePlace(string text, string fault) => Assert.Contains(fault, Fault(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("id,a,a\n1,2,3\n", "the heading 'a' twice, in columns 2 and 3")]
    [InlineData("id,lab,,age\n,afp,alt,\nA,1,2,50\nB,3,4,60\n", "has headings in lines 1 and 2")]
    [InlineData("id,afp\nA,1\nB,2\nC,3\nD,4\n\nid,alt\nA,7\nB,8\n", "seems to have a second table from line 7 on ('id', 'alt')")]
    public void Read_MoreThanOneTable_IsRefusedWithTheLine(string text, string fault) => Assert.Contains(fault, Fault(text), StringComparison.Ordinal);

    [Fact]
    public void Read_HeaderLineSaid_SkipsWhatIsAbove()
    {
        var table = Read("Patients of 2019,,\nid,lab,\nid,afp,alt\nA,1,2\nB,3,4\n", new TableReadOptions { HeaderLine = 3 });

        Assert.Equal(["id", "afp", "alt"], table.Headers);
        Assert.Equal(4, table.LineOf(0));
    }

    [Fact]
    public void Read_ColumnsNotWanted_AreNotKept()
    {
        var path = _folder.Write("t.csv", "id,afp,note\nA,1,x\n");
        var table = Table.Read(path, "data", null, h => h == "afp");

        Assert.Equal(1, table.Column(1).Number(0));
        Assert.Throws<ArgumentException>(() => table.Column(2));
    }

    [Fact]
    public void CellsOf_RaggedRow_IsWhatItHas()
    {
        var table = Read("a,b\n1,2\n3\n4,5,6\n");

        Assert.Equal([2, 1, 3], Enumerable.Range(0, 3).Select(table.CellsOf));
        Assert.Equal(1, table.FirstRagged);
    }

    private const string Chinese = "患者编号,性别,甲胎蛋白,是否复发\nA01,男,12.5,是\nA02,女,3.2,否\nA03,男,400,是\nA04,男,7,否\n";

    private static string[] Texts(Table table, int column) => [.. Enumerable.Range(0, table.Count).Select(table.Column(column).Text)];

    private Table Read(string text, TableReadOptions? options = null) => Table.Read(_folder.Write("t.csv", text), "data", options);

    private string Fault(string text) => Assert.Throws<TableFormatException>(() => Read(text)).Message;
}
