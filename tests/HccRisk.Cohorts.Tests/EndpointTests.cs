using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cohorts.Tests;

public class EndpointTests
{
    private const string Findings = "id,recurrence_months,recurrence_largest_cm,recurrence_count,recurrence_vascular_invasion,recurrence_extrahepatic,death_months,follow_up_months\n";

    private static readonly CohortSchema Schema = new()
    {
        Columns = [new("id", ColumnKind.Id)],
        Endpoint = new AggressiveRecurrenceEndpoint(),
    };

    [Theory]
    [InlineData("A,,,,,,,60", 60, 0)] // alive without recurrence
    [InlineData("A,,,,,,30,30", 30, 3)] // dead without recurrence
    [InlineData("A,,,,,,30,", 30, 3)] // follow-up may be empty after a death
    [InlineData("A,10,5,1,0,0,,60", 10, 2)] // exactly 5 cm is within
    [InlineData("A,10,5.1,1,0,0,,60", 10, 1)]
    [InlineData("A,10,2,4,0,0,,60", 10, 1)]
    [InlineData("A,10,1,1,1,0,40,40", 10, 1)]
    [InlineData("A,10,,,0,1,,60", 10, 1)] // extrahepatic disease decides alone
    [InlineData("A,30,8,2,0,0,,60", 30, 1)] // beyond Milan after 24 months is still cause 1
    [InlineData("A,10,2,1,,0,,60", 10, 4)] // vascular invasion unknown: neither within nor beyond
    [InlineData("A,10,,1,0,0,,60", 10, 4)] // size unknown
    [InlineData("A,30,2,1,0,0,30,30", 30, 2)] // recurrence and death in the same month
    public void TryAssign_Findings_GiveTimeAndCode(string row, double time, int code)
    {
        using var folder = new TemporaryFolder();

        var cohort = Cohort.Load(folder.Write("c.csv", Findings + row + "\n"), Schema);

        Assert.Equal(new PatientOutcome(time, code), cohort.Patients[0].Outcome);
    }

    [Theory]
    [InlineData("A,40,2,1,0,0,30,30", "recurrence at 40 months is after death at 30 months")]
    [InlineData("A,-1,2,1,0,0,,30", "recurrence_months is -1")]
    [InlineData("A,,,,,,-2,", "death_months is -2")]
    [InlineData("A,0,2,1,0,0,,60", "recurrence_months is 0: there is no follow-up")]
    [InlineData("A,,,,,,,0", "follow_up_months is 0: there is no follow-up")]
    [InlineData("A,40,2,1,0,0,,30", "after the last contact at 30")]
    [InlineData("A,,,,,,30,60", "follow-up ends with death")]
    [InlineData("A,,,,,,,", "follow_up_months is missing")]
    [InlineData("A,10,2,1.5,0,0,,60", "not a whole number")]
    [InlineData("A,10,0,0,0,0,,60", "no tumour is described")]
    [InlineData("A,,,3,0,0,,60", "recurrence_count is 3, but recurrence_months is missing")]
    [InlineData("A,,,,,1,,60", "extrahepatic")]
    public void TryAssign_ContradictingRow_IsARecordedExclusion(string row, string reason)
    {
        using var folder = new TemporaryFolder();

        var cohort = Cohort.Load(folder.Write("c.csv", Findings + "OK,,,,,,,60\n" + row + "\n"), Schema);

        Assert.Equal("OK", Assert.Single(cohort.Patients).Id);
        var exclusion = Assert.Single(cohort.Exclusions);
        Assert.Equal(("A", Exclusion.Endpoint), (exclusion.PatientId, exclusion.Stage));
        Assert.Contains(reason, exclusion.Reason, StringComparison.Ordinal);
        Assert.Contains("line 3", exclusion.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 10, true)]
    [InlineData(1, 24, true)]
    [InlineData(1, 30, false)] // beyond Milan after the landmark
    [InlineData(2, 10, false)]
    [InlineData(3, 10, false)]
    [InlineData(0, 24, false)]
    [InlineData(0, 30, false)]
    public void LabelAt_KnownStatus_IsTheLandmarkLabel(int code, double time, bool label) =>
        Assert.Equal(label, new PatientOutcome(time, code).LabelAt(24));

    [Fact]
    public void LabelAt_CensoredBefore_IsUnknown() => Assert.Null(new PatientOutcome(23.9, 0).LabelAt(24));

    [Fact]
    public void Load_CodesInsteadOfFindings_AreUsed()
    {
        using var folder = new TemporaryFolder();

        var cohort = Cohort.Load(folder.Write("c.csv", "id,time,event\nA,12.5,1\nB,3,4\nC,-3,0\nD,1,0.5\nE,,1\n"), Schema);

        Assert.Equal(new PatientOutcome(12.5, 1), Assert.Single(cohort.Patients).Outcome);
        Assert.Collection(
            cohort.Exclusions,
            e => Assert.Contains("codes are 0 to 3", e.Reason, StringComparison.Ordinal),
            e => Assert.Contains("time is -3", e.Reason, StringComparison.Ordinal),
            e => Assert.Contains("event is 0.5", e.Reason, StringComparison.Ordinal),
            e => Assert.Contains("time is missing", e.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Load_TimeZero_ExcludesByNameUnlessPredicting()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("c.csv", "id,time,event\nA,12,1\nB,0,0\nC,5,0\n");
        var schema = Schema with { Endpoint = new RecordedEndpoint() };

        var exclusion = Assert.Single(Cohort.Load(path, schema).Exclusions);
        Assert.Equal(("B", "time is 0: there is no follow-up (line 3)"), (exclusion.PatientId, exclusion.Reason));

        // A new patient is predicted for on the day of the operation too.
        var predicted = Cohort.Load(path, schema, options: new CohortLoadOptions { RequireOutcomes = false });
        Assert.Null(predicted.Find("B")!.Outcome);
        Assert.Contains(predicted.Notes, n => n.Contains("patient B has no outcome", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("A,5,1\nB,6,2\nC,7,2\n")]
    [InlineData("A,5,1\nB,6,2\nC,7,3\n")]
    public void Load_NoCodeIsZero_RefusesUntilOneIsCalledCensored(string rows)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("c.csv", "id,time,event\n" + rows);
        var message = Assert.Throws<TableFormatException>(() => Cohort.Load(path, Schema with { Endpoint = new RecordedEndpoint() })).Message;
        Assert.Contains("column 'event': codes 1, 2", message, StringComparison.Ordinal);
        Assert.Contains("\"censoredCode\": 1, \"eventCode\": 2", message, StringComparison.Ordinal);

        var told = Cohort.Load(path, Schema with { Endpoint = new RecordedEndpoint { CensoredCode = 1, EventCode = 2 } });
        Assert.Equal((0, 1), (told.Patients[0].Outcome!.Value.Event, told.Patients[1].Outcome!.Value.Event));
        var nobody = Cohort.Load(path, Schema with { Endpoint = new RecordedEndpoint { CensoredCode = null } });
        Assert.Equal((1, 2), (nobody.Patients[0].Outcome!.Value.Event, nobody.Patients[1].Outcome!.Value.Event));
    }

    [Fact]
    public void Load_OneAndTwoForFindings_PointsToTheRecordedEndpoint()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("kind \"recorded\"", Assert.Throws<TableFormatException>(() => Cohort.Load(folder.Write("c.csv", "id,time,event\nA,5,1\nB,6,2\n"), Schema)).Message, StringComparison.Ordinal);
        Assert.Equal(3, Cohort.Load(folder.Write("d.csv", "id,time,event\nA,5,1\nB,6,2\nC,7,3\n"), Schema).Count);
        Assert.Equal(2, Cohort.Load(folder.Write("e.csv", "id,time,event\nA,5,1\nB,6,1\n"), Schema).Count);
    }

    /// <summary>Every code a number of its own: 0 censored, 1 the event, others above 1.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(0, 2)]
    [InlineData(3, 2)]
    [InlineData(2, 1)]
    [InlineData(1, 3)]
    public void TryAssign_OtherCodes_KeepsThemApart(int censored, int happened)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("c.csv", "id,time,event\n" + string.Concat(Enumerable.Range(0, 5).Select(c => $"P{c},5,{c}\n")));
        var cohort = Cohort.Load(path, Schema with { Endpoint = new RecordedEndpoint { CensoredCode = censored, EventCode = happened } });
        int[] codes = [.. cohort.Patients.Select(p => p.Outcome!.Value.Event)];
        Assert.Equal((0, 1), (codes[censored], codes[happened]));
        Assert.Equal(5, codes.Distinct().Count());
        Assert.Equal(4, codes[4]);
    }

    [Fact]
    public void Load_TrueAndFalse_AreEventAndCensored()
    {
        using var folder = new TemporaryFolder();
        var cohort = Cohort.Load(folder.Write("c.csv", "id,time,event\nA,5,TRUE\nB,6,false\n"), Schema with { Endpoint = new RecordedEndpoint() });
        Assert.Equal([1, 0], cohort.Patients.Select(p => p.Outcome!.Value.Event));
        var same = Schema with { Endpoint = new RecordedEndpoint { CensoredCode = 1 } };
        Assert.Contains("eventCode is 1 and censoredCode 1", Assert.Throws<TableFormatException>(() => Cohort.Load(folder.Write("d.csv", "id,time,event\nA,5,1\n"), same)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoOutcomeColumns_ThrowsUnlessPredicting()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("c.csv", "id,recurrence_mnths\nA,\n");

        var e = Assert.Throws<TableFormatException>(() => Cohort.Load(path, Schema));
        var cohort = Cohort.Load(path, Schema, options: new CohortLoadOptions { RequireOutcomes = false });

        Assert.Contains("no column 'recurrence_months' (nearest: 'recurrence_mnths'", e.Message, StringComparison.Ordinal);
        Assert.Null(cohort.Patients[0].Outcome);
        Assert.False(cohort.HasOutcomes);
    }
}
