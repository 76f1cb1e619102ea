using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using HccRisk.Cli.Commands;
using HccRisk.Core.Csv;
using HccRisk.Core.Storage;

namespace HccRisk.Cli.Output;

/// <summary>What every command does with what it says: all of it, results alone (<c>--quiet</c>), or one JSON object (<c>--json</c>).</summary>
internal static class RunOutput
{
    /// <summary>Results alone.</summary>
    public static readonly Option<bool> Quiet = new("--quiet", "-q") { Description = "No progress and no notes: results, and what went wrong.", Recursive = true };

    private static readonly Option<bool> Json = new("--json") { Description = "Write one JSON object: the command, its exit code, what it wrote (rows of a table, or lines) and its notes." };

    // Commands whose output is a comma-separated table.
    private static readonly string[] Tables = ["predict", "scores"];

    /// <summary>Gives the option to every command that has no JSON of its own.</summary>
    public static void AddJson(Command command)
    {
        foreach (var sub in command.Subcommands)
        {
            AddJson(sub);
        }

        if (command.Subcommands.Count == 0 && !command.Options.Any(o => o.Name == Json.Name))
        {
            command.Add(Json);
        }
    }

    /// <summary>Runs the command.</summary>
    public static async Task<int> InvokeAsync(ParseResult parsed, InvocationConfiguration configuration)
    {
        var json = parsed.GetResult(Json) is not null && parsed.GetValue(Json);
        if (!json && !parsed.GetValue(Quiet))
        {
            return await parsed.InvokeAsync(configuration);
        }

        ProgressDisplay.IsQuiet = true;
        var (output, error) = (Console.Out, Console.Error);
        using var written = new StringWriter();
        using var notes = new StringWriter();
        try
        {
            Console.SetError(notes);
            configuration.Error = notes;
            if (!json)
            {
                configuration.Output = output;
                return await parsed.InvokeAsync(configuration);
            }

            Console.SetOut(written);
            configuration.Output = written;
            var code = await parsed.InvokeAsync(configuration);
            output.WriteLine(Text(parsed.CommandResult.Command.Name, code, written.ToString(), Lines(notes.ToString())));
            return code;
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    private static string Text(string command, int code, string written, string[] notes)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("command", command);
            writer.WriteNumber("exitCode", code);
            if (Tables.Contains(command, StringComparer.Ordinal) && code is CommandErrors.Done or CommandErrors.BadItem && written.Length > 0)
            {
                Rows(writer, written);
            }
            else
            {
                Strings(writer, "output", Lines(written));
            }

            Strings(writer, "notes", notes);
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Rows(Utf8JsonWriter writer, string csv)
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");
        AtomicFile.WriteText(file, csv);
        var table = CsvTable.Read(file, "output");
        File.Delete(file);
        writer.WriteStartArray("rows");
        foreach (var row in table.Rows)
        {
            writer.WriteStartObject();
            foreach (var (name, cell) in table.Headers.Zip(row.Cells))
            {
                writer.WriteString(name, cell);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void Strings(Utf8JsonWriter writer, string name, string[] lines)
    {
        writer.WriteStartArray(name);
        foreach (var line in lines)
        {
            writer.WriteStringValue(line);
        }

        writer.WriteEndArray();
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
