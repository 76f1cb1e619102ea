using HccRisk.Core.Errors;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cohorts.Tests;

public class SensitivityEndpointTests
{
    private const string Headings = "id,site,recurrence_months,recurrence_largest_cm,recurrence_count,recurrence_vascular_invasion,recurrence_extrahepatic,death_months,follow_up_months,transplant_months,beyond_milan_months\n";

    private static readonly AggressiveRecurrenceEndpoint Main = new();

    // Patients made by hand, with what each endpoint must give: time and code.
    [Theory]
    [InlineData("A,X,10,,1,0,0,,60,,", "10:4 10:2 10:1 10:4 10:4")] // size unknown
    [InlineData("A,X,10,2,1,0,0,,60,,", "10:2 10:2 10:2 10:2 60:0")] // within Milan, no progression
    [InlineData("A,X,10,2,1,0,0,,60,,22", "10:2 10:2 10:2 10:2 22:1")] // within Milan, beyond at 22
    [InlineData("A,X,10,2,1,0,0,40,40,,", "10:2 10:2 10:2 10:2 40:3")] // within Milan, dead at 40 without progression
    [InlineData("A,X,10,6,1,0,0,,60,,10", "10:1 10:1 10:1 10:1 10:1")] // beyond at once
    [InlineData("A,X,10,6,1,0,0,,60,,", "10:1 10:1 10:1 10:1 10:1")]
    [InlineData("A,X,10,,1,0,0,,60,,10", "10:1 10:1 10:1 10:1 10:1")] // size unknown, but dated: it was beyond
    [InlineData("A,X,10,,1,0,0,,60,,30", "10:2 10:2 10:2 10:2 30:1")] // size unknown, but beyond only at 30: it was within
    [InlineData("A,X,,,,,,,60,12,", "12:5 12:5 12:5 12:0 12:5")] // transplant, no recurrence
    [InlineData("A,X,20,6,1,0,0,,60,12,", "12:5 12:5 12:5 12:0 12:5")] // recurrence after transplant
    [InlineData("A,X,12,6,1,0,0,,60,12,", "12:1 12:1 12:1 12:1 12:1")] // transplant in the month of the recurrence
    [InlineData("A,X,12,2,1,0,0,,60,20,", "12:2 12:2 12:2 12:2 20:5")] // transplant for a recurrence within Milan
    [InlineData("A,X,12,2,1,0,0,,60,20,30", "12:2 12:2 12:2 12:2 20:5")]
    [InlineData("A,X,,,,,,30,30,,", "30:3 30:3 30:3 30:3 30:3")]
    [InlineData("A,X,,,,,,,60,,", "60:0 60:0 60:0 60:0 60:0")]
    public void WithEndpoint_HandMadePatient_GivesTheOutcomeOfEachAlternative(string row, string expected)
    {
        using var folder = new TemporaryFolder();
        var cohort = Load(folder, row + "\n", Main);

        string Outcome(EndpointDefinition endpoint) => cohort.WithEndpoint(endpoint).Patients[0].Outcome is { } o ? FormattableString.Invariant($"{o.Time}:{o.Event}") : "none";

        Assert.Equal(
            expected,
            string.Join(' ', Main.Alternatives.Select(a => a.Endpoint).Prepend(Main).Select(Outcome)));
        Assert.Equal(cohort.Patients[0].Outcome, cohort.WithEndpoint(Main).Patients[0].Outcome);
    }

    [Theory]
    [InlineData(UnclassifiableRecurrence.Kept, 10, 4)]
    [InlineData(UnclassifiableRecurrence.WithinMilan, 60, 0)] // later progression too: within Milan, never beyond
    [InlineData(UnclassifiableRecurrence.BeyondMilan, 10, 1)]
    [InlineData(UnclassifiableRecurrence.Censored, 10, 0)]
    public void TryAssign_UnclassifiableWithLaterProgression_FollowsThePolicy(UnclassifiableRecurrence policy, double time, int code)
    {
        using var folder = new TemporaryFolder();
        var endpoint = new AggressiveRecurrenceEndpoint { Unclassifiable = policy, LaterProgression = true };

        Assert.Equal(new PatientOutcome(time, code), Load(folder, "A,X,10,,1,0,0,,60,,\n", endpoint).Patients[0].Outcome);
    }

    [Fact]
    public void TryAssign_Excluded_NamesWhatIsMissing()
    {
        using var folder = new TemporaryFolder();

        var cohort = Load(folder, "A,X,10,,1,,0,,60,,\nB,X,,,,,,,60,,\n", new AggressiveRecurrenceEndpoint { Unclassifiable = UnclassifiableRecurrence.Excluded });

        Assert.Contains(
            "recurrence at 10 months cannot be judged against the Milan criteria: recurrence_largest_cm, recurrence_vascular_invasion missing",
            Assert.Single(cohort.Exclusions).Reason,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A,X,,,,,,20,20,30,", "transplant at 30 months is after death at 20 months")]
    [InlineData("A,X,,,,,,,20,30,", "transplant at 30 months is after the last contact at 20 months")]
    [InlineData("A,X,,,,,,,20,0,", "transplant_months is 0")]
    [InlineData("A,X,,,,,,,60,,20", "beyond_milan_months is 20 and no recurrence was seen")]
    [InlineData("A,X,30,2,1,0,0,,60,,20", "beyond_milan_months is 20 and the first recurrence was seen at 30 months")]
    [InlineData("A,X,30,2,1,0,0,50,,,20", "beyond_milan_months is 20 and the first recurrence was seen at 30 months")]
    [InlineData("A,X,10,2,1,0,0,,60,,10", "the recurrence at 10 months was within the Milan criteria, and beyond_milan_months is 10")]
    [InlineData("A,X,10,6,1,0,0,,60,,20", "the recurrence at 10 months was beyond the Milan criteria, and beyond_milan_months is 20")]
    [InlineData("A,X,10,2,1,0,0,,60,,70", "is after the last contact at 60 months")]
    public void TryAssign_ContradictingRow_SaysWhatContradicts(string row, string reason)
    {
        using var folder = new TemporaryFolder();

        var cohort = Load(folder, "B,X,,,,,,,60,,\n" + row + "\n", Main);

        Assert.Contains(reason, Assert.Single(cohort.Exclusions).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void LabelAt_UnclassifiedBeforeTheHorizon_IsUnknown()
    {
        Assert.Null(Main.LabelAt(new PatientOutcome(10, AggressiveRecurrenceEndpoint.Unclassified), 24));
        Assert.False(Main.LabelAt(new PatientOutcome(30, AggressiveRecurrenceEndpoint.Unclassified), 24));
        Assert.False(Main.LabelAt(new PatientOutcome(10, AggressiveRecurrenceEndpoint.Transplant), 24));
        Assert.True(Main.LabelAt(new PatientOutcome(10, AggressiveRecurrenceEndpoint.Aggressive), 24));
    }

    [Fact]
    public void Of_Cohort_CountsEachAlternative()
    {
        using var folder = new TemporaryFolder();
        var cohort = Load(folder, "A,X,10,,1,0,0,,60,,\nB,X,10,2,1,0,0,,60,,22\nC,X,,,,,,,60,12,\nD,X,,,,,,,60,,\nE,X,10,6,1,0,0,,60,,\n", Main);

        var found = SensitivityEndpoint.Of(cohort);

        Assert.Equal(["unclassified-within", "unclassified-beyond", "transplant-censored", "any-time-beyond-milan"], found.Select(s => s.Name));
        Assert.All(found, s => Assert.Equal((5, 1, null), (s.Patients, s.Changed, s.Obstacle)));
        Assert.Equal(2, found[1].Events["first recurrence beyond the Milan criteria"]);
        Assert.Equal(1, found[0].Events["first recurrence beyond the Milan criteria"]);
        Assert.Equal(2, found[2].Events["censored"]);
        Assert.Equal(2, found[3].Events["recurrence beyond the Milan criteria at any time"]);
        Assert.DoesNotContain("first recurrence within the Milan criteria", found[3].Events.Keys);
        Assert.All(found, s => Assert.Equal(5, s.Events.Values.Sum()));
    }

    [Fact]
    public void Of_NothingToTell_SaysWhy()
    {
        using var folder = new TemporaryFolder();
        var codes = folder.Write("codes.csv", "id,time,event\nA,12,1\nB,20,2\nC,30,0\n");
        var cohort = Cohort.Load(codes, Schema(Main) with { Columns = [new("id", ColumnKind.Id)] });

        Assert.All(SensitivityEndpoint.Of(cohort), s => Assert.StartsWith("the file has no column", s.Obstacle, StringComparison.Ordinal));
        var plain = Load(folder, "B,X,,,,,,,60,,\n", Main);
        Assert.All(SensitivityEndpoint.Of(plain), s => Assert.Equal("nobody's outcome differs from the main endpoint", s.Obstacle));
        Assert.Empty(SensitivityEndpoint.Of(Cohort.Load(codes, new CohortSchema { Columns = [new("id", ColumnKind.Id)], Endpoint = new RecordedEndpoint() })));
    }

    [Fact]
    public void Save_Options_AreReadBack()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "schema.json");
        var endpoint = new AggressiveRecurrenceEndpoint { Unclassifiable = UnclassifiableRecurrence.Censored, TransplantBeforeRecurrence = TransplantHandling.Censored, LaterProgression = true };

        Schema(endpoint).Save(path);

        Assert.Equal(endpoint, CohortSchema.Load(path).Endpoint);
        Assert.Contains("\"unclassifiable\": \"censored\"", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void HorizonRefusal_BeyondTheFollowUpOfASite_NamesIt()
    {
        using var folder = new TemporaryFolder();
        var cohort = Load(folder, "A,TJ,,,,,,,60,,\nB,SYSMH,,,,,,,48,,\nC,SYSMH,10,6,1,0,0,,36,,\n", Main);

        var refusal = Assert.Single(HorizonRefusal.Of(cohort, [12, 24, 48, 60]));

        Assert.Empty(HorizonRefusal.Of(cohort.Where(p => p.Id == "C"), [60])); // everybody's status is known
        Assert.Equal("Horizon 60 months is refused at site SYSMH: nobody was followed beyond 48 months there.", refusal.Sentence("months"));
    }

    // Intervals by hand. A: 3, 3, 6 (the scan at 20 is after the recurrence at 12, one at -1 before surgery); B: 4, 4. Median of 3 3 4 4 6 is 4.
    [Fact]
    public void IntervalsOf_ScanDates_AreCountedUpToTheEvent()
    {
        using var folder = new TemporaryFolder();
        var cohort = Load(folder, "A,X,12,6,1,0,0,,60,,\nB,X,,,,,,,30,,\nC,X,,,,,,,30,,\nD,Y,,,,,,,30,,\n", Main);
        var scans = folder.Write("scans.csv", "patient_id,time\nA,-1\nA,6\nA,3\nA,12\nA,20\nA,12\nB,4\nB,8\nZ,5\n");

        var sites = ScanSchedule.Load(scans).IntervalsOf(cohort);

        Assert.Equal(new ScanInterval("X", 3, 2, 5, 4, 3, 4), sites[0]);
        Assert.Equal("Site X: median interval between follow-up scans 4 months (quartiles 3 to 4; 5 intervals of 2 of 3 patients).", sites[0].Sentence("months"));
        Assert.Contains("Site Y: the interval between follow-up scans is not known", sites[1].Sentence("months"), StringComparison.Ordinal);
        Assert.All(ScanSchedule.Unknown.IntervalsOf(cohort), s => Assert.Equal(0, s.Intervals));
    }

    [Theory]
    [InlineData("patient_id,tim\nA,3\n", "no column 'time' (nearest: 'tim')")]
    [InlineData("patient_id,time\nA,3\nB,x\n", "line 3: time 'x' of patient B is not a number")]
    [InlineData("patient_id,time\n,3\n", "line 2: there is no patient identifier")]
    public void Load_FaultyScans_NameFileLineAndPatient(string text, string fault)
    {
        using var folder = new TemporaryFolder();

        var message = Assert.Throws<TableFormatException>(() => ScanSchedule.Load(folder.Write("scans.csv", text))).Message;

        Assert.Contains("scans.csv", message, StringComparison.Ordinal);
        Assert.Contains(fault, message, StringComparison.Ordinal);
    }

    private static Cohort Load(TemporaryFolder folder, string rows, AggressiveRecurrenceEndpoint endpoint) =>
        Cohort.Load(folder.Write("c.csv", Headings + rows), Schema(endpoint));

    private static CohortSchema Schema(AggressiveRecurrenceEndpoint endpoint) => new()
    {
        Columns = [new("id", ColumnKind.Id), new("site", ColumnKind.Site)],
        Endpoint = endpoint,
    };
}
