using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Imaging.Dicom.Phases;
using HccRisk.Imaging.Tests.Files;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Imaging.Tests.Dicom.Phases;

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
    [InlineData("ep2d_diff_b50_400_800", ContrastPhase.Dwi)]
    [InlineData("DWI ADC", ContrastPhase.Adc)]
    [InlineData("T2 HASTE 20min", ContrastPhase.T2)]
    [InlineData("T2 HASTE cor", ContrastPhase.T2)]
    [InlineData("T1 in-phase", ContrastPhase.InPhase)]
    [InlineData("T1 out of phase", ContrastPhase.OpposedPhase)]
    [InlineData("3D T2 MRCP", ContrastPhase.Unknown)]
    [InlineData("T2*", ContrastPhase.Unknown)]
    [InlineData("AX LAVA ARTERIAL", ContrastPhase.Arterial)]
    [InlineData("art2", ContrastPhase.Arterial)]
    [InlineData("Ph2/WATER: Ax LAVA PV", ContrastPhase.PortalVenous)]
    [InlineData("late portal venous", ContrastPhase.PortalVenous)]
    [InlineData("门脉期", ContrastPhase.PortalVenous)]
    [InlineData("T1 VIBE delayed 3 min", ContrastPhase.Delayed)]
    [InlineData("T1 VIBE 20 min HBP", ContrastPhase.Hepatobiliary)]
    [InlineData("eTHRIVE pre contrast", ContrastPhase.PreContrast)]
    [InlineData("arterial pre surgery", ContrastPhase.Arterial)]
    [InlineData("arterial and portal", ContrastPhase.Unknown)]
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

    [Theory]
    [InlineData(0, ContrastPhase.PreContrast)]
    [InlineData(30, ContrastPhase.Arterial)]
    [InlineData(75, ContrastPhase.PortalVenous)]
    [InlineData(300, ContrastPhase.Delayed)]
    [InlineData(1200, ContrastPhase.Hepatobiliary)]
    [InlineData(30000, ContrastPhase.Unknown)]
    public void Label_SecondsAfterInjection_AreThoseOfLiRads(double seconds, ContrastPhase phase) => Assert.Equal(
        phase, PhaseLabeller.Label([new PhaseCandidate("p", "1", "LAVA", 1, 1, Noon.AddSeconds(seconds), Noon, "Gadoxetate")])[0].Phase);

    [Fact]
    public void Label_ProtocolName_TellsWhatTheDescriptionDoesNot() => Assert.Equal(
        "portal_venous", PhaseLabeller.Label([new PhaseCandidate("p", "1", "LAVA", 1, 1) { ProtocolName = "liver_PV" }])[0].Name);

    // The second volume counts as 30 s after the injection, the third comes a minute later.
    [Theory]
    [InlineData(60, ContrastPhase.PreContrast, ContrastPhase.Arterial, ContrastPhase.PortalVenous)]
    [InlineData(400, ContrastPhase.Unknown, ContrastPhase.Unknown, ContrastPhase.Unknown)]
    public void Label_ThreeVolumesWithoutNameOrInjection_AreDynamicUnlessTheSecondIsLate(int second, params ContrastPhase[] expected)
    {
        var labels = PhaseLabeller.Label([.. new[] { 0, second, second + 60 }.Select((at, i) => new PhaseCandidate("p", "1", "3DFGRE", i + 1, 3, Noon.AddSeconds(at)))]);

        Assert.Equal(expected, labels.Select(label => label.Phase));
        Assert.All(labels, label => Assert.Equal(label.Phase == ContrastPhase.Unknown ? 0 : 0.4, label.Confidence));
    }

    [Fact]
    public void Label_PhaseFile_MostSpecificLineGoesBeforeTheRules()
    {
        using var folder = new TemporaryFolder();
        var path = folder["o.csv"];
        File.WriteAllText(path, "patient_id,series,volume,phase\n,lava*,,Delayed\np,1.2,2,portal_venous\nq,*,,arterial\n*,7,*,-\nr,none,1,\n,hashed,,t2\n");
        var overrides = PhaseOverrides.Read(path);

        PhaseCandidate Of(string patient, string uid, int volume) => new(patient, uid, "LAVA pre", volume, 2);
        var labels = PhaseLabeller.Label(
            [
                Of("p", "1.2", 2), Of("p", "1.2", 1), Of("q", "9", 1), new PhaseCandidate("r", "9", "pre", 1, 1),
                new PhaseCandidate("r", "8", "pre", 1, 1) { SeriesNumber = 7 }, new PhaseCandidate("r", "6", "pre", 1, 1) { Aliases = ["hashed"] },
            ],
            overrides);

        Assert.Equal(5, overrides.Count);
        Assert.Equal(
            [ContrastPhase.PortalVenous, ContrastPhase.Delayed, ContrastPhase.Arterial, ContrastPhase.PreContrast, ContrastPhase.Unknown, ContrastPhase.T2],
            labels.Select(label => label.Phase));
        Assert.Equal([1, 1, 1, 0.8, 1, 1], labels.Select(label => label.Confidence));
    }

    [Fact]
    public void Read_EveryNameOfALabel_IsThatPhase()
    {
        using var folder = new TemporaryFolder();
        foreach (var phase in Enum.GetValues<ContrastPhase>().Where(phase => phase != ContrastPhase.Unknown))
        {
            var name = new PhaseLabel(Volume(""), phase, 1, []).Name;
            File.WriteAllText(folder["o.csv"], $"series,phase\n*,{name}\n");
            Assert.Equal(phase, PhaseLabeller.Label([Volume("")], PhaseOverrides.Read(folder["o.csv"]))[0].Phase);
        }
    }

    [Theory]
    [InlineData("patient_id,series,phase\np,1,Portal venus\n", "line 2: 'Portal venus' is no phase (nearest: 'portal_venous'")]
    [InlineData("patient_id,serie,phase\np,1,arterial\n", "'series' is missing")]
    [InlineData("patient_id,series,volume,phase\np,1,zero,arterial\n", "line 2: volume 'zero'")]
    [InlineData("patient_id,series,phase\np,,arterial\n", "line 2: series")]
    public void Read_BadPhaseFile_NamesTheLine(string content, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder["o.csv"];
        File.WriteAllText(path, content);

        Assert.Contains(expected, Assert.Throws<TableFormatException>(() => PhaseOverrides.Read(path)).Message, StringComparison.Ordinal);
    }

    private static PhaseCandidate Volume(string description, double? seconds = null) =>
        new("p", description, description, 1, 1, seconds is { } s ? Noon.AddSeconds(s) : null);
}
