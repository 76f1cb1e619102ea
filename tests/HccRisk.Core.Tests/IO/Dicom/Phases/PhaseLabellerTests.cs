using HccRisk.Core.IO;
using HccRisk.Core.IO.Dicom.Phases;
using Xunit;

namespace HccRisk.Core.Tests.IO.Dicom.Phases;

public sealed class PhaseLabellerTests
{
    private static readonly DateTime Noon = new(2020, 1, 2, 12, 0, 0, DateTimeKind.Unspecified);

    // Descriptions as vendors and hospitals write them.
    [Theory]
    [InlineData("t1_vibe_fs_tra_bh_pre", ContrastPhase.PreContrast)]
    [InlineData("AX LAVA FLEX MASK", ContrastPhase.PreContrast)]
    [InlineData("Ax T1 non-contrast", ContrastPhase.PreContrast)]
    [InlineData("eTHRIVE_平扫", ContrastPhase.PreContrast)]
    [InlineData("t1_vibe_dixon_early arterial", ContrastPhase.EarlyArterial)]
    [InlineData("LAVA 动脉早期", ContrastPhase.EarlyArterial)]
    [InlineData("t1_vibe_fs_tra_art", ContrastPhase.Arterial)]
    [InlineData("AX LAVA late arterial", ContrastPhase.Arterial)]
    [InlineData("THRIVE 动脉期", ContrastPhase.Arterial)]
    [InlineData("t1_vibe_fs_tra_portal", ContrastPhase.PortalVenous)]
    [InlineData("AX LAVA PVP", ContrastPhase.PortalVenous)]
    [InlineData("mDIXON 门静脉期", ContrastPhase.PortalVenous)]
    [InlineData("AX T1 VIBE DELAYED 5MIN", ContrastPhase.Delayed)]
    [InlineData("vibe_transitional", ContrastPhase.Delayed)]
    [InlineData("LAVA 延迟期", ContrastPhase.Delayed)]
    [InlineData("t1_vibe_fs_tra_20min", ContrastPhase.Hepatobiliary)]
    [InlineData("AX LAVA HBP", ContrastPhase.Hepatobiliary)]
    [InlineData("eTHRIVE 肝胆期", ContrastPhase.Hepatobiliary)]
    [InlineData("t1_vibe_art_SUB", ContrastPhase.Subtraction)]
    [InlineData("ep2d_diff_b50_400_800", ContrastPhase.Unknown)]
    [InlineData("T2 HASTE 20min", ContrastPhase.Unknown)]
    [InlineData("Ax T1 Preset coil", ContrastPhase.Unknown)]
    [InlineData("Sagittal-IR_3DFGRE", ContrastPhase.Unknown)]
    public void Label_Description_NamesThePhase(string description, ContrastPhase phase)
    {
        var label = Assert.Single(PhaseLabeller.Label([Volume(description)]));

        Assert.Equal(phase, label.Phase);
        Assert.Equal(phase == ContrastPhase.Unknown ? 0 : 0.8, label.Confidence);
        Assert.NotEmpty(label.Reasons);
    }

    [Fact]
    public void Label_DynamicSeriesWithInjectionTime_GoesByTime()
    {
        double[] seconds = [-60, 10, 30, 70, 180, 1200];
        var labels = PhaseLabeller.Label([.. seconds.Select((at, i) =>
            new PhaseCandidate("p", "1.2", "LAVA dyn", i + 1, seconds.Length, Noon.AddSeconds(at), Noon, "Primovist"))]);

        Assert.Equal(
            [ContrastPhase.PreContrast, ContrastPhase.EarlyArterial, ContrastPhase.Arterial, ContrastPhase.PortalVenous, ContrastPhase.Delayed, ContrastPhase.Hepatobiliary],
            labels.Select(label => label.Phase));
        Assert.All(labels, label => Assert.Equal(0.6, label.Confidence));
    }

    [Fact]
    public void Label_LateWithoutHepatobiliaryAgent_IsDelayed() => Assert.Equal(
        ContrastPhase.Delayed, PhaseLabeller.Label([new PhaseCandidate("p", "1", "LAVA", 1, 1, Noon.AddMinutes(20), Noon, "Gadovist")])[0].Phase);

    [Fact]
    public void Label_WithoutInjectionTime_ReckonsFromTheArterialPhase()
    {
        var labels = PhaseLabeller.Label([Volume("LAVA 1", -60), Volume("LAVA art", 0), Volume("LAVA 3", 40), Volume("LAVA venous", 45)]);

        Assert.Equal([ContrastPhase.PreContrast, ContrastPhase.Arterial, ContrastPhase.PortalVenous, ContrastPhase.PortalVenous], labels.Select(label => label.Phase));
        Assert.Equal([0.5, 0.9, 0.5, 0.9], labels.Select(label => label.Confidence));
    }

    [Fact]
    public void Label_NameAgainstTheTimeOfTheInjection_IsUnsure()
    {
        var label = PhaseLabeller.Label([new PhaseCandidate("p", "1", "LAVA arterial", 1, 1, Noon.AddMinutes(3), Noon)])[0];

        Assert.Equal((ContrastPhase.Arterial, 0.3), (label.Phase, label.Confidence));
        Assert.Contains(label.Reasons, reason => reason.Contains("180 s after", StringComparison.Ordinal));
    }

    [Fact]
    public void Label_FirstOfThreeVolumesWithoutNameOrInjection_IsPreContrast() => Assert.Equal(
        [ContrastPhase.PreContrast, ContrastPhase.Unknown, ContrastPhase.Unknown],
        PhaseLabeller.Label([.. Enumerable.Range(1, 3).Select(i => new PhaseCandidate("p", "1", "3DFGRE", i, 3, Noon.AddMinutes(i)))]).Select(label => label.Phase));

    [Theory]
    [InlineData("o.csv", "patient,series,volume,phase\n,lava*,,Delayed\np,1.2,2,PortalVenous\nq,*,,Arterial\n")]
    [InlineData("o.json", """[{"series":"lava*","phase":"delayed"},{"patient":"p","series":"1.2","volume":2,"phase":"portalvenous"},{"patient":"q","series":"*","phase":"Arterial"}]""")]
    public void Label_OverrideFile_MostSpecificEntryGoesBeforeTheRules(string name, string content)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File(name);
        File.WriteAllText(path, content);
        var overrides = PhaseOverrides.Read(path);

        PhaseCandidate Of(string patient, string uid, int volume) => new(patient, uid, "LAVA pre", volume, 2);
        var labels = PhaseLabeller.Label([Of("p", "1.2", 2), Of("p", "1.2", 1), Of("q", "9", 1), new PhaseCandidate("r", "9", "pre", 1, 1)], overrides);

        Assert.Equal(3, overrides.Count);
        Assert.Equal([ContrastPhase.PortalVenous, ContrastPhase.Delayed, ContrastPhase.Arterial, ContrastPhase.PreContrast], labels.Select(label => label.Phase));
        Assert.Equal([1, 1, 1, 0.8], labels.Select(label => label.Confidence));
    }

    [Theory]
    [InlineData("patient,series,phase\np,1,Portal venus\n", "line 2, phase")]
    [InlineData("patient,serie,phase\np,1,Arterial\n", "'series' is missing")]
    [InlineData("patient,series,volume,phase\np,1,zero,Arterial\n", "line 2, volume")]
    [InlineData("patient,series,phase\np,,Arterial\n", "line 2, series")]
    public void Read_BadOverride_NamesTheRow(string content, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("o.csv");
        File.WriteAllText(path, content);

        Assert.Contains(expected, Assert.Throws<ImageFormatException>(() => PhaseOverrides.Read(path)).Message, StringComparison.Ordinal);
    }

    private static PhaseCandidate Volume(string description, double? seconds = null) =>
        new("p", description, description, 1, 1, seconds is { } s ? Noon.AddSeconds(s) : null);
}
