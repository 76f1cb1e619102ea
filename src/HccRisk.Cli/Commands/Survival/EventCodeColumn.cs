using System.Globalization;
using HccRisk.Core.Columns;
using HccRisk.Core.Errors;
using HccRisk.Core.Tables;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>A column of event codes: whole numbers, or TRUE for the event and FALSE for censored, or yes and no in words.</summary>
internal static class EventCodeColumn
{
    private const string Nobody = "none";

    /// <summary>The code in a cell; null when it is none.</summary>
    public static int? Parse(string cell) =>
        YesNo.Of(cell) is { } said ? (said ? 1 : 0)
        : double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var code) && code >= 0 && code == Math.Floor(code) && code <= int.MaxValue ? (int)code
        : null;

    /// <summary>Codes with 0 for the censored. A code 0 of the file takes the number of the one that stands for censored.</summary>
    /// <param name="codes">As they are in the file.</param>
    /// <param name="censored">What <c>--censored-code</c> says; null when it is absent.</param>
    /// <param name="place">File and column, for messages.</param>
    public static int[] WithCensored(int[] codes, string? censored, string place)
    {
        if (censored is null || censored.Equals(Nobody, StringComparison.OrdinalIgnoreCase))
        {
            return censored is null || !codes.Contains(0) ? codes : throw new ArgumentException($"{SurvivalOptions.CensoredCode.Name}: {place} has code 0, which stands for censored; '{censored}' says that nobody is.");
        }

        if (Parse(censored) is not { } code)
        {
            throw new ArgumentException($"{SurvivalOptions.CensoredCode.Name}: '{censored}' is neither a code (0, 1, 2, ...) nor '{Nobody}'.");
        }

        return codes.Contains(code)
            ? Array.ConvertAll(codes, c => c == code ? 0 : c == 0 ? code : c)
            : throw new ArgumentException(FormattableString.Invariant(
                $"{SurvivalOptions.CensoredCode.Name}: nobody has code {code} in {place}; the codes that occur are {string.Join(", ", codes.Distinct().Order())}."));
    }

    /// <summary>Refuses codes that leave open who is censored.</summary>
    public static void RequireCensored(int[] codes, string place)
    {
        if (EventCodes.Ambiguity(codes) is { } reason)
        {
            throw new TableFormatException(FormattableString.Invariant(
                $"{place}: {reason}; say {SurvivalOptions.CensoredCode.Name} {codes.Min()} if {codes.Min()} does (as in R's 1 = censored, 2 = event), or {SurvivalOptions.CensoredCode.Name} {Nobody} if nobody was censored"));
        }
    }
}
