using System.Text.RegularExpressions;

namespace HccRisk.Core.IO.Dicom.Phases;

/// <summary>The words by which series descriptions name a phase; the first rule that matches counts.</summary>
internal static partial class PhaseWords
{
    // "Unknown" for words that rule a phase out: sequences that have none.
    private static readonly (ContrastPhase Phase, Regex Words)[] Rules =
    [
        (ContrastPhase.Subtraction, Subtraction()),
        (ContrastPhase.Unknown, OtherSequences()),
        (ContrastPhase.Hepatobiliary, Hepatobiliary()),
        (ContrastPhase.PreContrast, PreContrast()),
        (ContrastPhase.EarlyArterial, EarlyArterial()),
        (ContrastPhase.Arterial, Arterial()),
        (ContrastPhase.PortalVenous, PortalVenous()),
        (ContrastPhase.Delayed, Delayed()),
    ];

    internal static (ContrastPhase Phase, string Word)? Find(string description)
    {
        // Underscores, dots and plus signs separate words; letters and digits that touch do too ("dyn1", "+20min").
        var text = Separators().Replace(description, " ");
        foreach (var (phase, words) in Rules)
        {
            if (words.Match(text) is { Success: true } match)
            {
                return (phase, match.Value.Trim());
            }
        }

        return null;
    }

    [GeneratedRegex(@"[_.+,;:/\\()\[\]=]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Separators();

    [GeneratedRegex(@"\bsub(tract(ion|ed)?)?\b|减影", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Subtraction();

    [GeneratedRegex(@"\b(dwi|adc|diff(usion)?|b ?-?\d{2,4}|t2w?|haste|ssfse|mrcp|stir|swi|locali[sz]er|scout|survey)\b|扩散|弥散|定位", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OtherSequences();

    [GeneratedRegex(@"\bhbp\b|hepato ?-?biliary|hepatocyte|hepato ?-?specific|\b(1[05]|20|25|30) ?-?(min(ute)?s?|m)\b|肝胆|(10|15|20|25|30) ?分钟", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hepatobiliary();

    [GeneratedRegex(@"\bpre( ?-?(contrast|con|gd|gad(olinium)?|c))?\b|\b(un ?-?enhanced|non ?-?(contrast|enhanced)|without contrast|w ?o contrast|native|plain|nativ|mask)\b|平扫|增强前|蒙片", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PreContrast();

    [GeneratedRegex(@"\bearly ?-?art(erial|ery)?\b|\beap\b|动脉早期|早动脉|早期动脉", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EarlyArterial();

    [GeneratedRegex(@"\b(late ?-?)?art(erial|eriell|erielle)?\b|\b(ap|lap|hap)\b|\b(20|25|30|35) ?s(ec)?\b|arterial|动脉", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Arterial();

    [GeneratedRegex(@"\bport(al|o)?\b|portal|\b(pv|pvp|ven(ous)?)\b|\b(60|70|80) ?s(ec)?\b|门脉|门静脉|静脉期", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PortalVenous();

    [GeneratedRegex(@"\b(delay(ed)?|del|equil(ibrium)?|late|transition(al)?|dp|tp|interstitial)\b|\b([2-9]) ?-?(min(ute)?s?|m)\b|延迟|平衡|移行|过渡|[2-9]分钟", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Delayed();
}
