using HccRisk.Cohorts.Tables;
using HccRisk.Core.Columns;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cohorts.Tests;

/// <summary>The columns <c>mpp</c> and <c>objective</c> of a manifest.</summary>
public sealed class ManifestScaleTests
{
    [Fact]
    public void LoadFiles_MppAndObjective_AreThoseOfTheirSlides()
    {
        using var folder = new TemporaryFolder();
        var cohort = Load(folder, "patient_id,kind,name,path,MPP,objective", "A,slide,he,a.svs,0.2738,", "A,slide,b2,b.svs,,40x", "B,slide,he,c.svs,NA,", "B,mri,portal,d.nii,,");

        var files = cohort.Patients.SelectMany(p => p.Files).ToArray();
        Assert.Equal([0.2738, 0.25, null, null], files.Select(f => f.Scale?.MicronsPerPixel));
        Assert.Equal([null, 40.0, null, null], files.Select(f => f.Scale?.ObjectivePower));
    }

    [Fact]
    public void LoadFiles_OneColumnAlone_IsEnough()
    {
        using var folder = new TemporaryFolder();
        var cohort = Load(folder, "patient_id,kind,name,path,objective", "A,slide,he,a.svs,20");
        Assert.Equal(0.5, Assert.Single(cohort.Patients[0].Files).Scale!.MicronsPerPixel);
    }

    [Theory]
    [InlineData("slide,he,a.svs,250,", "mpp 250 is outside 0.05 to 5 micrometres per pixel, for slide 'he' (manifest line 2)")]
    [InlineData("slide,he,a.svs,,4000", "objective 4000 is outside 1 to 100, for slide 'he' (manifest line 2)")]
    [InlineData("slide,he,a.svs,fine,", "mpp 'fine' is not a number, for slide 'he' (manifest line 2)")]
    [InlineData("mri,portal,a.svs,0.25,", "mpp or objective is given for mri 'portal'; only slides have one (manifest line 2)")]
    public void LoadFiles_ImpossibleScale_ExcludesThePatientWithValueAndLine(string row, string expected)
    {
        using var folder = new TemporaryFolder();
        var cohort = Load(folder, "patient_id,kind,name,path,mpp,objective", "A," + row, "B,slide,he,b.svs,0.5,");
        Assert.Equal("B", Assert.Single(cohort.Patients).Id);
        Assert.Equal(("A", expected), (Assert.Single(cohort.Exclusions).PatientId, cohort.Exclusions[0].Reason));
    }

    [Fact]
    public void LoadFiles_OneFileWithTwoScales_ExcludesWhoeverHasIt()
    {
        using var folder = new TemporaryFolder();
        var cohort = Load(folder, "patient_id,kind,name,path,mpp", "A,slide,he,a.svs,0.25", "B,slide,b1,a.svs,0.5", "C,slide,he,b.svs,0.5", "C,slide,he,b.svs,0.5");
        Assert.Equal("C", Assert.Single(cohort.Patients).Id);
        Assert.Equal(["A", "B"], cohort.Exclusions.Select(e => e.PatientId));
        Assert.All(cohort.Exclusions, e => Assert.Contains("at 0.25 um per pixel on line 2 and at 0.5 um per pixel on line 3", e.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Compute_ScaleOfOneSlideChanged_ComputesItsPatientAlone()
    {
        using var folder = new TemporaryFolder();
        var store = FeatureStore.Open(Path.Combine(folder.Path, "store"));
        string[] plain = ["patient_id,kind,name,path", "A,slide,he,a.svs", "B,slide,he,b.svs"];
        Assert.Equal(["A", "B"], Computed(Load(folder, plain)));
        Assert.Empty(Computed(Load(folder, "patient_id,kind,name,path,mpp,objective", "A,slide,he,a.svs,,", "B,slide,he,b.svs,,")));
        Assert.Equal(["B"], Computed(Load(folder, "patient_id,kind,name,path,mpp,objective", "A,slide,he,a.svs,,", "B,slide,he,b.svs,0.25,")));

        // The same scale in other words.
        Assert.Empty(Computed(Load(folder, "patient_id,kind,name,path,mpp,objective", "A,slide,he,a.svs,,", "B,slide,he,b.svs,,40")));
        Assert.Equal(["B"], Computed(Load(folder, plain)));

        string[] Computed(Cohort cohort)
        {
            var computed = new System.Collections.Concurrent.ConcurrentBag<string>();
            FeatureColumn[] columns = [new("x")];
            store.Compute(
                new FeatureJob
                {
                    Name = "t",
                    Modality = "T",
                    Availability = Availability.Post,
                    CreatedBy = "test",
                    Options = "",
                    Columns = columns,
                    Extract = (patient, _) =>
                    {
                        computed.Add(patient.Id);
                        return new FeatureVector(columns, [1]);
                    },
                },
                cohort,
                cancellationToken: TestContext.Current.CancellationToken);
            return [.. computed.Order(StringComparer.Ordinal)];
        }
    }

    private static Cohort Load(TemporaryFolder folder, params string[] lines)
    {
        foreach (var name in new[] { "a.svs", "b.svs", "c.svs", "d.nii" })
        {
            if (!File.Exists(Path.Combine(folder.Path, name)))
            {
                folder.Write(name, name);
            }
        }

        return Cohort.LoadFiles(folder.Write("manifest.csv", string.Join('\n', lines) + "\n"));
    }
}
