using System.Globalization;
using System.Text;
using HccRisk.Core.Cohorts;
using HccRisk.Core.IO;

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
            AppendFiles(text, file.Path);
        }

        return FeatureProvenance.Hash(text.ToString());
    }

    private static void AppendFiles(StringBuilder text, string path)
    {
        if (Directory.Exists(path))
        {
            foreach (var inner in new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).OrderBy(f => f.FullName, StringComparer.Ordinal))
            {
                Append(text, inner);
            }

            return;
        }

        Append(text, new FileInfo(path));
        // A selection file stands for the DICOM files it names.
        if (ImageSelection.IsFile(path) && File.Exists(path))
        {
            AppendFiles(text, ImageSelection.Read(path).Path);
        }
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
