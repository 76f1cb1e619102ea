using System.CommandLine;
using HccRisk.Cli.Commands;

var root = new RootCommand("HccRisk: recurrence risk after resection of hepatocellular carcinoma, from MRI, slides and clinical data. Research software, not medical advice.")
{
    StudyCommand.Create(),
    PredictCommand.Create(),
};

// Ctrl-C: what is computed is written to the store before the process ends.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(60), EnableDefaultExceptionHandler = false };
return await CommandErrors.Guard(() => root.Parse(args).InvokeAsync(configuration));
