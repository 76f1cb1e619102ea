using System.CommandLine;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Commands;

/// <summary>An option that says which SHA-256 a file must have.</summary>
internal static class FileHash
{
    /// <summary>The hash; null when none is asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="hash">The option.</param>
    /// <param name="file">The option of the file, without which the hash says nothing.</param>
    public static string? Of(ParseResult parsed, Option<string?> hash, Option file) => parsed.GetValue(hash) switch
    {
        null => null,
        _ when parsed.GetResult(file) is null => throw new StudyProtocolException($"{hash.Name} goes with {file.Name}."),
        { Length: 64 } text when text.All(char.IsAsciiHexDigit) => text,
        var other => throw new StudyProtocolException($"{hash.Name} is '{other}'; a SHA-256 has 64 hexadecimal digits."),
    };
}
