using HccRisk.Core.Naming;
using Xunit;

namespace HccRisk.Core.Tests.Naming;

public class NearestNamesTests
{
    [Theory]
    [InlineData("afp", "afp", 0)]
    [InlineData("albumin", "albumn", 1)]
    [InlineData("tumour_size_cm", "tumor_size_cm", 1)]
    [InlineData("atl", "alt", 1)] // transposed
    [InlineData("", "abc", 3)]
    public void Distance_Names_CountsEdits(string a, string b, int edits) => Assert.Equal(edits, NearestNames.Distance(a, b));

    // A heading with its unit behind, one word of several, another way to write it: each before what is merely as short.
    [Theory]
    [InlineData("afp", "AFP_ng_ml")]
    [InlineData("afp", "afp (ng/mL)")]
    [InlineData("age", "Age at surgery")]
    [InlineData("age", "patientAge")]
    [InlineData("tumour_size_cm", "Tumor size (mm)")]
    [InlineData("bilirubin_umol_l", "Bilirubin")]
    public void Of_LongerOrOtherwiseWrittenHeading_IsTheNearest(string name, string heading) =>
        Assert.Equal(heading, NearestNames.Of(name, ["alp", "stage", "capsule", "satellites", "nodules", "oddments", "d", "cm", heading])[0]);

    [Theory]
    [InlineData("afp", "crafpot_level")]
    [InlineData("cm", "Tumor size cm")]
    public void Of_LettersWithinAnotherWord_AreNotNear(string name, string heading) => Assert.Empty(NearestNames.Of(name, [heading]));
}
