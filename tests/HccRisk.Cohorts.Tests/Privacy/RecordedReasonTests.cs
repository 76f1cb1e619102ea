using HccRisk.Cohorts.Tables;
using HccRisk.Cohorts.Tests.Scanning;
using HccRisk.Core.Columns;
using HccRisk.Imaging.Files;
using Xunit;

namespace HccRisk.Cohorts.Tests.Privacy;

public sealed class RecordedReasonTests
{
    [Fact]
    public void Compute_DicomFolderOfSeveralSeries_RecordsNeitherPathNorWhatTheFilesSayOfThePatient()
    {
        using var export = new SyntheticExport();
        const string person = "Zyxwvut, Quentyn 1953-04-17";
        export.Series(person, "ID4711", "arterial Zyxwvut", 2);
        export.Series(person, "ID4711", "portal of 20240305", 3);
        var cohort = Cohort.OfFiles([new("P1", [new PatientFile(PatientFileKind.Mri, "arterial", Path.Combine(export.Root, person)) { ManifestLine = 2 }])]);
        var job = new FeatureJob
        {
            Name = "t",
            Modality = "T",
            Availability = Availability.Pre,
            CreatedBy = "test",
            Options = "none",
            Columns = [new FeatureColumn("x")],
            Extract = (patient, _) => new FeatureVector([new FeatureColumn("x")], [ImageFile.ReadVolume(patient.Files[0].Path).Voxels.Length]),
        };

        var reason = Assert.Single(FeatureStore.Open(export.Output).Compute(job, cohort, cancellationToken: TestContext.Current.CancellationToken).Exclusions).Reason;

        // Which of the two series is meant cannot be told, which the message says with what they are called.
        Assert.Contains("[mri 'arterial', manifest line 2]", reason, StringComparison.Ordinal);
        Assert.Contains("series 3 'portal of [removed]'", reason, StringComparison.Ordinal);
        Assert.All(
            WrittenBytes.Of(export.Output).Select(written => written.Text).Append(reason),
            text => Assert.All([.. SyntheticExport.Markers, "ID4711"], marker => Assert.DoesNotContain(marker, text, StringComparison.OrdinalIgnoreCase)));
    }
}
