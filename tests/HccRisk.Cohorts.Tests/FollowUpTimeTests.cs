using HccRisk.Core.Errors;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cohorts.Tests;

/// <summary>
/// The same follow-up written in one unit and read in another: 40 patients, followed from a tenth to twice the median, which is 30 months unless said. A
/// year has 365.25 days, 12 months, 52.18 weeks.
/// </summary>
public sealed class FollowUpTimeTests
{
    private const int Patients = 40;

    /// <summary>Midway between a tenth and twice.</summary>
    private const double Middle = 1.05;

    private static readonly Dictionary<string, double> PerYear = new(StringComparer.Ordinal) { ["days"] = 365.25, ["weeks"] = 365.25 / 7, ["months"] = 12, ["years"] = 1 };

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var declared in PerYear.Keys)
            {
                foreach (var written in PerYear.Keys.Where(w => w != declared))
                {
                    pairs.Add(declared, written);
                }
            }

            return pairs;
        }
    }

    // Weeks and months differ by 4.3 only: thirty weeks are as usual as thirty months, and no file can tell them apart.
    [Theory]
    [MemberData(nameof(Pairs))]
    public void Load_TimesInAnotherUnit_AreRefusedOrRemarkedWithTheUnit(string declared, string written)
    {
        var (notes, error) = Load(declared, Times(written));

        var said = error ?? string.Join('\n', notes);
        if ((declared, written) is ("weeks", "months"))
        {
            Assert.Equal("", said);
            return;
        }

        Assert.Contains(written, said, StringComparison.Ordinal);
        Assert.DoesNotContain("mixes", said, StringComparison.Ordinal);
    }

    // Beyond 40 years, a median of 20, or all within three months.
    [Theory]
    [InlineData("days", "months")]
    [InlineData("days", "years")]
    [InlineData("weeks", "years")]
    [InlineData("months", "days")]
    [InlineData("years", "days")]
    [InlineData("years", "weeks")]
    [InlineData("years", "months")]
    public void Load_TimesThatCannotBe_AreRefusedUnlessConfirmed(string declared, string written)
    {
        var (_, error) = Load(declared, Times(written));
        var (_, confirmed) = Load(declared, Times(written), new CohortLoadOptions { ConfirmedUnits = ["time"] });

        Assert.Contains("time of site TJ ", error, StringComparison.Ordinal);
        Assert.Contains("confirmedUnits", error, StringComparison.Ordinal);
        Assert.True(confirmed is null || confirmed.Contains("no patient is left", StringComparison.Ordinal), confirmed);
    }

    [Theory]
    [InlineData("months", "years")]
    [InlineData("days", "weeks")]
    [InlineData("months", "weeks")]
    [InlineData("weeks", "days")]
    public void Load_TimesThatMayBe_AreReadWithARemark(string declared, string written)
    {
        var (notes, error) = Load(declared, Times(written));

        Assert.Null(error);
        Assert.Matches($"check that it is not in .*{written}", Assert.Single(notes));
    }

    [Theory]
    [InlineData("days")]
    [InlineData("weeks")]
    [InlineData("months")]
    [InlineData("years")]
    public void Load_TimesInTheirUnit_AreReadWithoutARemark(string unit)
    {
        foreach (var median in new[] { 1, 2.5, 5.0 })
        {
            var (notes, error) = Load(unit, Times(unit, median));

            Assert.Null(error);
            Assert.Empty(notes);
        }
    }

    // A young cohort: all operated on within the last year. It is read, whatever is remarked.
    [Theory]
    [InlineData("days")]
    [InlineData("weeks")]
    [InlineData("months")]
    [InlineData("years")]
    public void Load_ShortFollowUp_IsRead(string unit)
    {
        var (_, error) = Load(unit, Times(unit, 0.3));

        Assert.Null(error);
    }

    [Theory]
    [InlineData("month")]
    [InlineData("Months")]
    [InlineData("mo")]
    [InlineData(" MONTHS ")]
    public void Load_UnitSpelledOtherwise_HasTheRangeToo(string unit)
    {
        var (_, error) = Load(unit, Times("days"));

        Assert.Contains("in days", error, StringComparison.Ordinal);
    }

    // External site in years; short follow-up there may be right, so that it is read.
    [Theory]
    [InlineData("months", "years")]
    [InlineData("days", "weeks")]
    [InlineData("weeks", "months")]
    public void Load_OneSiteInAnotherUnit_IsRemarkedForThatSite(string declared, string written)
    {
        var (notes, error) = Load(declared, [.. Times(declared, 5).Select(t => ("TJ", t)), .. Times(written, 5).Select(t => ("SYSMH", t))]);

        Assert.Null(error);
        Assert.Contains("time of site SYSMH", notes[^1], StringComparison.Ordinal);
        Assert.Contains(written, notes[^1], StringComparison.Ordinal);
    }

    // Medians of 48.6 months and 2.85 years: the first is what follow-up is. A time beyond 18 months at the other site leaves only its median to tell.
    [Theory]
    [InlineData(1, "check that it is not in")]
    [InlineData(10, "the other sites 48.6: it may be in years")]
    public void Load_OneSiteInYears_OnlyThatSiteIsNamed(double last, string expected)
    {
        var years = Times("years", 2.85 / Middle);
        years[^1] *= last;

        var (notes, error) = Load("months", [.. Times("months", 48.6 / 12 / Middle).Select(t => ("TJ", t)), .. years.Select(t => ("SYSMH", t))]);

        Assert.Null(error);
        var note = Assert.Single(notes);
        Assert.StartsWith("time of site SYSMH", note, StringComparison.Ordinal);
        Assert.Contains(expected, note, StringComparison.Ordinal);
    }

    // Five years and sixty weeks are both usual.
    [Fact]
    public void Load_SitesAFactorApartBothUsual_NoneIsSaidToBeWrong()
    {
        var (notes, _) = Load("weeks", [.. Times("weeks", 5).Select(t => ("TJ", t)), .. Times("months", 5).Select(t => ("SYSMH", t))]);

        Assert.Contains("both are usual", Assert.Single(notes), StringComparison.Ordinal);
        Assert.DoesNotContain("it may be in", notes[0], StringComparison.Ordinal);
    }

    // Five deaths within weeks of surgery are what they are; the follow-up of everybody tells that the unit is right.
    [Fact]
    public void Load_EarlyDeathsOnly_AreRead()
    {
        using var folder = new TemporaryFolder();
        var rows = Enumerable.Range(1, Patients).Select(i => i <= 5 ? $"P{i},,,,,,{i * 0.2},{i * 0.2}" : $"P{i},,,,,,,{i}");
        var file = folder.Write(
            "c.csv",
            "patient_id,recurrence_months,recurrence_largest_cm,recurrence_count,recurrence_vascular_invasion,recurrence_extrahepatic,death_months,follow_up_months\n"
            + string.Join('\n', rows.Select(r => FormattableString.Invariant($"{r}"))) + "\n");

        var cohort = Cohort.Load(file, new CohortSchema { Columns = [new("patient_id", ColumnKind.Id)], Endpoint = new AggressiveRecurrenceEndpoint() });

        Assert.Equal(Patients, cohort.Count);
    }

    private static double[] Times(string unit, double medianYears = 2.5) =>
        [.. Enumerable.Range(0, Patients).Select(i => PerYear[unit] * medianYears * (0.1 + (1.9 * i / (Patients - 1))))];

    private static (IReadOnlyList<string> Notes, string? Error) Load(string unit, double[] times, CohortLoadOptions? options = null) =>
        Load(unit, [.. times.Select(t => ("TJ", t))], options);

    private static (IReadOnlyList<string> Notes, string? Error) Load(string unit, (string Site, double Time)[] rows, CohortLoadOptions? options = null)
    {
        using var folder = new TemporaryFolder();
        var text = "patient_id,site,time,event\n" + string.Concat(rows.Select((r, i) => FormattableString.Invariant($"P{i},{r.Site},{r.Time:R},{i % 2}\n")));
        var schema = new CohortSchema
        {
            Columns = [new("patient_id", ColumnKind.Id), new("site", ColumnKind.Site)],
            Endpoint = new RecordedEndpoint { TimeUnit = unit },
        };
        try
        {
            return (Cohort.Load(folder.Write("c.csv", text), schema, options: options).Notes, null);
        }
        catch (TableFormatException e)
        {
            return ([], e.Message);
        }
    }
}
