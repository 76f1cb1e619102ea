using System.CommandLine;
using HccRisk.Cli.Output;
using HccRisk.Reporting;
using HccRisk.Reporting.Cards;
using HccRisk.Reporting.Html;
using HccRisk.Reporting.Markdown;
using HccRisk.Studies.Data;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;
using HccRisk.Studies.Running;
using HccRisk.Studies.Synthetic;

namespace HccRisk.Cli.Commands;

/// <summary><c>hccrisk study</c>: from a protocol (or a synthetic cohort) to models, predictions and a report.</summary>
internal static class StudyCommand
{
    private const string ReportFile = "report.html";
    private const string MarkdownFile = "report.md";
    private const string PatientsFile = "patients.html";
    private const string FiguresFolder = "figures";

    public static Command Create()
    {
        var protocol = new Argument<FileInfo?>("study.json") { Description = "Study protocol.", Arity = ArgumentArity.ZeroOrOne };
        var synthetic = new Option<bool>("--synthetic") { Description = "Make the synthetic cohort (462 TJ + 117 SYSMH) first and run on it." };
        var output = new Option<string?>("--output", "-o") { Description = "Folder of the results. Default: 'results' beside the protocol, or 'hccrisk-study' for --synthetic." };
        var store = new Option<string?>("--store") { Description = "Folder of the feature store. Default: 'features' in the output folder." };
        var retry = new Option<bool>("--retry") { Description = "Try patients again that were excluded before. Those whose files could not be read are tried again anyway." };
        var verify = new Option<bool>("--verify") { Description = "Read every file and compare it with what the store was made from, also where size and modification time are as they were." };
        var parallel = new Option<int?>("--parallel", "-j") { Description = "Patients processed at the same time. Default: number of processors." };
        var development = new Option<int>("--development") { Description = "Synthetic development patients.", DefaultValueFactory = _ => 462 };
        var external = new Option<int>("--external") { Description = "Synthetic external patients.", DefaultValueFactory = _ => 117 };
        var seed = new Option<int>("--seed") { Description = "Seed of the synthetic study.", DefaultValueFactory = _ => 7 };
        var cohort = new SyntheticChoice();
        var patients = new Option<bool>("--with-patients") { Description = "Name patients in the report: exclusions with their reasons, and every prediction; and write 'patients.html', which explains each of them. Default: a report that names nobody." };
        var cell = new Option<int>("--smallest-cell") { Description = "Hide counts of patients below this in the report's tables of patients. Default 0: none is hidden." };
        var figures = new Option<bool>("--figures") { Description = "Write each figure of the report as SVG, PNG (300 dpi) and CSV into 'figures' of the results." };
        var log = FileLog.Option();
        var command = new Command("study", "Run a study: extract features, fit PRE and POST, validate, report.")
        {
            protocol, synthetic, output, store, retry, verify, parallel, development, external, seed, patients, cell, figures, log,
        };
        cohort.AddTo(command);
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                var file = parsed.GetValue(protocol);
                var report = new ReportOptions { WithPatients = parsed.GetValue(patients), SmallestCell = parsed.GetValue(cell) };
                if (report.SmallestCell < 0)
                {
                    throw new StudyProtocolException($"--smallest-cell is {report.SmallestCell}; it must be 0 or more.");
                }

                var jobs = parsed.GetValue(parallel) ?? Environment.ProcessorCount;
                if (jobs < 1)
                {
                    throw new StudyProtocolException($"--parallel is {jobs}; it must be 1 or more.");
                }

                if (parsed.GetValue(synthetic))
                {
                    if (file is not null)
                    {
                        throw new StudyProtocolException("Give a study file or --synthetic, not both.");
                    }

                    var folder = parsed.GetValue(output) ?? "hccrisk-study";
                    new OutputFiles().Writes(output.Name, folder, []).Writes(store.Name, parsed.GetValue(store) ?? folder, []);
                    var options = cohort.Of(parsed) with
                    {
                        Seed = parsed.GetValue(seed),
                        Development = parsed.GetValue(development),
                        External = parsed.GetValue(external),
                        MaxParallelism = jobs,
                    };
                    ProgressDisplay.Run(
                        progress => Reported(
                            SyntheticStudy.Run(folder, options, parsed.GetValue(store), report.WithPatients, progress, cancellationToken), folder, report, parsed.GetValue(figures), progress),
                        out var made);
                    StudySummary.Print(made, folder);
                    return 0;
                }

                cohort.RefuseWithout(parsed, synthetic.Name);
                if (file is null)
                {
                    throw new StudyProtocolException("Name a study file, or give --synthetic. 'hccrisk study --help' shows how.");
                }

                var loaded = StudyProtocol.Load(file.FullName);
                var target = parsed.GetValue(output) ?? Path.Combine(file.DirectoryName!, "results");
                RequireOwnFiles(file, loaded, target, parsed.GetValue(store), parsed.GetValue(log), (output.Name, store.Name, log.Name));
                var run = new StudyRunOptions
                {
                    ProtocolFolder = file.DirectoryName!,
                    OutputFolder = target,
                    StoreFolder = parsed.GetValue(store),
                    Backbones = BackboneChoice.Known(loaded.Backbone),
                    MaxParallelism = jobs,
                    RetryFailed = parsed.GetValue(retry),
                    VerifyInputs = parsed.GetValue(verify),
                    Explain = report.WithPatients,
                };
                ProgressDisplay.Run(
                    progress => Reported(new StudyRunner(loaded, run).Run(progress, cancellationToken), target, report, parsed.GetValue(figures), progress), out var result);
                FileLog.Write(
                    parsed.GetValue(log), result.Exclusions, FileLog.PatientsOf(loaded.Manifest is { } manifest ? Path.Combine(file.DirectoryName!, manifest) : null));
                StudySummary.Print(result, target);
                return 0;
            },
            cancellationToken));
        return command;
    }

    /// <summary>What the study reads must not be what it writes.</summary>
    private static void RequireOwnFiles(FileInfo file, StudyProtocol protocol, string target, string? store, string? log, (string Output, string Store, string Log) names)
    {
        string? Beside(string? path) => path is null ? null : Path.Combine(file.DirectoryName!, path);

        (protocol.RepeatedMeasurements ?? []).Aggregate(new OutputFiles(), (files, path) => files.Reads("'repeatedMeasurements' of the study file", Beside(path)))
            .Reads("the study file itself", file.FullName)
            .Reads("'clinical' of the study file", Beside(protocol.Clinical))
            .Reads("'manifest' of the study file", Beside(protocol.Manifest))
            .Reads("'schema' of the study file", Beside(protocol.Schema))
            .Reads("'scores' of the study file", Beside(protocol.Scores))
            .Reads("'scans' of the study file", Beside(protocol.Scans))
            .ReadsBackbone("'backbone' of the study file", Beside(BackboneChoice.FileOf(protocol.Backbone)))
            .Reads("'manifest' of the study file", FileLog.PatientsOf(Beside(protocol.Manifest)))
            .Writes(names.Store, store ?? target, [])
            .Writes(names.Output, target, [.. StudyFiles.NamesOf(protocol), ReportFile, MarkdownFile, PatientsFile, .. protocol.Models.Select(m => ModelCardReport.FileOf(m.Name))])
            .Writes(names.Log, log);
    }

    /// <summary>Writes the report of a study.</summary>
    private static StudyResult Reported(StudyResult result, string folder, ReportOptions options, bool figures, IProgress<StudyProgress> progress)
    {
        Action[] parts =
        [
            () => HtmlReport.Write(result, Path.Combine(folder, ReportFile), options),
            () => MarkdownReport.Write(result, Path.Combine(folder, MarkdownFile), options),
            () => ModelCardReport.Write(result, folder),
            .. options.WithPatients ? [() => HtmlReport.WritePatients(result, Path.Combine(folder, PatientsFile))] : (Action[])[],
            .. figures ? [() => FigureFiles.Write(result, Path.Combine(folder, FiguresFolder), options)] : (Action[])[],
        ];
        progress.Report(new StudyProgress("report", 0, parts.Length));
        foreach (var (i, write) in parts.Index())
        {
            write();
            progress.Report(new StudyProgress("report", i + 1, parts.Length));
        }

        return result;
    }
}
