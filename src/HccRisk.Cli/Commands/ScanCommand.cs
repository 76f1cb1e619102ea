using System.CommandLine;
using System.Globalization;
using HccRisk.Cli.Output;
using HccRisk.Cohorts;
using HccRisk.Cohorts.Scanning;
using HccRisk.Core.IO;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Commands;

/// <summary><c>hccrisk scan</c>: a folder as exported from a PACS becomes a cohort manifest and a list of what is missing or odd.</summary>
internal static class ScanCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Folder with DICOM, NIfTI, NRRD and slide files, at any depth." };
        var output = new Option<string>("--out", "-o") { Description = "Folder of manifest and report.", DefaultValueFactory = _ => "cohort" };
        var clinical = new Option<string?>("--clinical") { Description = "Clinical table (CSV, one row a patient): patients are compared, days to surgery computed." };
        var surgery = new Option<string>("--surgery-date") { Description = "Its column of the date of surgery (yyyy-MM-dd).", DefaultValueFactory = _ => "surgery_date" };
        var schema = new Option<string?>("--schema") { Description = "Schema of the clinical table (JSON). Default: that of the reference study." };
        var by = new Option<string>("--patient-by") { Description = "What makes a patient: 'id' (PatientID) or 'folder' (the folder below the scanned one).", DefaultValueFactory = _ => "id" };
        var phases = new Option<string?>("--phase-file") { Description = "CSV that says which series are which phase: series,phase[,patient_id][,volume]. series.csv of a scan can be edited and given." };
        var required = new Option<string>("--require") { Description = "Phases every patient should have, with comma between.", DefaultValueFactory = _ => "arterial,portal_venous" };
        var days = new Option<int>("--max-mri-days") { Description = "The most days from MRI to surgery.", DefaultValueFactory = _ => 31 };
        var modality = new Option<string>("--modality") { Description = "Modalities taken as MRI, with comma between.", DefaultValueFactory = _ => "MR" };
        var lesion = new Option<string?>("--lesion") { Description = "Segment or region that is the lesion: number or name, * and ? are wildcards." };
        var key = new Option<string?>("--pseudonym-key") { Description = "File with a key of 16 characters or more: patients' identifiers are replaced by their keyed hash." };
        var convert = new Option<bool>("--convert") { Description = "Write images as NIfTI under neutral names instead of referring to DICOM files." };
        var log = new Option<string?>("--log") { Description = "Also write which number is which file, with full paths. The reports have none: they may name patients." };
        var command = new Command("scan", "Find patients, MRI phases, masks and slides in a folder; write a cohort manifest and what is missing or odd.")
        {
            folder, output, clinical, surgery, schema, by, phases, required, days, modality, lesion, key, convert, log,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                // The phase file may be the scan's own list of series, which is edited, given back and brought up to date.
                new OutputFiles()
                    .Reads(folder.Name, parsed.GetValue(folder))
                    .Reads(clinical.Name, parsed.GetValue(clinical))
                    .Reads(schema.Name, parsed.GetValue(schema))
                    .Reads(key.Name, parsed.GetValue(key))
                    .Writes(output.Name, parsed.GetValue(output)!, CohortScan.FileNames)
                    .Writes(log.Name, parsed.GetValue(log));
                new OutputFiles().Reads(phases.Name, parsed.GetValue(phases)).Writes(log.Name, parsed.GetValue(log));
                var options = new CohortScanOptions
                {
                    ClinicalCsv = parsed.GetValue(clinical),
                    SurgeryDateColumn = parsed.GetValue(surgery)!,
                    Schema = parsed.GetValue(schema) is { } file ? CohortSchema.Load(file) : CohortSchema.Hcc,
                    PatientBy = parsed.GetValue(by) switch
                    {
                        "id" => PatientIdentity.Id,
                        "folder" => PatientIdentity.Folder,
                        var other => throw new StudyProtocolException($"--patient-by is '{other}'; it must be id or folder."),
                    },
                    PhaseFile = parsed.GetValue(phases),
                    RequiredPhases = Names(parsed.GetValue(required)!),
                    MaxMriDays = parsed.GetValue(days),
                    Modalities = Names(parsed.GetValue(modality)!),
                    Lesion = parsed.GetValue(lesion),
                    // In a file, a key stays out of the shell's history and the list of processes.
                    PseudonymKey = parsed.GetValue(key) is { } secret ? BoundedFile.ReadAllText(secret, 1 << 16).Trim() : null,
                };
                var error = parsed.InvocationConfiguration.Error;
                var scan = CohortScanner.Scan(parsed.GetValue(folder)!, options, new Lines(error), cancellationToken);
                if (parsed.GetValue(log) is { } list)
                {
                    scan.WriteLog(list);
                }

                scan = scan.Write(parsed.GetValue(output)!, parsed.GetValue(convert), cancellationToken);
                parsed.InvocationConfiguration.Output.Write(scan.ToString());
                if (scan.Patients.Count == 0)
                {
                    error.WriteLine($"error: no patient was found in '{parsed.GetValue(folder)}'");
                    return CommandErrors.WrongInput;
                }

                return 0;
            },
            cancellationToken));
        return command;
    }

    private static string[] Names(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private sealed class Lines(TextWriter error) : IProgress<int>
    {
        private const int Step = 10_000;

        public void Report(int value)
        {
            if (value % Step == 0)
            {
                lock (error)
                {
                    error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value} headers read"));
                }
            }
        }
    }
}
