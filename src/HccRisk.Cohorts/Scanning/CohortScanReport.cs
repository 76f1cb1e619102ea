using System.Globalization;
using System.Text;
using HccRisk.Core.Csv;
using HccRisk.Core.Storage;
using HccRisk.Imaging.Dicom.Identity;

namespace HccRisk.Cohorts.Scanning;

/// <summary>A scan as tables and as text.</summary>
internal static class CohortScanReport
{
    private const int MostListed = 200;

    internal static void Write(CohortScan scan, string folder)
    {
        void Save(string name, IEnumerable<string> headers, IEnumerable<IEnumerable<object?>> rows) => AtomicFile.WriteText(Path.Combine(folder, name), CsvText.Of(headers, rows));

        Save(
            "patients.csv",
            ["patient_id", "mri_interval_days", "phases", "masks", "slides", "issues"],
            scan.Patients.Select(p => (object?[])[p.Id, p.MriIntervalDays, Phases(p), Count(p, PatientFileKind.Mask), Count(p, PatientFileKind.Slide), scan.Issues.Count(i => i.PatientId == p.Id)]));
        Save("issues.csv", ["patient_id", "issue", "message"], scan.Issues.Select(i => (object?[])[i.PatientId, i.Kind, i.Message]));
        Save(
            "series.csv",
            ["patient_id", "series", "number", "description", "volume", "slices", "phase", "confidence", "reason", "days_before_surgery", "used"],
            scan.Patients.SelectMany(p => p.Series.Select(s => (object?[])[p.Id, s.Series, s.Number, s.Description, s.Volume, s.Slices, s.Phase, s.Confidence, s.Reason, s.DaysBeforeSurgery, s.Used ? 1 : 0])));
        Save("skipped.csv", ["file", "reason"], scan.Skipped.Select(f => (object?[])[f.Path, f.Reason]));
        Save("identity.csv", ["tag", "name", "kind", "series"], scan.Identity.Select(i => (object?[])[i.Finding.Tag, i.Finding.Name, i.Finding.Kind, i.Series]));
        AtomicFile.WriteText(Path.Combine(folder, "report.txt"), Text(scan));
    }

    internal static string Text(CohortScan scan)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

        Line($"{scan.Patients.Count} patients in {scan.FileCount} files; {scan.Patients.Sum(p => Count(p, PatientFileKind.Mri))} MRI volumes, {scan.Patients.Sum(p => Count(p, PatientFileKind.Mask))} lesion masks, {scan.Patients.Sum(p => Count(p, PatientFileKind.Slide))} slides; {scan.Skipped.Count} files skipped");
        var width = scan.Patients.Select(p => p.Id.Length).Append("patient".Length).Max();
        Line($"");
        Line($"{"patient".PadRight(width)}  days  masks  slides  issues  phases");
        foreach (var p in scan.Patients.Take(MostListed))
        {
            Line($"{p.Id.PadRight(width)}  {p.MriIntervalDays?.ToString(CultureInfo.InvariantCulture) ?? "-",4}  {Count(p, PatientFileKind.Mask),5}  {Count(p, PatientFileKind.Slide),6}  {scan.Issues.Count(i => i.PatientId == p.Id),6}  {Phases(p)}");
        }

        More(scan.Patients.Count, "patients.csv");
        if (scan.Issues.Count > 0)
        {
            Line($"");
            Line($"missing or odd:");
            foreach (var kind in scan.Issues.GroupBy(i => i.Kind).OrderBy(group => group.Key))
            {
                Line($"  {kind.Key}: {kind.Select(i => i.PatientId).Distinct(StringComparer.Ordinal).Count()} patients");
            }

            Line($"");
            foreach (var issue in scan.Issues.Take(MostListed))
            {
                Line($"{issue.PatientId}: {issue.Kind}: {issue.Message}");
            }

            More(scan.Issues.Count, "issues.csv");
        }

        if (scan.Skipped.Count > 0)
        {
            Line($"");
            foreach (var file in scan.Skipped.Take(MostListed))
            {
                Line($"skipped: {file.Path}: {file.Reason}");
            }

            More(scan.Skipped.Count, "skipped.csv");
        }

        if (scan.Identity.Count > 0)
        {
            Line($"");
            var elements = scan.Identity.Where(i => i.Finding.Kind != IdentityKind.BurnedIn).Select(i => i.Finding.Name).Distinct(StringComparer.Ordinal).ToArray();
            if (elements.Length > 0)
            {
                Line($"The DICOM files identify patients by {string.Join(", ", elements)}. No value of these elements is written{(scan.Options.PseudonymKey is null ? " but PatientID, unless a key for pseudonyms is given" : "")}; the manifest names the files by their paths.");
            }

            foreach (var drawn in scan.Identity.Where(i => i.Finding.Kind == IdentityKind.BurnedIn))
            {
                Line($"{drawn.Series} series have, or may have, text drawn into their pixels ({drawn.Finding.Name}). It is not removed: images written by --convert show it.");
            }
        }

        return text.ToString();

        void More(int count, string file)
        {
            if (count > MostListed)
            {
                Line($"... {count - MostListed} more in {file}");
            }
        }
    }

    private static int Count(ScannedPatient patient, PatientFileKind kind) => patient.Files.Count(file => file.Kind == kind);

    private static string Phases(ScannedPatient patient) => string.Join(' ', patient.Files.Where(file => file.Kind == PatientFileKind.Mri).Select(file => file.Name));
}
