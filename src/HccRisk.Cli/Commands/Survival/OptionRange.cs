using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>What values an option takes, checked with the command line so that the message names the option.</summary>
internal static class OptionRange
{
    public static Option<T> Where<T>(this Option<T> option, Func<string, string?> faultOf)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Select(t => faultOf(t.Value)).FirstOrDefault(f => f is not null) is { } fault)
            {
                result.AddError($"{option.Name} is {fault}.");
            }
        });
        return option;
    }

    /// <summary>One number.</summary>
    public static Func<string, string?> Number(Func<double, bool> fits, string what) => text =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && !fits(value) ? $"{text}; it must be {what}" : null;

    /// <summary>Numbers separated by commas, each by itself.</summary>
    public static Func<string, string?> Numbers(Func<double, bool> fits, string what) => text =>
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 0 || Array.Exists(parts, p => !double.TryParse(p, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            ? $"'{text}'; it must be numbers separated by commas, each {what}"
            : parts.Select(Number(fits, what)).FirstOrDefault(f => f is not null);
    };
}
