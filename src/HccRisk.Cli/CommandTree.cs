using System.CommandLine;
using HccRisk.Cli.Commands;
using HccRisk.Cli.Commands.Doctor;
using HccRisk.Cli.Commands.Schemas;
using HccRisk.Cli.Commands.Survival;
using HccRisk.Cli.Commands.Validation;
using HccRisk.Cli.Output;
using HccRisk.Core.Privacy;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli;

/// <summary>All commands, and how one is run.</summary>
internal static class CommandTree
{
    public static Task<int> RunAsync(string[] args)
    {
        OnnxTelemetry.Disable();
        var verbose = new Option<bool>("--verbose") { Description = "On an error, say also where in the program it happened.", Recursive = true };
        var root = new RootCommand("HccRisk: recurrence risk after resection of hepatocellular carcinoma, from MRI, slides and clinical data. Research software, not medical advice.")
        {
            OutsideData.With(StudyCommand.Create()),
            OutsideData.With(PredictCommand.Create()),
            ModelCommand.Create(),
            OutsideData.With(ScanCommand.Create()),
            OutsideData.With(ConvertCommand.Create()),
            OutsideData.With(ExtractCommand.Create()),
            OutsideData.With(StabilityCommand.Create()),
            EmbedCommand.Create(),
            OutsideData.With(MapCommand.Create()),
            OutsideData.With(HabitatsCommand.Create()),
            HeatmapCommand.Create(),
            GeoJsonCommand.Create(),
            OutsideData.With(QcCommand.Create()),
            ScoresCommand.Create(),
            SurvivalCommand.Create(),
            ValidateCommand.Create(),
            PlanCommand.Create(),
            SchemaCommand.Create(),
            DoctorCommand.Create(),
            verbose,
            RunOutput.Quiet,
        };
        RunOutput.AddJson(root);

        // Ctrl-C: what is computed is written to the store before the process ends.
        var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(60), EnableDefaultExceptionHandler = false };
        return CommandErrors.Guard(async () =>
        {
            var parsed = root.Parse(args);
            if (CommandLineFault.Of(parsed) is { } fault)
            {
                throw new StudyProtocolException(fault);
            }

            using var permission = OutsideData.Permission(parsed);
            return await RunOutput.InvokeAsync(parsed, configuration);
        }, args.Contains("--verbose", StringComparer.Ordinal));
    }
}
