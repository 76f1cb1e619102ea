using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cohorts.Tests;

public class EligibilityTests
{
    private const string Heading = "patient_id,site,age,male,hbv,cirrhosis,afp,bilirubin,albumin,platelets,tumour_size_cm,tumour_number,bclc,margin,mri_interval_days,time,event\n";

    [Fact]
    public void Apply_HccRules_CountsEveryStepAndNamesWhatIsNotApplied()
    {
        using var folder = new TemporaryFolder();
        var cohort = Cohort.Load(
            folder.Write(
                "c.csv",
                Heading
                + Row("A", "A", "R0", "31", "30,0")
                + Row("B", "B", "R0", "3", "30,0")
                + Row("C", "A", "R1", "3", "30,0")
                + Row("D", "0", "R0", "32", "30,0")
                + Row("E", "0", "", "3", "30,0")
                + Row("F", "0", "R0", "3", "12,0")
                + Row("G", "0", "R0", "3", "12,1")
                + Row("H", "0", "R0", "3", "-1,1")),
            CohortSchema.Hcc);

        var flow = (CohortSchema.Hcc.Eligibility! with { MinimumFollowUp = 24 }).Apply(cohort);

        Assert.Equal([8, 7, 5, 4, 3, 3, 3, 2], flow.Steps.Select(s => s.Remaining));
        Assert.Equal(["A", "G"], flow.Cohort.Patients.Select(p => p.Id));
        Assert.Equal(6, flow.Cohort.Exclusions.Count);
        Assert.Equal("Curative resection (R0): margin is missing", flow.Steps[2].Excluded[1].Reason);
        Assert.Equal("not applied: the file has no column 'neoadjuvant'", flow.Steps[5].Note);
        Assert.Contains("conditions on the future", flow.Steps[^1].Note, StringComparison.Ordinal);
        Assert.Contains("     2  Recurrence, death, or follow-up of at least 24 months (excluded 1)", flow.ToString(), StringComparison.Ordinal);
        for (var i = 1; i < flow.Steps.Count; i++)
        {
            Assert.Equal(flow.Steps[i - 1].Remaining, flow.Steps[i].Before);
            Assert.Equal(flow.Steps[i].Before - flow.Steps[i].Remaining, flow.Steps[i].Excluded.Count);
        }
    }

    private static string Row(string id, string bclc, string margin, string interval, string outcome) =>
        $"{id},TJ,55,1,1,1,30,12,41,170,3.4,1,{bclc},{margin},{interval},{outcome}\n";
}
