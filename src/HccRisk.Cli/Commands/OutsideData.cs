using System.CommandLine;
using HccRisk.Core.IO;

namespace HccRisk.Cli.Commands;

/// <summary>The option <c>--allow-outside-data</c> of every command that reads images.</summary>
internal static class OutsideData
{
    private static readonly Option<bool> Allow = new("--allow-outside-data")
    {
        Description = "Let image headers (NRRD, NIfTI pairs) name data files outside their own folder: for images whose origin is trusted.",
    };

    /// <summary>Gives a command the option.</summary>
    public static Command With(Command command)
    {
        command.Add(Allow);
        return command;
    }

    /// <summary>The permission a command line asks for; null for none.</summary>
    public static IDisposable? Permission(ParseResult parsed) =>
        parsed.GetResult(Allow) is not null && parsed.GetValue(Allow) ? ReferencedFiles.AllowAnywhere() : null;
}
