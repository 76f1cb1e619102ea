using System.Globalization;

namespace HccRisk.Imaging.Dicom.Phases;

/// <summary>What the times of the volumes of a study tell about one of them.</summary>
internal sealed record PhaseTiming(ContrastPhase Phase, double Confidence, string Reason)
{
    internal const double ByInjection = 0.6;
    private const double ByArterial = 0.5;
    private const double ByOrder = 0.4;
    private const double ArterialSeconds = 30;
    private const double LatestSecondVolume = 300;
    private static readonly string[] HepatobiliaryAgents = ["gadoxet", "primovist", "eovist", "gd-eob", "eob-dtpa", "gadobenat", "multihance", "普美显", "钆塞酸"];

    /// <summary>One a volume, null where no time tells.</summary>
    internal static PhaseTiming?[] Of(IReadOnlyList<PhaseCandidate> volumes, (ContrastPhase Phase, string Word)?[] named)
    {
        var agent = volumes.Any(volume => Array.Exists(HepatobiliaryAgents, known =>
            volume.ContrastAgent?.Contains(known, StringComparison.OrdinalIgnoreCase) == true || volume.Description.Contains(known, StringComparison.OrdinalIgnoreCase)));
        var timings = new PhaseTiming?[volumes.Count];
        if (Injection(volumes, named) is { } injection)
        {
            for (var i = 0; i < timings.Length; i++)
            {
                if (volumes[i].Time is { } taken)
                {
                    var seconds = (taken - injection.Time).TotalSeconds;
                    timings[i] = At(
                        seconds,
                        agent,
                        injection.Stated ? ByInjection : ByArterial,
                        $"taken {Math.Abs(seconds):0} s {(seconds < 0 ? "before" : "after")} the injection{(injection.Stated ? "" : ", reckoned from the arterial phase")}");
                }
            }
        }

        foreach (var series in Enumerable.Range(0, volumes.Count).GroupBy(i => (volumes[i].PatientId, volumes[i].SeriesUid)))
        {
            Order(volumes, [.. series.OrderBy(i => volumes[i].Volume)], agent, timings);
        }

        return timings;
    }

    // A dynamic series begins before the injection; its next volume is arterial unless it comes too late for that.
    private static void Order(IReadOnlyList<PhaseCandidate> volumes, int[] series, bool agent, PhaseTiming?[] timings)
    {
        if (series.Length < 3 || Array.Exists(series, i => timings[i] is not null || volumes[i].Time is null)
            || volumes[series[1]].Time - volumes[series[0]].Time > TimeSpan.FromSeconds(LatestSecondVolume))
        {
            return;
        }

        for (var i = 0; i < series.Length; i++)
        {
            var after = (volumes[series[i]].Time!.Value - volumes[series[1]].Time!.Value).TotalSeconds;
            FormattableString reason = $"volume {i + 1} of a dynamic series, {after:0} s after its second";
            timings[series[i]] = i == 0
                ? new PhaseTiming(ContrastPhase.PreContrast, ByOrder, FormattableString.Invariant(reason))
                : At(after + ArterialSeconds, agent, ByOrder, reason);
        }
    }

    private static PhaseTiming? At(double seconds, bool agent, double confidence, FormattableString reason)
    {
        ContrastPhase? phase = seconds switch
        {
            // So far from the injection the clocks are wrong, or it is another examination.
            < -3600 or > 7200 => null,
            <= 5 => ContrastPhase.PreContrast,
            < 20 => ContrastPhase.EarlyArterial,
            < 50 => ContrastPhase.Arterial,
            < 120 => ContrastPhase.PortalVenous,
            >= 600 when agent => ContrastPhase.Hepatobiliary,
            _ => ContrastPhase.Delayed,
        };
        return phase is { } known ? new PhaseTiming(known, confidence, reason.ToString(CultureInfo.InvariantCulture)) : null;
    }

    private static (DateTime Time, bool Stated)? Injection(IReadOnlyList<PhaseCandidate> volumes, (ContrastPhase Phase, string Word)?[] named)
    {
        if (volumes.Min(volume => volume.ContrastTime) is { } stated)
        {
            return (stated, true);
        }

        var arterial = volumes.Where((volume, i) => volume.VolumeCount == 1 && named[i]?.Phase is ContrastPhase.Arterial or ContrastPhase.EarlyArterial).Min(volume => volume.Time);
        return arterial is { } time ? (time.AddSeconds(-ArterialSeconds), false) : null;
    }
}
