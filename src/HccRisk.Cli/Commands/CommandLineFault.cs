using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using HccRisk.Core.Naming;

namespace HccRisk.Cli.Commands;

/// <summary>What is wrong with a command line, in one line.</summary>
internal static partial class CommandLineFault
{
    public static string? Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.Tokens.FirstOrDefault(t => t.Type == TokenType.Argument && OptionLike().IsMatch(t.Value)) is { } option)
        {
            var name = option.Value.Split('=', ':')[0];
            return $"'{name}' is not an option of '{command.Name}'{NearestNames.Hint(name, command.Options.SelectMany(o => o.Aliases.Prepend(o.Name)))}.";
        }

        if (parsed.Errors.Count == 0 || parsed.Action is not ParseErrorAction)
        {
            return null;
        }

        if (command.Subcommands.Count > 0)
        {
            var commands = command.Subcommands.Select(c => c.Name);
            return parsed.UnmatchedTokens.Count > 0
                ? $"'{parsed.UnmatchedTokens[0]}' is not a command{NearestNames.Hint(parsed.UnmatchedTokens[0], commands)}."
                : $"Name a command: {string.Join(" or ", commands)}. '--help' shows how.";
        }

        return string.Join(' ', parsed.Errors.Select(e => ExpectedType().Replace(e.Message, type =>
            type.Value.Contains("Double", StringComparison.Ordinal) ? ": it must be a number" : WholeNumber().IsMatch(type.Value) ? ": it must be a whole number" : ": it is not known").ReplaceLineEndings(" ")));
    }

    [GeneratedRegex("^--?[A-Za-z]", RegexOptions.None, 1000)]
    private static partial Regex OptionLike();

    // Options that are not text are numbers, or one of several names.
    [GeneratedRegex(" as expected type '[^']*'", RegexOptions.None, 1000)]
    private static partial Regex ExpectedType();

    [GeneratedRegex("U?Int(16|32|64)|Byte", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex WholeNumber();
}
