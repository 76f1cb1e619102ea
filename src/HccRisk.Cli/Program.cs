using System.CommandLine;
using HccRisk.Cli.Commands;

var root = new RootCommand("HccRisk: recurrence risk after resection of hepatocellular carcinoma, from MRI, slides and clinical data. Research software, not medical advice.")
{
    StudyCommand.Create(),
    PredictCommand.Create(),
};

// Ctrl-C: what is computed is written to the store before the process ends.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(60), EnableDefaultExceptionHandler = false };
var parsed = root.Parse(args);
var code = await CommandErrors.Guard(() => parsed.InvokeAsync(configuration));
return parsed.Errors.Count > 0 ? CommandErrors.WrongInput : code;
