using System.Globalization;

namespace HccRisk.Imaging.Dicom.Phases;

/// <summary>Tells the contrast phase of volumes by their description and time.</summary>
/// <remarks>
/// <para>The description counts first, then ProtocolName (English, the terms of vendors, Chinese); words of two phases tell none, words of a sequence
/// without phases (T2, diffusion, ADC, in-phase, opposed phase, subtraction) go before those of a phase. Then counts the time after the injection. Without the
/// time of an injection, volumes of one study are timed from the volume known to be arterial by name (taken as 30 s). Without that, a series of
/// three or more timed volumes whose second comes at most 5 minutes after the first is taken as dynamic: before contrast, then arterial, then by time.</para>
/// <para>Windows after the injection follow the terms of LI-RADS v2018 for MRI: arterial about 20 to 50 s, portal venous to 2 minutes, delayed or transitional
/// from then on, hepatobiliary from 10 minutes after a hepatobiliary agent. A volume begun in the first 5 s is still without contrast.</para>
/// </remarks>
public static class PhaseLabeller
{
    /// <summary>Labels the volumes of one study.</summary>
    /// <param name="volumes">All volumes of a patient's examination; they are timed against one another.</param>
    /// <param name="overrides">Labels that go before every rule; null: none.</param>
    /// <returns>One label a volume, in the same order.</returns>
    public static IReadOnlyList<PhaseLabel> Label(IReadOnlyList<PhaseCandidate> volumes, PhaseOverrides? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(volumes);
        var named = volumes.Select(volume => PhaseWords.Find(volume.Description) ?? PhaseWords.Find(volume.ProtocolName)).ToArray();
        var timed = PhaseTiming.Of(volumes, named);
        return [.. volumes.Select((volume, i) => overrides?.Find(volume) is { } set
            ? new PhaseLabel(volume, set, 1, [set == ContrastPhase.Unknown ? "phase file: not used" : "phase file"])
            : One(volume, named[i], timed[i]))];
    }

    private static PhaseLabel One(PhaseCandidate volume, (ContrastPhase Phase, string Word)? name, PhaseTiming? time)
    {
        if (name is not { } found)
        {
            return time is null
                ? new PhaseLabel(volume, ContrastPhase.Unknown, 0, ["nothing tells its phase"])
                : new PhaseLabel(volume, time.Phase, time.Confidence, [time.Reason]);
        }

        List<string> reasons = [$"'{found.Word}' in the description"];
        var alone = volume.VolumeCount == 1;
        if (!alone)
        {
            reasons.Add(string.Create(CultureInfo.InvariantCulture, $"one of {volume.VolumeCount} volumes of that description"));
        }

        if (found.Phase is ContrastPhase.Unknown or >= ContrastPhase.Subtraction)
        {
            return new PhaseLabel(volume, found.Phase, found.Phase == ContrastPhase.Unknown ? 0 : alone ? 0.8 : 0.4, reasons);
        }

        if (time is null)
        {
            return new PhaseLabel(volume, found.Phase, alone ? 0.8 : 0.3, reasons);
        }

        reasons.Add(time.Reason);
        var agree = IsArterial(found.Phase) ? IsArterial(time.Phase) : found.Phase == time.Phase;
        // A word that stands for all volumes of a dynamic series is the name of none.
        return alone
            ? new PhaseLabel(volume, found.Phase, agree ? 0.9 : time.Confidence >= PhaseTiming.ByInjection ? 0.3 : 0.6, reasons)
            : new PhaseLabel(volume, time.Phase, agree ? 0.6 : 0.3, reasons);
    }

    private static bool IsArterial(ContrastPhase phase) => phase is ContrastPhase.Arterial or ContrastPhase.EarlyArterial;
}
