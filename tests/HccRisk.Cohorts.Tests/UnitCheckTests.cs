using System.Globalization;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cohorts.Tests;

/// <summary>Sizes are drawn from the logarithm of a normal distribution: median 3 cm, the middle two thirds between 1.8 and 5 cm.</summary>
public sealed class UnitCheckTests
{
    private const double Median = 3;
    private const double Deviation = 0.5;

    private static readonly CohortSchema Schema = new()
    {
        Columns =
        [
            new("patient_id", ColumnKind.Id),
            new("site", ColumnKind.Site),
            CohortSchema.Hcc["tumour_size_cm"],
            new("months", ColumnKind.Numeric) { Required = false },
        ],
    };

    private static readonly CohortSchema Followed = Schema with
    {
        Columns = [.. Schema.Columns.Take(3)],
        Endpoint = new RecordedEndpoint { TimeColumn = "months", EventColumn = "status" },
    };

    // The fault of the issue: of 15 in mm some become tumours of 3 to 30 cm.
    [Fact]
    public void Load_HalfInMillimetres_IsRefusedWithValuesAndPatients()
    {
        var error = Fault([.. Sizes("TJ", 15, 1), .. Sizes("TJ", 15, 10)]);

        Assert.Contains("tumour_size_cm of site TJ mixes units", error, StringComparison.Ordinal);
        Assert.Contains("in mm", error, StringComparison.Ordinal);
        Assert.Matches(@"\d of P2\d, ", error);
        Assert.DoesNotContain('\n', error);
    }

    [Fact]
    public void Load_EverySizeOfASiteInMillimetres_IsRefusedForThatSiteOnly()
    {
        var error = Fault([.. Sizes("TJ", 40, 1), .. Sizes("SYSMH", 20, 10)]);

        Assert.Contains("of site SYSMH", error, StringComparison.Ordinal);
        Assert.DoesNotContain("of site TJ", error, StringComparison.Ordinal);
    }

    // Small tumours: 8 to 29 mm are all plausible centimetres.
    [Fact]
    public void Load_PlausibleMillimetresAmongCentimetres_IsRefused()
    {
        double[] millimetres = [8, 10, 12, 13, 15, 16, 18, 20, 22, 25, 27, 29];
        double[] centimetres = [1.1, 1.3, 1.5, 1.6, 1.8, 2, 2.1, 2.2, 2.5, 2.8, 3, 3.4, 4, 4.5];

        var error = Fault([.. millimetres.Concat(centimetres).Select(v => ("TJ", v))]);

        Assert.Contains("two groups", error, StringComparison.Ordinal);
        Assert.Contains("12 of 26 values may be in mm", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_PlausibleMillimetresAtOneSite_IsRefusedByTheOthers()
    {
        double[] small = [8, 10, 12, 13, 15, 16, 18, 20, 22, 25, 27, 29];

        var error = Fault([.. small.Select(v => ("SYSMH", v)), .. small.Select(v => ("TJ", v / 10))]);

        Assert.Contains("of site SYSMH has median 17 cm, the other sites 1.7: it may be in mm", error, StringComparison.Ordinal);
        Assert.DoesNotContain("of site TJ", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30, 0.5)]
    [InlineData(460, 0.6)]
    [InlineData(2000, 0.7)]
    public void Load_OneUnit_IsRead(int count, double deviation)
    {
        var cohort = Load([.. Sizes("TJ", count, 1, deviation), .. Sizes("SYSMH", count / 2, 2, deviation / 2)]);

        Assert.Equal(count + (count / 2), cohort.Count + cohort.Exclusions.Count);
    }

    // A single slip of the pen leaves one patient out, as before.
    [Fact]
    public void Load_OneImpossibleValue_ExcludesThatPatient()
    {
        var cohort = Load([.. Sizes("TJ", 60, 1, 0.4), ("TJ", 45)]);

        var exclusion = Assert.Single(cohort.Exclusions);
        Assert.Contains("45 mm would be 4.5 cm", exclusion.Reason, StringComparison.Ordinal);
        Assert.Equal(60, cohort.Count);
    }

    [Fact]
    public void Load_ConfirmedUnits_LeavesOutTheImpossibleAlone()
    {
        var cohort = Load([.. Sizes("TJ", 15, 1), .. Sizes("TJ", 15, 10)], new CohortLoadOptions { ConfirmedUnits = ["tumour_size_cm"] });

        Assert.NotEmpty(cohort.Exclusions);
        Assert.Equal(30, cohort.Count + cohort.Exclusions.Count);
    }

    [Theory]
    [InlineData("bilirubin", 14, 1 / 17.1, "mg/dL")]
    [InlineData("albumin", 40, 0.1, "g/dL")]
    [InlineData("platelets", 160, 1000, "/uL")]
    [InlineData("platelets", 160, 0.1, "10^4/uL")]
    [InlineData("ast", 35, 1 / 60.0, "ukat/L")]
    public void Load_ColumnOfASiteInAnotherUnit_NamesTheUnit(string name, double typical, double factor, string unit)
    {
        var schema = new CohortSchema { Columns = [Schema.Columns[0], Schema.Columns[1], CohortSchema.Hcc[name]] };
        using var folder = new TemporaryFolder();
        var rows = Enumerable.Range(0, 40).Select(i => FormattableString.Invariant(
            $"P{i},{(i < 20 ? "TJ" : "SYSMH")},{typical * Math.Exp(0.3 * Quantile(i % 20, 20)) * (i < 20 ? 1 : factor)}"));
        var file = folder.Write("c.csv", $"patient_id,site,{name}\n{string.Join('\n', rows)}\n");

        var error = Assert.Throws<TableFormatException>(() => Cohort.Load(file, schema)).Message;

        Assert.Contains($"{name} of site SYSMH", error, StringComparison.Ordinal);
        Assert.Contains($"in {unit}", error, StringComparison.Ordinal);
    }

    // 200 days and more are months that nobody can be told from, but 600 is not: forty years are 480 months.
    [Fact]
    public void Load_FollowUpInDays_IsRefusedWithTheUnit()
    {
        using var folder = new TemporaryFolder();
        var rows = Enumerable.Range(1, 40).Select(i => FormattableString.Invariant($"P{i},TJ,{1 + (i / 20.0)},{i * 45},{i % 2}"));
        var file = folder.Write("c.csv", $"patient_id,site,tumour_size_cm,months,status\n{string.Join('\n', rows)}\n");

        var error = Assert.Throws<TableFormatException>(() => Cohort.Load(file, Followed)).Message;

        Assert.Contains("months of site TJ may be in days or weeks throughout: 30 of 40 values are not plausible in months and are in days", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OneTimeInDays_ExcludesThatPatientWithAHint()
    {
        using var folder = new TemporaryFolder();
        var rows = Enumerable.Range(1, 40).Select(i => FormattableString.Invariant($"P{i},TJ,{1 + (i / 20.0)},{(i == 7 ? 730.5 : i)},{i % 2}"));
        var file = folder.Write("c.csv", $"patient_id,site,tumour_size_cm,months,status\n{string.Join('\n', rows)}\n");

        var exclusion = Assert.Single(Cohort.Load(file, Followed).Exclusions);

        Assert.Equal("P7", exclusion.PatientId);
        Assert.Contains("730.5 days would be 24 months", exclusion.Reason, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Site, double Size)> Sizes(string site, int count, double factor, double deviation = Deviation) =>
        Enumerable.Range(0, count).Select(i => (site, factor * Median * Math.Exp(deviation * Quantile(i, count))));

    /// <summary>Evenly spaced quantiles of a standard normal distribution, by Tukey's approximation.</summary>
    private static double Quantile(int index, int count)
    {
        var p = (index + 0.5) / count;
        return 4.91 * (Math.Pow(p, 0.14) - Math.Pow(1 - p, 0.14));
    }

    private static string Fault((string Site, double Size)[] rows) => Assert.Throws<TableFormatException>(() => Load(rows)).Message;

    private static Cohort Load((string Site, double Size)[] rows, CohortLoadOptions? options = null)
    {
        using var folder = new TemporaryFolder();
        var text = "patient_id,site,tumour_size_cm\n" + string.Concat(rows.Select((r, i) => string.Create(CultureInfo.InvariantCulture, $"P{i},{r.Site},{r.Size}\n")));
        return Cohort.Load(folder.Write("c.csv", text), Schema, options: options);
    }
}
