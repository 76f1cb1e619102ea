using System.Text.RegularExpressions;
using HccRisk.Core.IO.Dicom.Series;

namespace HccRisk.Core.Cohorts.Scanning;

/// <summary>
/// Which phase of a contrast-enhanced liver MRI a volume is: by the words of its description, else by the time since injection, else by its
/// place in a dynamic series. Times are those of LI-RADS v2018: late arterial to 45 s, portal venous to 2 min, delayed from then on;
/// hepatobiliary from 10 min with a hepatobiliary agent.
/// </summary>
internal static partial class PhaseRules
{
    private const double ArterialSeconds = 25;
    private const double LatestSecondVolume = 300;

    private static readonly (string Name, Regex Words)[] Words =
    [
        ("subtraction", Subtraction()), ("adc", Adc()), ("dwi", Dwi()), ("t2", T2()), ("in_phase", InPhase()), ("opposed_phase", OpposedPhase()),
        ("hepatobiliary", Hepatobiliary()), ("arterial", Arterial()), ("portal_venous", Portal()), ("delayed", Delayed()), ("pre", Pre()),
    ];

    /// <summary>The phase that words tell; null when they tell none, or two that contradict each other.</summary>
    internal static string? OfText(string text)
    {
        var found = Words.Where(rule => rule.Words.IsMatch(text)).Select(rule => rule.Name).ToArray();
        return found switch
        {
            [] => null,
            [var only] => only,
            ["subtraction" or "adc" or "dwi" or "t2" or "in_phase" or "opposed_phase" or "hepatobiliary", ..] => found[0],
            // "post contrast pre surgery" and the like: the phase after injection is the word that was meant.
            [var phase, "pre"] => phase,
            _ => null,
        };
    }

    /// <summary>The phase of each volume of a series, null where nothing tells.</summary>
    internal static PhaseLabel?[] Of(DicomSeries series, IReadOnlyList<SeriesPhase> phases)
    {
        var told = OfText(series.Description) ?? OfText(series.ProtocolName);
        if (told is not null && phases.Count == 1)
        {
            return [new PhaseLabel(told, PhaseLabel.ByDescription, "description")];
        }

        if (told is "subtraction" or "adc" or "dwi" or "t2" or "in_phase" or "opposed_phase")
        {
            return [.. phases.Select((_, i) => i == 0 ? new PhaseLabel(told, PhaseLabel.ByOrder, "description; the first of several volumes") : null)];
        }

        var since = phases.Select(phase => Since(phase.Time, series.ContrastTime)).ToArray();
        if (Array.TrueForAll(since, s => s is > -1800 and < 7200))
        {
            return Distinct([.. since.Select(s => new PhaseLabel(AtTime(s!.Value, series.ContrastAgent), PhaseLabel.ByTime, FormattableString.Invariant($"{s:0} s after injection")))]);
        }

        // A dynamic series begins before the injection; its next volume is arterial unless it comes too late for that.
        if (phases.Count < 3 || phases.Any(phase => phase.Time is null) || phases[1].Time - phases[0].Time > TimeSpan.FromSeconds(LatestSecondVolume))
        {
            return new PhaseLabel?[phases.Count];
        }

        return Distinct([.. phases.Select((phase, i) =>
        {
            var after = (phase.Time!.Value - phases[1].Time!.Value).TotalSeconds;
            return new PhaseLabel(
                i == 0 ? "pre" : i == 1 ? "arterial" : AtTime(after + ArterialSeconds, series.ContrastAgent),
                PhaseLabel.ByOrder,
                FormattableString.Invariant($"volume {i + 1} of a dynamic series, {after:0} s after its second"));
        })]);
    }

    internal static string AtTime(double seconds, string? agent) => seconds switch
    {
        <= 5 => "pre",
        <= 45 => "arterial",
        <= 120 => "portal_venous",
        >= 600 when agent is not null && HepatobiliaryAgent().IsMatch(agent) => "hepatobiliary",
        _ => "delayed",
    };

    // Of several volumes of one phase the first is meant.
    private static PhaseLabel?[] Distinct(PhaseLabel[] labels) =>
        [.. labels.Select((label, i) => labels.Take(i).Any(before => before.Name == label.Name) ? null : label)];

    private static double? Since(DateTime? time, TimeOnly? injection) =>
        time is { } t && injection is { } start ? (TimeOnly.FromDateTime(t).ToTimeSpan() - start.ToTimeSpan()).TotalSeconds : null;

    [GeneratedRegex(@"\bsub(tr(action|acted)?)?\b", Rules)]
    private static partial Regex Subtraction();

    [GeneratedRegex(@"(^|[^a-z])adc([^a-z]|$)|apparent diffusion", Rules)]
    private static partial Regex Adc();

    [GeneratedRegex(@"(^|[^a-z])(dwi|diff(usion)?|trace)([^a-z]|$)", Rules)]
    private static partial Regex Dwi();

    [GeneratedRegex(@"(^|[^a-z0-9])t2(w|wi|-?weighted)?([^a-z0-9*]|$)|haste|ssfse", Rules)]
    private static partial Regex T2();

    [GeneratedRegex(@"\bin[ _-]?phase\b", Rules)]
    private static partial Regex InPhase();

    [GeneratedRegex(@"(out[ _-]?(of[ _-]?)?|opp(osed)?[ _-]?)phase", Rules)]
    private static partial Regex OpposedPhase();

    [GeneratedRegex(@"hepato?[ _-]?bil|(^|[^a-z])hbp([^a-z]|$)|(1[05]|20|30)[ _-]?min|肝胆|肝膽", Rules)]
    private static partial Regex Hepatobiliary();

    [GeneratedRegex(@"arteri?al|(^|[^a-z])(art|hap|ap)([^a-z]|$)|动脉|動脈", Rules)]
    private static partial Regex Arterial();

    [GeneratedRegex(@"portal|(^|[^a-z])(pvp?|ven(ous)?)([^a-z]|$)|门脉|门静脉|門脈|静脉期", Rules)]
    private static partial Regex Portal();

    [GeneratedRegex(@"delay|equilib|transition|(^|[^a-z])(dp|tp)([^a-z]|$)|延迟|延遲|平衡期|[35][ _-]?min", Rules)]
    private static partial Regex Delayed();

    [GeneratedRegex(@"(^|[^a-z])(pre|plain|native|unenhanced|precontrast|(non|without|w/?o)[ _-]?(contrast|gd|c)|mask)([^a-z]|$)|平扫|平掃", Rules)]
    private static partial Regex Pre();

    [GeneratedRegex(@"gadoxet|primovist|eovist|gd-eob|gadobenat|multihance", Rules)]
    private static partial Regex HepatobiliaryAgent();

    private const RegexOptions Rules = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
}
