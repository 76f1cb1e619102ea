using HccRisk.Core.Cohorts;
using Xunit;

namespace HccRisk.Core.Tests.Cohorts;

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
    [InlineData("A,0,2,1,0,0,,60", 0, 2)]
    [InlineData("A,30,2,1,0,0,30,30", 30, 2)] // recurrence and death in the same month
    public void TryAssign_Findings_GiveTimeAndCode(string row, double time, int code)
    {
        using var folder = new TempFolder();

        var cohort = Cohort.Load(folder.Write("c.csv", Findings + row + "\n"), Schema);

        Assert.Equal(new PatientOutcome(time, code), cohort.Patients[0].Outcome);
    }

    [Theory]
    [InlineData("A,40,2,1,0,0,30,30", "recurrence at 40 months is after death at 30 months")]
    [InlineData("A,-1,2,1,0,0,,30", "recurrence_months is -1")]
    [InlineData("A,,,,,,-2,", "death_months is -2")]
    [InlineData("A,40,2,1,0,0,,30", "after the last contact at 30")]
    [InlineData("A,,,,,,30,60", "follow-up ends with death")]
    [InlineData("A,,,,,,,", "follow_up_months is missing")]
    [InlineData("A,10,2,1,,0,,60", "recurrence_vascular_invasion missing")]
    [InlineData("A,10,,1,0,0,,60", "recurrence_largest_cm missing")]
    [InlineData("A,10,2,1.5,0,0,,60", "not a whole number")]
    [InlineData("A,10,0,0,0,0,,60", "no tumour is described")]
    public void TryAssign_ContradictingRow_IsARecordedExclusion(string row, string reason)
    {
        using var folder = new TempFolder();

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
        using var folder = new TempFolder();

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
    public void Load_NoOutcomeColumns_ThrowsUnlessPredicting()
    {
        using var folder = new TempFolder();
        var path = folder.Write("c.csv", "id,recurrence_mnths\nA,\n");

        var e = Assert.Throws<CohortFormatException>(() => Cohort.Load(path, Schema));
        var cohort = Cohort.Load(path, Schema, options: new CohortLoadOptions { RequireOutcomes = false });

        Assert.Contains("no column 'recurrence_months' (nearest: 'recurrence_mnths'", e.Message, StringComparison.Ordinal);
        Assert.Null(cohort.Patients[0].Outcome);
        Assert.False(cohort.HasOutcomes);
    }
}
