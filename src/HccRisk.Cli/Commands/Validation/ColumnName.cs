using System.Globalization;
using System.Text.RegularExpressions;

namespace HccRisk.Cli.Commands.Validation;

/// <summary>What the heading of a column of predictions says.</summary>
/// <param name="Heading">The heading.</param>
/// <param name="Kind">What the words in it name; null when they name no prediction.</param>
/// <param name="Model">What is left of it without those words: the name of the model; may be empty.</param>
/// <param name="Horizon">The number it ends in; null without.</param>
/// <param name="Unit">The unit after that number, "days", "months" or "years"; null without.</param>
internal sealed partial record ColumnName(string Heading, PredictionKind? Kind, string Model, double? Horizon, string? Unit)
{
    /// <summary>A number without a sign before it and below this counts things ("risk2"), it is no horizon.</summary>
    private const double FewestWithoutSign = 10;

    private static readonly (PredictionKind Kind, string[] Words)[] Named =
    [
        (PredictionKind.Score, ["score", "lp", "linearpredictor", "eta", "marker", "points", "index", "pi"]),
        (PredictionKind.Risk, ["risk", "cif", "cuminc", "pred", "prediction", "predicted", "prob", "probability"]),
        (PredictionKind.Survival, ["surv", "survival", "s"]),
    ];

    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["d"] = "days",
        ["day"] = "days",
        ["days"] = "days",
        ["m"] = "months",
        ["mo"] = "months",
        ["mon"] = "months",
        ["month"] = "months",
        ["months"] = "months",
        ["y"] = "years",
        ["yr"] = "years",
        ["yrs"] = "years",
        ["year"] = "years",
        ["years"] = "years",
    };

    /// <summary>The event code in a word such as "cif2" or "cause2"; null without.</summary>
    public int? Cause { get; private init; }

    /// <summary>A unit among the words of a heading ("time_months"); null without.</summary>
    public static string? UnitIn(string heading) =>
        Words(heading).Where(w => w.Length > 2).Select(w => Units.GetValueOrDefault(w)).FirstOrDefault(u => u is not null);

    /// <summary>The words of a heading in lower case; an upper-case letter after a lower-case one starts a word.</summary>
    public static IReadOnlyList<string> Words(string heading) => [.. Parts(Humps().Replace(heading, "_")).Select(w => w.ToLowerInvariant())];

    public static ColumnName Of(string heading)
    {
        var (rest, horizon, unit) = SplitHorizon(heading);
        var words = Words(rest).ToList();
        if (words.Contains("own", StringComparer.Ordinal))
        {
            var survival = words.Exists(w => Bare(w).Name is "s" or "surv" or "survival" or "sallcause");
            return new ColumnName(heading, survival ? PredictionKind.OwnSurvival : null, "", null, null)
            {
                Cause = words.Exists(w => w.Contains("allcause", StringComparison.Ordinal)) ? 0 : words.Select(w => Bare(w).Number).FirstOrDefault(n => n is not null),
            };
        }

        return Named.SelectMany(n => ((string[])[rest, Humps().Replace(rest, "_")]).Select(text => (n.Kind, n.Words, Parts: Parts(text))))
            .Where(n => n.Kind != PredictionKind.Survival || horizon is not null)
            .Select(n => Match(heading, n.Kind, n.Words, n.Parts, horizon, unit))
            .FirstOrDefault(n => n is not null) ?? new ColumnName(heading, null, heading, horizon, unit);
    }

    private static ColumnName? Match(string heading, PredictionKind kind, string[] names, List<string> parts, double? horizon, string? unit)
    {
        var at = parts.FindIndex(w => names.Contains(Bare(w.ToLowerInvariant()).Name, StringComparer.Ordinal));
        if (at < 0)
        {
            return null;
        }

        var cause = kind == PredictionKind.Score ? null : Bare(parts[at]).Number;
        parts.RemoveAt(at);
        return new ColumnName(heading, kind, string.Join('_', parts), horizon, unit) { Cause = cause };
    }

    private static List<string> Parts(string heading) => [.. Separators().Split(heading).Where(w => w.Length > 0)];

    private static (string Name, double? Horizon, string? Unit) SplitHorizon(string heading)
    {
        var match = Ending().Match(heading);
        if (!match.Success)
        {
            match = Inside().Match(heading);
            return match.Success
                ? (heading.Remove(match.Index, match.Length), Number(match), Units[match.Groups["u"].Value.ToLowerInvariant()])
                : (heading, null, null);
        }

        var horizon = Number(match);
        var unit = match.Groups["u"].Success ? Units[match.Groups["u"].Value.ToLowerInvariant()] : null;
        return match.Groups["sign"].Length == 0 && unit is null && horizon < FewestWithoutSign
            ? (heading, null, null)
            : (heading[..match.Index], horizon, unit);
    }

    private static double Number(Match match) => double.Parse(match.Groups["h"].Value, CultureInfo.InvariantCulture);

    private static (string Name, int? Number) Bare(string word)
    {
        var name = word.TrimEnd("0123456789".ToCharArray());
        return (name, name.Length < word.Length && int.TryParse(word[name.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null);
    }

    // risk_24, risk.at.24, risk24, cif1_730, cox risk t12, surv_2y
    [GeneratedRegex(@"(?<sign>[^A-Za-z0-9]*(?:(?<=[^A-Za-z0-9])(?:at|t|m|h)[^A-Za-z0-9]*)?)(?<h>\d+(?:\.\d+)?)[ _]?(?<u>days?|d|months?|mon|mo|m|years?|yrs?|y)?$", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Ending();

    // 5y_risk, risk_12_months_cox
    [GeneratedRegex(@"(?<=^|[^A-Za-z0-9])(?<h>\d+(?:\.\d+)?)[ _-]?(?<u>days?|d|months?|mon|mo|m|years?|yrs?|y)(?=[^A-Za-z0-9])", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Inside();

    [GeneratedRegex("[^A-Za-z0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Separators();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])", RegexOptions.None, 1000)]
    private static partial Regex Humps();
}
