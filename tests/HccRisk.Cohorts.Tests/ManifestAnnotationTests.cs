using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cohorts.Tests;

/// <summary>The columns <c>annotation</c> and <c>annotation_class</c> of a manifest.</summary>
public sealed class ManifestAnnotationTests
{
    [Fact]
    public void LoadFiles_Annotations_AreThoseOfTheirSlides()
    {
        using var folder = new TemporaryFolder();
        var cohort = Load(folder, "A,slide,he,a.svs,a.geojson,Tumor", "A,slide,b2,b.svs,a.geojson,", "B,slide,he,c.svs,NA,NA", "B,mri,portal,d.nii,,");

        var path = Path.Combine(folder.Path, "a.geojson");
        Assert.Equal([new GivenAnnotation(path, "Tumor"), new GivenAnnotation(path), null, null], cohort.Patients.SelectMany(p => p.Files).Select(f => f.Annotation));
    }

    [Theory]
    [InlineData("slide,he,a.svs,absent.geojson,", "the annotation of slide 'he' does not exist (manifest line 2)")]
    [InlineData("slide,he,a.svs,,Tumor", "annotation_class 'Tumor' is given for slide 'he', but no annotation (manifest line 2)")]
    [InlineData("mri,portal,a.svs,a.geojson,", "annotation is given for mri 'portal'; only slides have one (manifest line 2)")]
    public void LoadFiles_ImpossibleAnnotation_ExcludesThePatientWithTheLine(string row, string expected)
    {
        using var folder = new TemporaryFolder();
        var cohort = Load(folder, "A," + row, "B,slide,he,b.svs,,");
        Assert.Equal("B", Assert.Single(cohort.Patients).Id);
        Assert.Equal(("A", expected), (Assert.Single(cohort.Exclusions).PatientId, cohort.Exclusions[0].Reason));
    }

    [Fact]
    public void LoadFiles_OneFileWithTwoAnnotations_ExcludesWhoeverHasIt()
    {
        using var folder = new TemporaryFolder();
        var cohort = Load(folder, "A,slide,he,a.svs,a.geojson,Tumor", "B,slide,b1,a.svs,,", "C,slide,he,b.svs,a.geojson,", "C,slide,he,b.svs,a.geojson,");
        Assert.Equal("C", Assert.Single(cohort.Patients).Id);
        Assert.All(cohort.Exclusions, e => Assert.Contains("with an annotation on line 2 and without an annotation on line 3", e.Reason, StringComparison.Ordinal));
        Assert.Equal(2, cohort.Exclusions.Count);
    }

    private static Cohort Load(TemporaryFolder folder, params string[] lines)
    {
        foreach (var name in new[] { "a.svs", "b.svs", "c.svs", "d.nii", "a.geojson" })
        {
            folder.Write(name, name);
        }

        return Cohort.LoadFiles(folder.Write("manifest.csv", string.Join('\n', lines.Prepend("patient_id,kind,name,path,annotation,annotation_class")) + "\n"));
    }
}
