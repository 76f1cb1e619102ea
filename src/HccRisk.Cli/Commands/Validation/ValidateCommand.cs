using System.CommandLine;
using HccRisk.Cli.Commands.Survival;
using HccRisk.Cli.Output;
using HccRisk.Core.Storage;
using HccRisk.Reporting;
using HccRisk.Reporting.Html;
using HccRisk.Reporting.Markdown;
using HccRisk.Survival.Validation;

namespace HccRisk.Cli.Commands.Validation;

/// <summary><c>hccrisk validate</c>: a full external validation of any columns of risks or scores.</summary>
internal static class ValidateCommand
{
    private const string ResultFile = "result.json";
    private const string ReportFile = "report.html";
    private const string MarkdownFile = "report.md";
    private const string FiguresFolder = "figures";

    public static Command Create()
    {
        var command = new Command(
            "validate",
            "External validation of predictions of any origin, from one table: discrimination, calibration, Brier score, decision curves, comparison of models, by site and subgroup.");
        foreach (var option in ValidateOptions.All)
        {
            command.Options.Add(option);
        }

        TableOptions.With(command).SetAction(parsed =>
        {
            var file = parsed.GetValue(ValidateOptions.Predictions)!;
            var json = parsed.GetValue(SurvivalOptions.AsJson);
            var folder = parsed.GetValue(ValidateOptions.Out) ?? (json ? null : Path.GetFileNameWithoutExtension(file) + "-validation");
            if (folder is not null)
            {
                new OutputFiles().Reads(ValidateOptions.Predictions.Name, file).Writes(ValidateOptions.Out.Name, folder, [ReportFile, MarkdownFile, ResultFile, .. ValidationTables.Names]);
            }

            var reader = new PredictionReader(parsed);
            var result = reader.Complete(ExternalValidation.Run(reader.Input, reader.Options));
            var text = ValidationJson.Of(result);
            if (folder is not null)
            {
                Directory.CreateDirectory(folder);
                AtomicFile.WriteText(Path.Combine(folder, ResultFile), text);
                HtmlReport.Write(result, Path.Combine(folder, ReportFile));
                MarkdownReport.Write(result, Path.Combine(folder, MarkdownFile));
                if (parsed.GetValue(ValidateOptions.Figures))
                {
                    FigureFiles.Write(result, Path.Combine(folder, FiguresFolder));
                }

                foreach (var (name, table) in ValidationTables.Of(result))
                {
                    AtomicFile.WriteText(Path.Combine(folder, name), table);
                }
            }

            var output = parsed.InvocationConfiguration.Output;
            if (json)
            {
                output.WriteLine(text);
            }
            else
            {
                ValidationSummary.Write(output, result, folder!);
            }

            return 0;
        });
        return command;
    }
}
