using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace HccRisk.EndToEnd.Notebooks;

/// <summary>The kernel of .NET Interactive, driven by lines of JSON on its standard input and output.</summary>
internal sealed class InteractiveKernel : IDisposable
{
    /// <summary>Against a kernel that hangs; no test fails for a slow machine.</summary>
    private static readonly JsonSerializerOptions NamedLiterals = new()
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    private readonly Process _process;
    private int _commands;

    public InteractiveKernel(string program, string folder, IReadOnlyDictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(program, ["stdio", "--default-kernel", "csharp", "--working-dir", folder])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
    }

    /// <summary>Runs a cell.</summary>
    /// <param name="code">Its source.</param>
    /// <returns>What it showed, and why it failed; null when it did not.</returns>
    public async Task<(IReadOnlyList<ShownValue> Shown, string? Failure)> RunAsync(string code)
    {
        var token = FormattableString.Invariant($"c{++_commands}");
        await _process.StandardInput.WriteLineAsync(new JsonObject
        {
            ["token"] = token,
            ["commandType"] = "SubmitCode",
            ["command"] = new JsonObject { ["code"] = code, ["targetKernelName"] = "csharp" },
        }.ToJsonString());
        await _process.StandardInput.FlushAsync();

        var shown = new List<ShownValue>();
        var diagnostics = new List<string>();
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limited.CancelAfter(Limit);
        while (await _process.StandardOutput.ReadLineAsync(limited.Token) is { } line)
        {
            if (Parse(line) is not { } answer)
            {
                continue;
            }

            var kind = answer["eventType"]?.GetValue<string>();
            var isOurs = answer["command"]?["token"]?.GetValue<string>() == token;
            switch (kind)
            {
                case "ReturnValueProduced" or "DisplayedValueProduced" or "StandardOutputValueProduced":
                    shown.AddRange(answer["event"]!["formattedValues"]!.AsArray().Take(1).Select(value => new ShownValue(
                        value!["mimeType"]!.GetValue<string>(), value["value"]!.GetValue<string>(), kind == "ReturnValueProduced")));
                    break;
                case "DiagnosticsProduced":
                    diagnostics.AddRange(answer["event"]!["formattedDiagnostics"]?.AsArray().Select(value => value!["value"]!.GetValue<string>()) ?? []);
                    break;
                case "CommandSucceeded" when isOurs:
                    return (shown, null);
                case "CommandFailed" when isOurs:
                    return (shown, string.Join('\n', diagnostics.Prepend(answer["event"]!["message"]?.GetValue<string>() ?? string.Empty)));
            }
        }

        return (shown, "the kernel ended");
    }

    /// <summary>Runs a cell that must not fail.</summary>
    /// <param name="code">Its source.</param>
    public async Task<IReadOnlyList<ShownValue>> MustRunAsync(string code)
    {
        var (shown, failure) = await RunAsync(code);
        Assert.True(failure is null, $"{failure}\nin the cell\n{code}");
        return shown;
    }

    /// <summary>The value of an expression in the kernel.</summary>
    /// <typeparam name="T">Its type here, by way of JSON.</typeparam>
    /// <param name="expression">The expression.</param>
    public async Task<T> ValueAsync<T>(string expression)
    {
        const string Start = "<<<";
        var shown = await MustRunAsync(
            $"System.Console.Write(\"{Start}\" + System.Text.Json.JsonSerializer.Serialize({expression}, new System.Text.Json.JsonSerializerOptions {{ NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals }}));");
        var text = string.Concat(shown.Select(value => value.Text));
        return JsonSerializer.Deserialize<T>(
            text[(text.IndexOf(Start, StringComparison.Ordinal) + Start.Length)..],
            NamedLiterals)!;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private static JsonNode? Parse(string line)
    {
        try
        {
            return line.StartsWith('{') ? JsonNode.Parse(line) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
