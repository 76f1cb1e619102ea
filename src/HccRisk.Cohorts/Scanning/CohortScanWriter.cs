using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.Storage;
using HccRisk.Imaging;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.Nifti;

namespace HccRisk.Cohorts.Scanning;

/// <summary>Writes the manifest of a scan, the clinical table, and the files the manifest names that are not there yet.</summary>
internal sealed class CohortScanWriter(CohortScan scan, string folder, bool convert, Func<string, bool> identifies)
{
    private static readonly string[] Headers = ["patient_id", "kind", "name", "path"];
    private readonly List<ScanIssue> _issues = [];
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    internal IReadOnlyList<ScanIssue> WriteFiles(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var rows = new List<object?[]>();
        foreach (var patient in scan.Patients)
        {
            var named = false;
            foreach (var file in patient.Files)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Place(patient.Id, file) is not { } path)
                {
                    continue;
                }

                var relative = Path.GetRelativePath(folder, path).Replace('\\', '/');
                var referred = ReferenceEquals(path, file.Sources[0]) || !convert ? file.Sources.Select(source => Path.GetRelativePath(scan.Folder, source)) : [];
                named |= (file.Mask is null || convert is false) && referred.Any(identifies);
                rows.Add([patient.Id, Kind(file.Kind), file.Name, relative]);
            }

            if (named)
            {
                _issues.Add(new ScanIssue(patient.Id, ScanIssueKind.Identifying, "the path of a file of the manifest holds something that identifies the patient"));
            }
        }

        AtomicFile.WriteText(Path.Combine(folder, "manifest.csv"), CsvText.Of(Headers, rows));
        WriteClinical();
        return _issues;
    }

    private static string Kind(PatientFileKind kind) => kind switch
    {
        PatientFileKind.Mri => "mri",
        PatientFileKind.Mask => "mask",
        PatientFileKind.ReferenceMask => "reference_mask",
        PatientFileKind.OrganMask => "organ_mask",
        _ => "slide",
    };

    /// <summary>The path the manifest names; null when the file cannot be made, which is an issue.</summary>
    private string? Place(string patient, ScannedFile file)
    {
        try
        {
            if (file.Mask is { } mask)
            {
                var placed = mask.Read();
                foreach (var finding in placed.Findings)
                {
                    _issues.Add(new ScanIssue(patient, ScanIssueKind.Geometry, $"{Kind(file.Kind)} '{mask.Name}' on {file.Name}: {finding.Kind}: {finding.Message}"));
                }

                return Written(patient, "masks", $"{file.Name}_{Kind(file.Kind)}", ".nii.gz", path => NiftiFile.WriteMask(path, placed.Mask));
            }

            if (file.Series is not null && convert)
            {
                var volume = file.Phase!.ReadVolume();
                return Written(patient, "images", file.Name, ".nii.gz", path => NiftiFile.Write(path, volume));
            }

            if (file.Series is { } series)
            {
                var selection = new ImageSelection { Series = series.Uid, Volume = file.Volume };
                return Written(patient, "images", file.Name, ImageSelection.Extension, path => selection.Write(path, CommonFolder(series.Files)));
            }

            if (convert && file.Kind != PatientFileKind.Slide)
            {
                return file.Kind == PatientFileKind.Mri
                    ? Written(patient, "images", file.Name, ".nii.gz", path => NiftiFile.Write(path, ImageFile.ReadVolume(file.Sources[0])))
                    : Written(patient, "masks", $"{file.Name}_{Kind(file.Kind)}", ".nii.gz", path => NiftiFile.WriteMask(path, ImageFile.ReadMask(file.Sources[0])));
            }

            return file.Sources[0];
        }
        catch (Exception e) when (e is BadInputException or NotSupportedException or OverflowException)
        {
            _issues.Add(new ScanIssue(patient, ScanIssueKind.Unusable, $"{Kind(file.Kind)} '{file.Name}': {e.Message}"));
            return null;
        }
    }

    private string Written(string patient, string kind, string name, string extension, Action<string> write)
    {
        var parent = Path.Combine(folder, kind, Safe(patient));
        var path = Path.Combine(parent, Safe(name) + extension);
        for (var i = 2; !_names.Add(path); i++)
        {
            path = Path.Combine(parent, FormattableString.Invariant($"{Safe(name)}_{i}{extension}"));
        }

        Directory.CreateDirectory(parent);
        write(path);
        return path;
    }

    private static string Safe(string name) =>
        string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')).TrimStart('.') is { Length: > 0 } safe ? safe : "_";

    private static string CommonFolder(IReadOnlyList<string> files)
    {
        if (files.Count == 1)
        {
            return files[0];
        }

        var common = Path.GetDirectoryName(files[0])!;
        while (!files.All(file => file.StartsWith(Path.EndsInDirectorySeparator(common) ? common : common + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
        {
            common = Path.GetDirectoryName(common)!;
        }

        return common;
    }

    // Columns outside the schema may hold names and dates: they are not passed on.
    private void WriteClinical()
    {
        const string interval = "mri_interval_days";
        if (scan.Clinical.Table is not { } table)
        {
            return;
        }

        (string Header, int At)[] columns = [.. scan.Options.Schema.AllColumns.Select(column => (column.FileHeader, table.IndexOf(column.FileHeader))).Where(column => column.Item2 >= 0)];
        var days = scan.Patients.ToDictionary(patient => patient.Id, patient => patient.MriIntervalDays, StringComparer.Ordinal);
        var at = Array.FindIndex(columns, column => column.Header == interval);
        if (at < 0 && scan.Options.Schema.AllColumns.Any(column => column.FileHeader == interval))
        {
            (at, columns) = (columns.Length, [.. columns, (interval, -1)]);
        }

        var rows = new List<object?[]>();
        foreach (var row in table.Rows)
        {
            var id = CohortScanner.Hashed(row.Cells.ElementAtOrDefault(scan.Clinical.IdColumn) ?? "", scan.Options);
            object?[] cells = [.. columns.Select(column => column.At == scan.Clinical.IdColumn ? id : column.At < 0 ? "" : row.Cells.ElementAtOrDefault(column.At))];
            if (at >= 0 && string.IsNullOrEmpty((string?)cells[at]) && days.GetValueOrDefault(id) is { } found)
            {
                cells[at] = found;
            }

            rows.Add(cells);
        }

        AtomicFile.WriteText(Path.Combine(folder, "clinical.csv"), CsvText.Of(columns.Select(column => column.Header), rows));
    }
}
