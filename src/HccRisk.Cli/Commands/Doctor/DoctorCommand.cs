using System.CommandLine;
using System.Text.Json;

namespace HccRisk.Cli.Commands.Doctor;

/// <summary><c>hccrisk doctor</c>: whether this machine can do everything, and what it lacks.</summary>
internal static class DoctorCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Write the findings as a JSON array." };
        var command = new Command("doctor", "What this machine has: runtime, native libraries and their versions, codecs of DICOM and slides, and a self-check on built-in data.") { json };
        command.SetAction((parsed, _) => Task.Run(() =>
        {
            var findings = Checks.All().Select(check => check.Run()).ToArray();
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(
                    findings.Select(f => new Dictionary<string, string>(StringComparer.Ordinal) { ["check"] = f.Name, ["state"] = f.Word, ["found"] = f.Text }), Indented));
            }
            else
            {
                foreach (var finding in findings)
                {
                    output.WriteLine($"{finding.Word,-7} {finding.Name}: {finding.Text}");
                }

                var broken = findings.Count(f => f.State == CheckState.Broken);
                output.WriteLine(broken > 0 ? FormattableString.Invariant($"{broken} of {findings.Length} checks failed.") : "Everything that is needed works.");
            }

            return findings.Any(f => f.State == CheckState.Broken) ? CommandErrors.Fault : CommandErrors.Done;
        }));
        return command;
    }
}
