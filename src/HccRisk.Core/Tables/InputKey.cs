using System.Globalization;
using System.Text;
using HccRisk.Core.Cohorts;

namespace HccRisk.Core.Tables;

/// <summary>What a row was computed from, as a hash.</summary>
internal static class InputKey
{
    public static string Of(Patient patient, IEnumerable<PatientFile> files, string optionsHash)
    {
        var text = new StringBuilder(optionsHash).Append('\n').Append(patient.Id).Append('\n');
        foreach (var file in files)
        {
            text.Append(CultureInfo.InvariantCulture, $"{file.Kind}|{file.Name}|{file.Label}|{file.Path}\n");
            if (Directory.Exists(file.Path))
            {
                foreach (var inner in new DirectoryInfo(file.Path).EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(f => f.FullName, StringComparer.Ordinal))
                {
                    Append(text, inner);
                }
            }
            else
            {
                Append(text, new FileInfo(file.Path));
            }
        }

        return FeatureProvenance.Hash(text.ToString());
    }

    private static void Append(StringBuilder text, FileInfo file)
    {
        if (file.Exists)
        {
            text.Append(CultureInfo.InvariantCulture, $"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}\n");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"{file.FullName}|absent\n");
        }
    }
}
