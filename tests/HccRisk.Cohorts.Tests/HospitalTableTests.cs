using System.Text;
using HccRisk.Core.Errors;
using HccRisk.Core.Tables;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cohorts.Tests;

/// <summary>Clinical files as hospitals have them: workbooks, other alphabets, dates for times, words for yes and no, limits of detection.</summary>
public sealed class HospitalTableTests : IDisposable
{
    private static readonly CohortSchema Dated = new()
    {
        Columns =
        [
            new("id", ColumnKind.Id),
            new("birth_date", ColumnKind.Date) { Role = ColumnRole.Eligibility, Required = false },
            new("surgery_date", ColumnKind.Date) { Role = ColumnRole.Outcome, NotBefore = "birth_date" },
            new("afp", ColumnKind.Numeric) { Imputable = true, Required = false },
            new("mvi", ColumnKind.Binary) { Header = "微血管侵犯", Imputable = true, Required = false },
        ],
        Endpoint = new DatedEndpoint { CompetingColumn = "death_date", TimeUnit = "days" },
    };

    private readonly TemporaryFolder _folder = new();

    static HospitalTableTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public void Dispose() => _folder.Dispose();

    /// <summary>2020 was a leap year: from 31 January to 1 March are 30 days.</summary>
    [Fact]
    public void Load_Workbook_CountsDaysBetweenDates()
    {
        var path = new TestWorkbook().Add("Patients", [
            ["id", "surgery_date", "recurrence_date", "death_date", "last_visit", "afp", "微血管侵犯"],
            ["A", new DateOnly(2020, 1, 31), new DateOnly(2020, 3, 1), null, new DateOnly(2021, 1, 1), "<20", "是"],
            ["B", new DateOnly(2020, 1, 31), null, new DateOnly(2020, 2, 1), new DateOnly(2020, 2, 1), ">1210", "否"],
            ["C", new DateOnly(2020, 1, 31), null, null, new DateOnly(2021, 1, 31), 35, "无"],
            ["D", new DateOnly(2020, 1, 31), new DateOnly(2020, 3, 1), new DateOnly(2020, 3, 1), new DateOnly(2020, 3, 1), 7.5, true],
        ]).Save(_folder["clinical.xlsx"]);

        var cohort = Cohort.Load(path, Dated with { Table = new TableReadOptions { Limits = DetectionLimit.Half } });

        Assert.Equal(
            [new PatientOutcome(30, 1), new PatientOutcome(1, 2), new PatientOutcome(366, 0), new PatientOutcome(30, 1)], cohort.Patients.Select(p => p.Outcome!.Value));
        Assert.Equal([10, 1210, 35, 7.5], cohort.Column("afp"));
        Assert.Equal([1, 0, 0, 1], cohort.Column("mvi"));
        Assert.Contains("afp: 1 values below and 1 above a limit of detection are taken as half of a lower limit, at an upper one", cohort.Notes);
    }

    [Fact]
    public void Load_ChineseText_IsReadInItsEncoding()
    {
        var path = _folder["c.csv"];
        File.WriteAllBytes(path, Encoding.GetEncoding("gb18030").GetBytes(
            "sep=;\r\nid;surgery_date;recurrence_date;death_date;last_visit;afp;微血管侵犯;备注\r\n张三;2020年1月31日;2020/3/1;;2021.1.1;12,5;是;复发\r\n李四;31.01.2020;;;2020-02-10;3,25;否;无\r\n"));

        var cohort = Cohort.Load(path, Dated);

        Assert.Equal(["张三", "李四"], cohort.Patients.Select(p => p.Id));
        Assert.Equal([new PatientOutcome(30, 1), new PatientOutcome(10, 0)], cohort.Patients.Select(p => p.Outcome!.Value));
        Assert.Equal([12.5, 3.25], cohort.Column("afp"));
        Assert.Contains(cohort.Notes, n => n == "read with encoding gb18030 (by its letters)");
        Assert.Contains(cohort.Notes, n => n == "read with semicolon between the cells (its line sep=)");
        Assert.Contains(cohort.Notes, n => n == "read with decimal comma in 'afp'");
    }

    [Theory]
    [InlineData("2020-06-01,2020-01-31,,,2020-06-01", "surgery_date 2020-01-31 is before birth_date 2020-06-01 (line 3)")]
    [InlineData("1950-06-01,2020-01-31,2019-01-31,,2020-06-01", "recurrence_date 2019-01-31 is before surgery_date 2020-01-31 (line 3)")]
    [InlineData("1950-06-01,2020-01-31,2020-07-01,,2020-06-01", "recurrence_date 2020-07-01 is after last_visit 2020-06-01 (line 3)")]
    [InlineData("1950-06-01,2020-01-31,2020-05-01,2020-04-01,", "recurrence_date 2020-05-01 is after death_date 2020-04-01 (line 3)")]
    [InlineData("1950-06-01,2020-01-31,,,2020-01-31", "last_visit is surgery_date: there is no follow-up (line 3)")]
    [InlineData("1950-06-01,2020-01-31,,,", "last_visit is missing, and no event has a date (line 3)")]
    [InlineData("1950-06-01,,,,2020-01-31", "surgery_date is missing (line 3)")]
    [InlineData("1950-06-01,soon,,,2020-01-31", "surgery_date 'soon' is no date: write it as 2020-01-31 (line 3)")]
    public void Load_DatesThatContradict_LeaveThePatientOut(string row, string reason)
    {
        var path = _folder.Write("c.csv", $"id,birth_date,surgery_date,recurrence_date,death_date,last_visit\nOK,1950-06-01,2020-01-31,,,2021-01-31\nX,{row}\n");

        Assert.Equal(reason, Cohort.Load(path, Dated).Exclusions.Single().Reason);
    }

    [Fact]
    public void Load_OrderOfDatesOpen_AsksInTheWordsOfTheSchema()
    {
        var path = _folder.Write("c.csv", "id,surgery_date,recurrence_date,death_date,last_visit\nA,01/02/2020,,,03/04/2020\n");

        Assert.Contains("say which (--dates day-first or month-first", Assert.Throws<TableFormatException>(() => Cohort.Load(path, Dated)).Message, StringComparison.Ordinal);
        Assert.Equal(62, Cohort.Load(path, Dated with { Table = new TableReadOptions { Dates = DateOrder.DayFirst } }).Patients[0].Outcome!.Value.Time);
    }

    [Fact]
    public void Load_ForeignTable_NamesSchemaInitInFewWords()
    {
        var path = _folder.Write("c.csv", string.Join(',', Enumerable.Range(0, 200).Select(i => $"field_{i}")) + "\n" + string.Join(',', Enumerable.Range(0, 200)) + "\n");

        var message = Assert.Throws<TableFormatException>(() => Cohort.Load(path, CohortSchema.Hcc)).Message;

        Assert.Contains("'hccrisk schema init c.csv' writes one of this", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 0, 10 * 120);
    }

    [Fact]
    public void Save_SchemaOfDatesAndTable_IsReadBack()
    {
        var schema = Dated with { Table = new TableReadOptions { DecimalMark = ',', Sheet = "S", Dates = DateOrder.DayFirst, Missing = ["-99"] } };
        schema.Save(_folder["s.json"]);

        var read = CohortSchema.Load(_folder["s.json"]);

        Assert.Equal(schema.Endpoint, read.Endpoint);
        Assert.Equal((',', "S", DateOrder.DayFirst, "-99"), (read.Table!.DecimalMark, read.Table.Sheet, read.Table.Dates, read.Table.Missing.Single()));
        Assert.Equal("birth_date", read["surgery_date"].NotBefore);
    }

    [Theory]
    [InlineData("{\"columns\": [{\"name\": \"id\", \"kind\": \"id\"}], \"table\": {\"decimalMark\": \";\"}}", "table: decimal mark ';' is neither '.' nor ','")]
    [InlineData("{\"columns\": [{\"name\": \"id\", \"kind\": \"id\"}, {\"name\": \"d\", \"kind\": \"date\"}]}", "column 'd': a date is no feature")]
    [InlineData("{\"columns\": [{\"name\": \"id\", \"kind\": \"id\"}, {\"name\": \"d\", \"kind\": \"date\", \"role\": \"outcome\", \"notBefore\": \"birth\"}]}", "notBefore 'birth' is no date column")]
    [InlineData("{\"columns\": [{\"name\": \"id\", \"kind\": \"id\"}], \"endpoint\": {\"kind\": \"dated\", \"timeUnit\": \"fortnights\"}}", "timeUnit 'fortnights' is none of days, weeks, months, years")]
    public void Load_ImpossibleSchema_NamesTheFault(string json, string fault) =>
        Assert.Contains(fault, Assert.Throws<TableFormatException>(() => CohortSchema.Load(_folder.Write("s.json", json))).Message, StringComparison.Ordinal);
}
