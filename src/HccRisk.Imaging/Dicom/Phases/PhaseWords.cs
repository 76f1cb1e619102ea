using System.Text.RegularExpressions;

namespace HccRisk.Imaging.Dicom.Phases;

/// <summary>The words by which series descriptions and file names name a phase.</summary>
public static partial class PhaseWords
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const int Timeout = 1000;

    // These go before the words of a phase: 'T2 20 min' is T2, 'delayed 20 min' is hepatobiliary. "Unknown" for sequences that nobody asks for.
    private static readonly (ContrastPhase Phase, Regex Words)[] First =
    [
        (ContrastPhase.Subtraction, Subtraction()),
        (ContrastPhase.Adc, Adc()),
        (ContrastPhase.Dwi, Dwi()),
        (ContrastPhase.Unknown, Other()),
        (ContrastPhase.T2, T2()),
        (ContrastPhase.InPhase, InPhase()),
        (ContrastPhase.OpposedPhase, OpposedPhase()),
        (ContrastPhase.Hepatobiliary, Hepatobiliary()),
        (ContrastPhase.EarlyArterial, EarlyArterial()),
    ];

    private static readonly (ContrastPhase Phase, Regex Words)[] AfterInjection =
        [(ContrastPhase.Arterial, Arterial()), (ContrastPhase.PortalVenous, PortalVenous()), (ContrastPhase.Delayed, Delayed())];

    /// <summary>The phase that words tell and the word; null when they tell none, or two that contradict each other.</summary>
    public static (ContrastPhase Phase, string Word)? Find(string description)
    {
        // Underscores, dots and plus signs separate words.
        var text = Separators().Replace(description, " ");
        if (Matches(First, text) is [var first, ..])
        {
            return first;
        }

        // "post contrast pre surgery" and the like: the phase after injection is the word that was meant.
        return Matches(AfterInjection, text) switch
        {
            [] => Matches([(ContrastPhase.PreContrast, PreContrast())], text) is [var pre] ? pre : null,
            [var only] => only,
            _ => null,
        };
    }

    private static (ContrastPhase Phase, string Word)[] Matches((ContrastPhase Phase, Regex Words)[] rules, string text) =>
        [.. rules.Select(rule => (rule.Phase, Match: rule.Words.Match(text))).Where(one => one.Match.Success).Select(one => (one.Phase, one.Match.Value.Trim()))];

    [GeneratedRegex(@"[_.+,;:/\\()\[\]=]+", Options, Timeout)]
    private static partial Regex Separators();

    [GeneratedRegex(@"(?<![a-z])sub(tr(act(ion|ed)?)?)?(?![a-z])|减影", Options, Timeout)]
    private static partial Regex Subtraction();

    [GeneratedRegex(@"(?<![a-z])adc(?![a-z])|apparent diffusion", Options, Timeout)]
    private static partial Regex Adc();

    [GeneratedRegex(@"(?<![a-z])(dwi|diff(usion)?|trace|b ?-?\d{1,3}0(?!\d))(?![a-z])|扩散|弥散", Options, Timeout)]
    private static partial Regex Dwi();

    [GeneratedRegex(@"(?<![a-z])(mrcp|swi|locali[sz]er|scout|survey)(?![a-z])|(?<![a-z0-9])t2 ?(\*|star)|定位", Options, Timeout)]
    private static partial Regex Other();

    [GeneratedRegex(@"(?<![a-z0-9])t2 ?-?(wi?|weighted)?(?![a-z0-9*])|haste|ssfse|(?<![a-z])stir(?![a-z])", Options, Timeout)]
    private static partial Regex T2();

    [GeneratedRegex(@"(?<![a-z])in ?-?phase(?![a-z])", Options, Timeout)]
    private static partial Regex InPhase();

    [GeneratedRegex(@"(?<![a-z])(out ?-?(of ?-?)?|opp(osed)? ?-?)phase(?![a-z])", Options, Timeout)]
    private static partial Regex OpposedPhase();

    [GeneratedRegex(@"(?<![a-z])hbp(?![a-z])|hepato? ?-?bil|hepatocyte|hepato ?-?specific|(?<!\d)(1[05]|20|25|30) ?-?(min(ute)?s?|m)(?![a-z])|肝胆|肝膽|(?<!\d)(10|15|20|25|30) ?分钟", Options, Timeout)]
    private static partial Regex Hepatobiliary();

    [GeneratedRegex(@"(?<![a-z])(early ?-?art(eri?al|ery)?|eap)(?![a-z])|动脉早期|早动脉|早期动脉", Options, Timeout)]
    private static partial Regex EarlyArterial();

    [GeneratedRegex(@"(?<![a-z])(art(eriell|erielle)?|ap|lap|hap)(?![a-z])|(?<!\d)(20|25|30|35) ?s(ec)?(?![a-z])|arteri?al|动脉|動脈", Options, Timeout)]
    private static partial Regex Arterial();

    [GeneratedRegex(@"portal|(?<![a-z])(porto?|pvp?|ven(ous)?)(?![a-z])|(?<!\d)(60|70|80) ?s(ec)?(?![a-z])|门脉|门静脉|門脈|静脉期", Options, Timeout)]
    private static partial Regex PortalVenous();

    [GeneratedRegex(@"delay|equilib|transition|(?<![a-z])(del|dp|tp|interstitial|late(?! ?-?(art|port|ven)))(?![a-z])|(?<!\d)[2-9] ?-?(min(ute)?s?|m)(?![a-z])|延迟|延遲|平衡|移行|过渡|(?<!\d)[2-9] ?分钟", Options, Timeout)]
    private static partial Regex Delayed();

    [GeneratedRegex(@"(?<![a-z])(pre( ?-?(contrast|con|gd|gad(olinium)?|c))?|plain|nativ|native|un ?-?enhanced|(non|without|w ?o) ?-?(contrast|enhanced|gd|c)|mask)(?![a-z])|平扫|平掃|增强前|蒙片", Options, Timeout)]
    private static partial Regex PreContrast();
}
