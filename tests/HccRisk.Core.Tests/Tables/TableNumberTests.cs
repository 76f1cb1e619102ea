using System.Globalization;
using System.Text;
using CsCheck;
using HccRisk.Core.Errors;
using HccRisk.Core.Tables;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Core.Tests.Tables;

/// <summary>Numbers in every way they are written, and what may not be guessed of them.</summary>
public sealed class TableNumberTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A number in 64 bits is the double that the platform reads, and the text that was written.</summary>
    [Fact]
    public void Pack_AnyDecimal_IsItsValueAndItsText() => Gen.Select(Gen.Long[-100_000_000_000_000_000, 100_000_000_000_000_000], Gen.Int[0, 20]).Sample((digits, scale) =>
    {
        var text = Math.Abs(digits).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        text = (digits < 0 ? "-" : "") + (scale == 0 ? text : $"{text.AsSpan(0, text.Length - scale)}.{text.AsSpan(text.Length - scale)}");
        var cell = PackedNumber.Pack(Encoding.ASCII.GetBytes(text));
        return cell == 0 || (PackedNumber.Value(cell) == double.Parse(text, CultureInfo.InvariantCulture) && PackedNumber.Text(cell) == text);
    });

    [Theory]
    [InlineData("12.50", 12.5)]
    [InlineData("-0.001", -0.001)]
    [InlineData("0", 0)]
    [InlineData("0.30000000000000004", 0.30000000000000004)]
    [InlineData("9007199254740993", 9007199254740992)]
    public void Pack_Number_IsHeldAsWritten(string text, double value)
    {
        var cell = PackedNumber.Pack(Encoding.ASCII.GetBytes(text));
        Assert.Equal(value, PackedNumber.Value(cell));
        Assert.Equal(text, PackedNumber.Text(cell));
    }

    [Theory]
    [InlineData("007")]
    [InlineData("+5")]
    [InlineData("1e5")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1,234.5")]
    [InlineData("-")]
    [InlineData("")]
    [InlineData("99999999999999999")]
    public void Pack_OtherText_IsNone(string text) => Assert.Equal(0UL, PackedNumber.Pack(Encoding.ASCII.GetBytes(text)));

    [Theory]
    [InlineData("3,5|12,25|1.234,5|7", new[] { 3.5, 12.25, 1234.5, 7 }, "decimal comma, '.' between thousands in 'x'")]
    [InlineData("3.5|12.25|1,234.5|1,234,567", new[] { 3.5, 12.25, 1234.5, 1234567 }, "decimal point, ',' between thousands in 'x'")]
    [InlineData("3,5|1e-3|-0,25|+4", new[] { 3.5, 0.001, -0.25, 4 }, "decimal comma in 'x'")]
    [InlineData("1 234,5|2\u00A0345,25|1'000|7", new[] { 1234.5, 2345.25, 1000, 7 }, "decimal comma in 'x'")]
    [InlineData("１２．５|３|007|.5", new[] { 12.5, 3, 7, 0.5 }, "decimal point in 'x'")]
    [InlineData("0.123|1.234|5.678|9", new[] { 0.123, 1.234, 5.678, 9 }, "decimal point in 'x'")]
    public void Numbers_MarksThatTell_AreRead(string cells, double[] values, string said)
    {
        var table = Column(cells);
        Assert.Equal(values, table.Column(1).Numbers([0, 1, 2, 3]));
        Assert.Contains(table.Decisions, d => d == said || (said == "decimal point in 'x'" && !d.Contains("comma", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("1.5|2,5|3|4", "line 3, column 'x': '2,5' has a decimal comma, '1.5' on line 2 a decimal point: say which mark is the decimal one (--decimal")]
    [InlineData("1.5|1,234|3|4", "'1,234' may be a thousand or a decimal of another mark than '1.5'")]
    [InlineData("1.234|5.678|2|4", "'1.234' may be a thousand or a decimal, and no number of the file tells")]
    [InlineData("1,234|5,678|2|4", "'1,234' may be a thousand or a decimal, and no number of the file tells")]
    [InlineData("1,234|5.678|2|4", "have different marks")]
    public void Numbers_MarksThatDoNotTell_AskWhich(string cells, string fault) =>
        Assert.Contains(fault, Assert.Throws<TableFormatException>(() => Column(cells).Column(1).Number(0)).Message, StringComparison.Ordinal);

    [Fact]
    public void Numbers_MarkSaid_Decides()
    {
        Assert.Equal([1234, 5.5], Column("1.234|5,5", new TableReadOptions { DecimalMark = ',' }).Column(1).Numbers([0, 1]));
        Assert.Equal([1.234, 5.5], Column("1.234|5.5", new TableReadOptions { DecimalMark = '.' }).Column(1).Numbers([0, 1]));
        Assert.Contains("is no number", Assert.Throws<TableFormatException>(() => Column("1.5|2,5", new TableReadOptions { DecimalMark = '.' }).Column(1).Number(1)).Message, StringComparison.Ordinal);
    }

    /// <summary>A column that does not tell follows one that does.</summary>
    [Fact]
    public void Numbers_AnotherColumnTells_IsFollowed()
    {
        var table = Table.Read(_folder.Write("t.csv", "id;x;y\nA;1,234;0,5\nB;5,678;1,25\n"), "data");
        Assert.Equal([1.234, 5.678], table.Column(1).Numbers([0, 1]));
    }

    /// <summary>Commas between the cells leave the point to the numbers: what R and Python write is read as they do.</summary>
    [Fact]
    public void Numbers_ThreeDecimalsInACommaFile_AreDecimals() =>
        Assert.Equal([1.234, 5.678], Table.Read(_folder.Write("t.csv", "id,x\nA,1.234\nB,5.678\n"), "data").Column(1).Numbers([0, 1]));

    [Theory]
    [InlineData(DetectionLimit.AtLimit, 20, 1210)]
    [InlineData(DetectionLimit.Half, 10, 1210)]
    [InlineData(DetectionLimit.Flag, 20, 1210)]
    public void Numbers_DetectionLimits_AreWhatTheOptionSays(DetectionLimit limits, double low, double high)
    {
        var column = Column("<20|>1210|≤ 20|35", new TableReadOptions { Limits = limits }).Column(1);
        Assert.Equal([low, high, low, 35], column.Numbers([0, 1, 2, 3]));
        Assert.Equal([-1, 1, -1, 0], Enumerable.Range(0, 4).Select(column.LimitSide));
    }

    [Fact]
    public void Numbers_DetectionLimitWithoutOption_NamesIt() => Assert.Contains(
        "line 2, column 'x': '<20' is no number: a limit of detection; say what it is taken for (--limits",
        Assert.Throws<TableFormatException>(() => Column("<20|5").Column(1).Number(0)).Message, StringComparison.Ordinal);

    [Fact]
    public void IsMissing_WordsOfRSasAndSpreadsheets_AreMissing()
    {
        var column = Column("NA|.|#N/A|n/a|NaN||-99|unknown|5", new TableReadOptions { Missing = ["-99", "unknown"] }).Column(1);
        Assert.Equal([true, true, true, true, true, true, true, true, false], Enumerable.Range(0, 9).Select(column.IsMissing));
        Assert.Equal(5, column.Number(8));
        Assert.True(double.IsNaN(column.Number(0)));
    }

    /// <summary>Who takes cells as text gets numbers that any program reads; identifiers stay what they are.</summary>
    [Fact]
    public void PlainText_DecimalComma_HasAPoint()
    {
        var table = Table.Read(_folder.Write("t.csv", "id;x;note\n001;1,50;3,5 cm\n002;1.234,5;4,5\n"), "data");
        Assert.Equal(["1.50", "1234.5"], [table.Column(1).PlainText(0), table.Column(1).PlainText(1)]);
        Assert.Equal(["001", "3,5 cm", "4,5"], [table.Column(0).PlainText(0), table.Column(2).PlainText(0), table.Column(2).PlainText(1)]);
    }

    [Fact]
    public void Levels_TextAndNumbers_AreInOrderOfAppearance()
    {
        var (codes, levels) = Column("b|a|1|b|1.0").Column(1).Levels([0, 1, 2, 3, 4]);
        Assert.Equal([0, 1, 2, 0, 3], codes);
        Assert.Equal(["b", "a", "1", "1.0"], levels);
    }

    [Theory]
    [InlineData("yes", true)]
    [InlineData("N", false)]
    [InlineData("TRUE", true)]
    [InlineData("是", true)]
    [InlineData("否", false)]
    [InlineData("Nein", false)]
    [InlineData("oui", true)]
    [InlineData("ＹＥＳ", true)]
    [InlineData("maybe", null)]
    [InlineData("1", null)]
    public void YesNo_Words_AreUnderstood(string word, bool? value) => Assert.Equal(value, YesNo.Of(word));

    private Table Column(string cells, TableReadOptions? options = null) =>
        Table.Read(_folder.Write("t.csv", "id;x\n" + string.Concat(cells.Split('|').Select((c, i) => $"P{i};{c}\n"))), "data", options);
}
