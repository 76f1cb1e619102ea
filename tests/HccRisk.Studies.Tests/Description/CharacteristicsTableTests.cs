using HccRisk.Cohorts;
using HccRisk.Studies.Description;
using HccRisk.Studies.Results;
using Xunit;

namespace HccRisk.Studies.Tests.Description;

public sealed class CharacteristicsTableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-table-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // Site A: ages 40, 50, 60, 80 (one missing); site B: 50, 70. Quartiles by hand (R's type 7): A 55 (47.5-65), B 60 (55-65).
    // Variances: A 875/3, B 200; means 57.5 and 60: difference 2.5 / sqrt((875/3 + 200) / 2).
    // Stage X in A 2 of 5, in B 2 of 2; variances 0.3 and 0.
    [Fact]
    public void Build_TwoSites_GivesTheHandComputedRows()
    {
        File.WriteAllLines(
            Path.Combine(_folder, "c.csv"),
            ["id,hospital,age,male,stage", "1,A,40,1,X", "2,A,50,0,X", "3,A,60,1,Y", "4,A,80,1,Y", "5,A,,1,Y", "6,B,50,0,X", "7,B,70,,X"]);
        var cohort = Cohort.Load(Path.Combine(_folder, "c.csv"), Schema(withSite: true));

        var rows = CharacteristicsTable.Build(cohort, ["A", "B"], p => p.Site == "B");

        Assert.Equal(["age", "male", "stage: X", "stage: Y"], rows.Select(r => r.Name));
        Check(rows[0], "55 (47.5-65)", "60 (55-65)", 1, 2.5 / Math.Sqrt(((875.0 / 3) + 200) / 2));
        Assert.Equal("years", rows[0].Unit);
        Check(rows[1], "4 (80.0%)", "0 (0.0%)", 1, null);
        Assert.Equal("Post", rows[1].Availability);
        Check(rows[2], "2 (40.0%)", "2 (100.0%)", 0, 0.6 / Math.Sqrt((0.3 + 0) / 2));
        Check(rows[3], "3 (60.0%)", "0 (0.0%)", 0, 0.6 / Math.Sqrt((0.3 + 0) / 2));
    }

    // A difference is not known for a site of one value, nor without an external site.
    [Fact]
    public void Build_NoSiteColumn_GivesOneNamedGroupWithoutDifferences()
    {
        File.WriteAllLines(Path.Combine(_folder, "c.csv"), ["id,age,male,stage", "1,40,1,X", "2,41,0,X"]);
        var cohort = Cohort.Load(Path.Combine(_folder, "c.csv"), Schema(withSite: false));

        var rows = CharacteristicsTable.Build(cohort, cohort.Sites, _ => false);

        Assert.Equal(["age", "male", "stage: X"], rows.Select(r => r.Name));
        Assert.All(rows, r => Assert.Equal(["all patients"], r.BySite.Keys));
        Assert.All(rows, r => Assert.Null(r.StandardizedDifference));
        Assert.Equal("40.5 (40.2-40.8)", rows[0].BySite["all patients"]);
    }

    private static void Check(CharacteristicRow row, string a, string b, int missing, double? difference)
    {
        Assert.Equal((a, b, missing), (row.BySite["A"], row.BySite["B"], row.Missing));
        if (difference is { } expected)
        {
            Assert.Equal(expected, row.StandardizedDifference!.Value, 12);
        }
        else
        {
            Assert.Null(row.StandardizedDifference);
        }
    }

    private static CohortSchema Schema(bool withSite) => new()
    {
        Columns =
        [
            new("id", ColumnKind.Id),
            .. withSite ? [new CohortColumn("hospital", ColumnKind.Site)] : Array.Empty<CohortColumn>(),
            new("age", ColumnKind.Numeric) { Unit = "years", Imputable = true },
            new("male", ColumnKind.Binary) { Imputable = true, Availability = Availability.Post },
            new("stage", ColumnKind.Categorical) { Categories = ["X", "Y", "Z"] },
        ],
    };
}
