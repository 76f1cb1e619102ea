using HccRisk.Core.Errors;
using HccRisk.Core.Tables;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Core.Tests.Tables;

/// <summary>Dates in every form, and the order of day and month.</summary>
public sealed class TableDateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("2020-03-04")]
    [InlineData("2020/3/4")]
    [InlineData("2020.03.04")]
    [InlineData("20200304")]
    [InlineData("2020年3月4日")]
    [InlineData("2020년 3월 4일")]
    [InlineData("04.03.2020")]
    [InlineData("4-Mar-2020")]
    [InlineData("4 March 2020")]
    [InlineData("Mar 4, 2020")]
    [InlineData("2020-03-04T10:30:00")]
    [InlineData("2020-03-04 00:00")]
    [InlineData("2020-03-04T00:00:00Z")]
    [InlineData("２０２０－０３－０４")]
    public void Date_FormThatTells_IsRead(string text) => Assert.Equal(new DateOnly(2020, 3, 4), Column(text).Date(0));

    [Fact]
    public void Date_OneDayAboveTwelve_TellsTheOrder()
    {
        Assert.Equal(new DateOnly(2020, 2, 1), Column("01/02/2020|31/12/2019").Date(0));
        Assert.Equal(new DateOnly(2020, 1, 2), Column("01/02/2020|12-31-2019").Date(0));

        var table = Read("01/02/2020|31/12/2019");
        table.Column(1).Date(0);
        Assert.Contains("dates with the day first in 'd'", table.Decisions);
    }

    [Theory]
    [InlineData("01/02/2020|03/04/2020", "'01/02/2020' may be day/month or month/day, and no date of the column tells: say which (--dates")]
    [InlineData("01/02/2020|13/04/2020|04/13/2020", "'13/04/2020' has the day first, '04/13/2020' on line 4 the month")]
    [InlineData("43861|1", "'43861' is no date; where it is a day of a spreadsheet say which it counts from (--dates serial1900 or serial1904)")]
    [InlineData("01/02/20|1", "has a year of two digits: write four")]
    [InlineData("2020-02-30|1", "is no date")]
    [InlineData("soon|1", "is no date: write it as 2020-01-31")]
    public void Date_FormThatDoesNotTell_AsksWhich(string cells, string fault) =>
        Assert.Contains(fault, Assert.Throws<TableFormatException>(() => Column(cells).Date(0)).Message, StringComparison.Ordinal);

    [Fact]
    public void Date_OrderSaid_Decides()
    {
        Assert.Equal(new DateOnly(2020, 2, 1), Column("01/02/2020", DateOrder.DayFirst).Date(0));
        Assert.Equal(new DateOnly(2020, 1, 2), Column("01/02/2020", DateOrder.MonthFirst).Date(0));
        Assert.Contains("is no date with the month first", Assert.Throws<TableFormatException>(() => Column("31/12/2020", DateOrder.MonthFirst).Date(0)).Message, StringComparison.Ordinal);
    }

    /// <summary>Day 59 is the last of February 1900, day 61 the first of March: day 60 never was. 1904 counts from 0.</summary>
    [Theory]
    [InlineData(DateOrder.Serial1900, "1", "1900-01-01")]
    [InlineData(DateOrder.Serial1900, "59", "1900-02-28")]
    [InlineData(DateOrder.Serial1900, "61", "1900-03-01")]
    [InlineData(DateOrder.Serial1900, "43861.5", "2020-01-31")]
    [InlineData(DateOrder.Serial1904, "42399", "2020-01-31")]
    public void Date_Serial_IsCountedAsSpreadsheetsDo(DateOrder order, string cell, string date) =>
        Assert.Equal(DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), Column(cell, order).Date(0));

    [Fact]
    public void Date_Serial60_NeverWas() => Assert.Throws<TableFormatException>(() => Column("60", DateOrder.Serial1900).Date(0));

    private TableColumn Column(string cells, DateOrder order = DateOrder.Found) => Read(cells, order).Column(1);

    private Table Read(string cells, DateOrder order = DateOrder.Found) =>
        Table.Read(_folder.Write("t.csv", "id;d\n" + string.Concat(cells.Split('|').Select((c, i) => $"P{i};{c}\n"))), "data", new TableReadOptions { Dates = order });
}
