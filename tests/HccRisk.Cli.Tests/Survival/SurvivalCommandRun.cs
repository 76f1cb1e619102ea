using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using HccRisk.Cli.Commands.Survival;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cli.Tests.Survival;

/// <summary>Runs survival commands and compares their JSON with R's.</summary>
internal static class SurvivalCommandRun
{
    public static JsonElement Root(string data)
    {
        var path = SharedData.TryPath("reference", "survival", data + ".json");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        using var document = JsonDocument.Parse(File.ReadAllBytes(path!));
        return document.RootElement.Clone();
    }

    public static string Csv(string data) => SharedData.TryPath("reference", "survival", "data", data + ".csv")!;

    public static JsonElement Run(string arguments)
    {
        using StringWriter output = new(), error = new();
        Assert.Equal(0, Invoke(arguments + " --json", output, error).GetAwaiter().GetResult());
        using var document = JsonDocument.Parse(output.ToString());
        return document.RootElement.Clone();
    }

    public static Task<int> Invoke(string arguments, TextWriter output, TextWriter error)
    {
        var root = new RootCommand { SurvivalCommand.Create() };
        var parsed = root.Parse(["survival", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Empty(parsed.Errors);
        return parsed.InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false }, TestContext.Current.CancellationToken);
    }

    public static void Same(JsonElement expected, JsonElement actual, double tolerance, params string[] keys)
    {
        foreach (var key in keys)
        {
            Equal(expected.GetProperty(key), actual.GetProperty(key), tolerance, key);
        }
    }

    /// <summary>Relative difference, absolute below 1e-3 as R prints 15 digits.</summary>
    private static void Equal(JsonElement expected, JsonElement actual, double tolerance, string path)
    {
        // jsonlite writes a vector of one value without brackets.
        if (expected.ValueKind == JsonValueKind.Number && actual.ValueKind == JsonValueKind.Array)
        {
            actual = actual.EnumerateArray().Single();
        }

        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in expected.EnumerateObject())
                {
                    Equal(property.Value, actual.GetProperty(property.Name), tolerance, $"{path}.{property.Name}");
                }

                break;
            case JsonValueKind.Array:
                Assert.True(expected.GetArrayLength() == actual.GetArrayLength(), $"{path}: {expected.GetArrayLength()} values expected, {actual.GetArrayLength()} found");
                for (var i = 0; i < expected.GetArrayLength(); i++)
                {
                    Equal(expected[i], actual[i], tolerance, $"{path}[{i}]");
                }

                break;
            case JsonValueKind.Number:
                var (e, a) = (expected.GetDouble(), SurvivalReference.Number(actual));
                Assert.True(
                    Math.Abs(e - a) <= tolerance * Math.Max(Math.Abs(e), 1e-3),
                    string.Create(CultureInfo.InvariantCulture, $"{path}: expected {e:R}, got {a:R}"));
                break;
            case JsonValueKind.String when expected.GetString() is "NaN" or "NA":
                Assert.True(actual.ToString() == "NA", $"{path}: expected NA, got {actual}");
                break;
            default:
                Assert.True(expected.ToString() == actual.ToString(), $"{path}: expected {expected}, got {actual}");
                break;
        }
    }
}
