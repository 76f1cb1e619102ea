using System.Globalization;

namespace HccRisk.Core.IO.Dicom.Phases;

/// <summary>Tells the contrast phase of volumes by their description and time.</summary>
/// <remarks>
/// <para>The description counts first (English, the terms of vendors, Chinese), then the time after the injection. Without the time of an injection, volumes
/// of one study are timed from the volume known to be arterial by name (taken as 30 s). Nothing else is guessed from times, but that the first of three
/// or more volumes of one series whose description tells nothing is taken as before contrast.</para>
/// <para>Windows after the injection follow the terms of LI-RADS v2018 for MRI: arterial about 20 to 50 s, portal venous 50 to 100 s, delayed or transitional from 2
/// to 5 minutes, hepatobiliary about 20 minutes after gadoxetate.</para>
/// </remarks>
public static class PhaseLabeller
{
    private const double ArterialSeconds = 30;
    private static readonly string[] HepatobiliaryAgents = ["gadoxet", "primovist", "eovist", "gd-eob", "eob-dtpa", "gadobenate", "multihance", "普美显", "钆塞酸"];

    /// <summary>Labels the volumes of one study.</summary>
    /// <param name="volumes">All volumes of a patient's examination; they are timed against one another.</param>
    /// <param name="overrides">Labels that go before every rule; null: none.</param>
    /// <returns>One label a volume, in the same order.</returns>
    public static IReadOnlyList<PhaseLabel> Label(IReadOnlyList<PhaseCandidate> volumes, PhaseOverrides? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(volumes);
        var named = volumes.Select(volume => PhaseWords.Find(volume.Description)).ToArray();
        var start = Injection(volumes, named);
        return [.. volumes.Select((volume, i) => overrides?.Find(volume) is { } set
            ? new PhaseLabel(volume, set, 1, ["the override file says so"])
            : One(volume, named[i], start, volumes))];
    }

    private static PhaseLabel One(PhaseCandidate volume, (ContrastPhase Phase, string Word)? name, (DateTime Time, bool Stated)? start, IReadOnlyList<PhaseCandidate> all)
    {
        var timed = ByTime(volume, start, all);
        if (name is { Phase: ContrastPhase.Unknown } other)
        {
            return new PhaseLabel(volume, ContrastPhase.Unknown, 0, [$"'{other.Word}' in the description '{volume.Description}' is of a sequence without phases"]);
        }

        if (name is { } found)
        {
            var reasons = new List<string> { $"'{found.Word}' in the description '{volume.Description}'" };
            // A word that stands for all volumes of a dynamic series is the name of none.
            if (volume.VolumeCount > 1)
            {
                reasons.Add(string.Create(CultureInfo.InvariantCulture, $"the series has {volume.VolumeCount} volumes: the description may mean another one"));
                return timed is { } when
                    ? new PhaseLabel(volume, when.Phase, Agree(found.Phase, when.Phase) ? 0.6 : 0.3, [.. reasons, when.Reason])
                    : new PhaseLabel(volume, found.Phase, 0.3, reasons);
            }

            if (timed is not { } time)
            {
                return new PhaseLabel(volume, found.Phase, 0.8, reasons);
            }

            return new PhaseLabel(volume, found.Phase, Agree(found.Phase, time.Phase) ? 0.9 : start!.Value.Stated ? 0.3 : 0.6, [.. reasons, time.Reason]);
        }

        if (timed is { } only)
        {
            return new PhaseLabel(volume, only.Phase, start!.Value.Stated ? 0.6 : 0.5, [only.Reason]);
        }

        return volume is { Volume: 1, VolumeCount: >= 3 }
            ? new PhaseLabel(volume, ContrastPhase.PreContrast, 0.4, [string.Create(CultureInfo.InvariantCulture, $"the first of {volume.VolumeCount} volumes of a series")])
            : new PhaseLabel(volume, ContrastPhase.Unknown, 0, [$"nothing in the description '{volume.Description}' names a phase, and no injection is known to time it from"]);
    }

    private static (ContrastPhase Phase, string Reason)? ByTime(PhaseCandidate volume, (DateTime Time, bool Stated)? start, IReadOnlyList<PhaseCandidate> all)
    {
        if (start is not { } injected || volume.Time is not { } taken)
        {
            return null;
        }

        var seconds = (taken - injected.Time).TotalSeconds;
        var agent = Array.Exists(HepatobiliaryAgents, known => all.Any(one =>
            one.ContrastAgent?.Contains(known, StringComparison.OrdinalIgnoreCase) == true || one.Description.Contains(known, StringComparison.OrdinalIgnoreCase)));
        var phase = seconds switch
        {
            < 0 => ContrastPhase.PreContrast,
            < 20 => ContrastPhase.EarlyArterial,
            < 50 => ContrastPhase.Arterial,
            < 100 => ContrastPhase.PortalVenous,
            < 600 => ContrastPhase.Delayed,
            < 7200 when agent => ContrastPhase.Hepatobiliary,
            < 7200 => ContrastPhase.Delayed,
            _ => ContrastPhase.Unknown,
        };
        return phase == ContrastPhase.Unknown ? null : (phase, string.Create(
            CultureInfo.InvariantCulture, $"taken {Math.Abs(seconds):0} s {(seconds < 0 ? "before" : "after")} the injection{(injected.Stated ? "" : ", reckoned from the arterial phase")}"));
    }

    private static (DateTime Time, bool Stated)? Injection(IReadOnlyList<PhaseCandidate> volumes, (ContrastPhase Phase, string Word)?[] named)
    {
        if (volumes.Select(volume => volume.ContrastTime).Min() is { } stated)
        {
            return (stated, true);
        }

        var arterial = volumes.Where((volume, i) => volume.VolumeCount == 1 && named[i]?.Phase is ContrastPhase.Arterial or ContrastPhase.EarlyArterial).Min(volume => volume.Time);
        return arterial is { } time ? (time.AddSeconds(-ArterialSeconds), false) : null;
    }

    private static bool Agree(ContrastPhase name, ContrastPhase time) =>
        name == time || (name is ContrastPhase.Arterial or ContrastPhase.EarlyArterial && time is ContrastPhase.Arterial or ContrastPhase.EarlyArterial);
}
