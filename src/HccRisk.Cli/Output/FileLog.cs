using System.CommandLine;
using HccRisk.Cohorts;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.Storage;

namespace HccRisk.Cli.Output;

/// <summary>The log of <c>--log</c>: who was left out and why, with the full paths of their files. Nothing else that is written has paths.</summary>
internal static class FileLog
{
    public static Option<string?> Option() =>
        new("--log") { Description = "Also write who was left out and why, with the full paths of their files. No other output has paths: they may name patients." };

    /// <summary>Writes the log; nothing when it is not asked for.</summary>
    /// <param name="path">The file, or null.</param>
    /// <param name="exclusions">Who was left out.</param>
    /// <param name="patients">Patients with their files.</param>
    public static void Write(string? path, IEnumerable<Exclusion> exclusions, IEnumerable<Patient> patients)
    {
        if (path is null)
        {
            return;
        }

        var files = patients.ToDictionary(p => p.Id, p => p.Files, StringComparer.Ordinal);
        AtomicFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
            foreach (var excluded in exclusions)
            {
                writer.WriteLine($"{excluded.PatientId} ({excluded.Stage}): {excluded.Reason}");
                foreach (var file in files.GetValueOrDefault(excluded.PatientId) ?? [])
                {
                    writer.WriteLine($"  {file.Place}: {file.Path}");
                }
            }
        });
    }

    /// <summary>The patients of a manifest, whatever became of them; nobody without a manifest that can be read.</summary>
    public static IReadOnlyList<Patient> PatientsOf(string? manifest)
    {
        try
        {
            return manifest is null ? [] : Cohort.LoadFiles(manifest, new CohortLoadOptions { MayBeAbsent = static _ => true }).Patients;
        }
        catch (TableFormatException)
        {
            return [];
        }
    }
}
