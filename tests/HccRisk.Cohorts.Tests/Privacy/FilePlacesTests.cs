using HccRisk.Cohorts.Privacy;
using HccRisk.Imaging.Files;
using Xunit;

namespace HccRisk.Cohorts.Tests.Privacy;

public sealed class FilePlacesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hccrisk-places-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Could not find file '{root}/Anna Muster/art_19580312.nii.gz'.", "Could not find file [mri 'arterial', manifest line 2].")]
    [InlineData("{root}/Anna Muster/art_19580312.nii.gz: truncated", "[mri 'arterial', manifest line 2]: truncated")]
    [InlineData("'art_19580312.nii.gz' is short", "[mri 'arterial', manifest line 2] is short")]
    [InlineData("'ART_19580312' is short", "[mri 'arterial', manifest line 2] is short")]
    [InlineData("the lesion mask '{root}/Anna Muster/mask.nii.gz' of series 'arterial' has no voxel", "the lesion mask [mask 'arterial', manifest line 3] of series 'arterial' has no voxel")]
    [InlineData("'{root}/Anna Muster/dce/IM_Muster_2.dcm' has no pixels", "[mri 'dce', manifest line 4, file 2] has no pixels")]
    [InlineData("IM_Muster_1.dcm and IM_Muster_2.dcm differ", "[mri 'dce', manifest line 4, file 1] and [mri 'dce', manifest line 4, file 2] differ")]
    [InlineData("cannot open {root}/Anna Muster/dce/gone_Muster.dcm", "cannot open [mri 'dce', manifest line 4]")]
    [InlineData("'Anna Muster' holds two volumes", "[a folder] holds two volumes")]
    [InlineData("'/srv/Otto Leck/other.nii' is not his", "[a file] is not his")]
    [InlineData("tool wrote /srv/Leck/other.nii, 3 mm/s", "tool wrote [a file], 3 mm/s")]
    [InlineData(@"C:\Users\Leck\x.nii is locked", "[a file] is locked")]
    [InlineData("no voxel with label 7; 10 x 12 x 3 voxels of 0.5/0.5/3 mm", "no voxel with label 7; 10 x 12 x 3 voxels of 0.5/0.5/3 mm")]
    public void Hide_TextsThatNameFiles_SaysTheirPlaces(string text, string expected)
    {
        var home = Path.Combine(_folder, "Anna Muster");
        Directory.CreateDirectory(Path.Combine(home, "dce"));
        foreach (var name in new[] { "art_19580312.nii.gz", "mask.nii.gz", "dce/IM_Muster_1.dcm", "dce/IM_Muster_2.dcm" })
        {
            File.WriteAllText(Path.Combine(home, name), name);
        }

        var manifest = Path.Combine(_folder, "manifest.csv");
        File.WriteAllLines(
            manifest,
            ["patient_id,kind,name,path", "P1,mri,arterial,Anna Muster/art_19580312.nii.gz", "P1,mask,arterial,Anna Muster/mask.nii.gz", "P1,mri,dce,Anna Muster/dce"]);
        var patient = Assert.Single(Cohort.LoadFiles(manifest).Patients);

        Assert.Equal(expected, FilePlaces.Of(patient).Hide(text.Replace("{root}", _folder, StringComparison.Ordinal)));
    }

    [Fact]
    public void Hide_SelectionFile_HidesWhatItSelects()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "Muster"));
        File.WriteAllText(Path.Combine(_folder, "Muster", "Muster1.dcm"), "");
        new ImageSelection { Series = "1.2" }.Write(Path.Combine(_folder, "art.dicom.json"), Path.Combine(_folder, "Muster"));
        var patient = Assert.Single(Cohort.OfFiles([new("P1", [new PatientFile(PatientFileKind.Mri, "arterial", Path.Combine(_folder, "art.dicom.json"))])]).Patients);

        Assert.Equal(
            "[mri 'arterial', file 1] is damaged, and [mri 'arterial'] too",
            FilePlaces.Of(patient).Hide($"'{_folder}/Muster/Muster1.dcm' is damaged, and '{_folder}/art.dicom.json' too"));
    }

    [Fact]
    public void Hide_OneNameOfTwoFiles_NamesNeither()
    {
        PatientFile[] files = [new(PatientFileKind.Mri, "a", Path.Combine(_folder, "a", "x.nii")), new(PatientFileKind.Mri, "b", Path.Combine(_folder, "b", "x.nii"))];
        var patient = Assert.Single(Cohort.OfFiles([new("P1", files)]).Patients);

        Assert.Equal("[a file] is damaged", FilePlaces.Of(patient).Hide("'x.nii' is damaged"));
    }
}
