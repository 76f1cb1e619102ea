using Xunit;

namespace HccRisk.Studies.Tests.Running;

public sealed class LesionSizeTests(SmallStudy small)
{
    // One size a hundredth, as of a unit mistaken; the others are drawn as large as they are said to be.
    [Fact]
    public void Run_SizeUnlikeTheMask_IsANoteOfThatPatient()
    {
        using var variant = new StudyVariant(small);
        variant.Protocol = variant.Protocol with { Models = [Studies.Protocol.ModelSpecification.Pre], AblationLadder = false, Comparators = [] };
        var patient = variant.Patients("TJ")[3];
        variant.Clinical.Set("tumour_size_cm", r => variant.Clinical.Get(r, "patient_id") == patient, _ => "0.3");

        var notes = variant.Run(cancellationToken: TestContext.Current.CancellationToken).Notes;

        var note = Assert.Single(notes, n => n.Contains("the lesion mask is", StringComparison.Ordinal));
        Assert.StartsWith($"patient {patient}: the lesion mask is ", note, StringComparison.Ordinal);
        Assert.EndsWith("column 'tumour_size_cm' says 0.3: check the mask, its label, and the unit of the column", note, StringComparison.Ordinal);
    }
}
