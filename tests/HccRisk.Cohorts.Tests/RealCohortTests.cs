using System.Globalization;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cohorts.Tests;

public class RealCohortTests
{
    private const string HepatoCellular = """
        {
          "name": "hepatoCellular",
          "columns": [
            { "name": "patient_id", "kind": "id", "header": "Number" },
            { "name": "age", "kind": "numeric", "header": "Age", "unit": "years", "minimum": 5, "maximum": 100 },
            { "name": "gender", "kind": "binary", "header": "Gender" },
            { "name": "hbv", "kind": "binary", "header": "HBsAg" },
            { "name": "cirrhosis", "kind": "binary" },
            { "name": "afp_high", "kind": "binary", "header": "AFP", "categories": ["1", "2"] },
            { "name": "large", "kind": "binary", "header": "Tumorsize", "categories": ["1", "2"] },
            { "name": "multiple", "kind": "binary", "header": "Tumormultiplicity", "categories": ["1", "2"] },
            { "name": "vascular", "kind": "binary", "header": "Vascularinvasion", "availability": "post" },
            { "name": "bclc", "kind": "categorical", "header": "BCLC", "categories": ["1", "2"] },
            { "name": "cd4_tumour", "kind": "numeric", "header": "CD4T", "imputable": true, "availability": "post" }
          ],
          "endpoint": { "kind": "recorded", "timeColumn": "RFS", "eventColumn": "Recurrence", "event": "recurrence" }
        }
        """;

    // Counts and sums taken from the file with the Python csv module.
    [Fact]
    public void Load_HepatoCellular_GivesAllPatientsAndEvents()
    {
        var path = SharedData.TryPath("data", "survival", "hcc_hepatoCellular_asaur.csv");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        using var folder = new TemporaryFolder();

        var cohort = Cohort.Load(path, CohortSchema.Load(folder.Write("schema.json", HepatoCellular)));

        Assert.Equal(227, cohort.Count);
        Assert.Empty(cohort.Exclusions);
        Assert.Equal(143, cohort.Patients.Count(p => p.Outcome!.Value.Event == 1));
        Assert.Equal(5977, cohort.Patients.Sum(p => p.Outcome!.Value.Time));
        Assert.Equal(49.80616740088106, cohort.Column("age").Average(), 10);
        Assert.Equal(131, cohort.Column("large").Sum());
        Assert.Equal(41, cohort.Column("vascular").Sum());
        Assert.Equal(91, cohort.Column("bclc").Sum());
        Assert.Equal(126, cohort.Column("cd4_tumour").Count(double.IsNaN));
    }

    // The file has no identifiers, headings with tabs, albumin headed mg/dL that is g/dL, and platelets some of which are per microlitre.
    [Fact]
    public void Load_Uci_ConvertsUnitsAndRefusesMixedOnes()
    {
        var path = SharedData.TryPath("data", "survival", "hcc_uci165.csv");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        var schema = new CohortSchema
        {
            Name = "uci",
            Columns =
            [
                new("patient_id", ColumnKind.Id) { Required = false },
                CohortSchema.Hcc["age"] with { Header = "Age at diagnosis" },
                CohortSchema.Hcc["bilirubin"] with { Header = "Total Bilirubin(mg/dL)", Scale = 17.1 },
                CohortSchema.Hcc["albumin"] with { Header = "Albumin (mg/dL)", Scale = 10 },
                CohortSchema.Hcc["platelets"] with { Header = "Platelets\t(G/L)" },
            ],
            Endpoint = null,
        };

        var error = Assert.Throws<TableFormatException>(() => Cohort.Load(path, schema));
        var cohort = Cohort.Load(path, schema, options: new CohortLoadOptions { ConfirmedUnits = ["platelets"] });

        var rows = File.ReadAllLines(path);
        var platelets = Array.FindIndex(rows[0].Split(','), h => h.StartsWith("\"Platelets", StringComparison.Ordinal));
        var implausible = rows.Skip(1).Count(r =>
            double.TryParse(r.Split(',')[platelets], NumberStyles.Float, CultureInfo.InvariantCulture, out var v) && v > 1500);
        Assert.True(implausible > 10);
        Assert.Contains($"platelets mixes units: {implausible} of 162 values are not plausible in 10^9/L and are in /uL", error.Message, StringComparison.Ordinal);
        Assert.Equal(165, cohort.Count + cohort.Exclusions.Count);
        Assert.Equal(implausible, cohort.Exclusions.Count(e => e.Reason.Contains(" /uL would be", StringComparison.Ordinal)));
        Assert.Equal("1", cohort.Patients[0].Id);
        Assert.Equal(2.1 * 17.1, cohort.Patients[0]["bilirubin"], 10);
        Assert.Equal(34, cohort.Patients[0]["albumin"], 10);
    }
}
