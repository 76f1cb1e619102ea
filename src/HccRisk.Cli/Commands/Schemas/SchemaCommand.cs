using System.CommandLine;
using HccRisk.Cli.Output;
using HccRisk.Cohorts;
using HccRisk.Core.Storage;
using HccRisk.Core.Tables;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Commands.Schemas;

/// <summary><c>hccrisk schema</c>: guesses the schema of a clinical file, and checks a file against one.</summary>
internal static class SchemaCommand
{
    private const int MostExamples = 3;
    private const string StandardOutput = "-";

    public static Command Create() => new("schema", "Write the schema of a clinical table, or check a table against one.") { Init(), Check() };

    private static Command Init()
    {
        var file = new Argument<string>("table") { Description = "Clinical table: csv, tsv, txt or xlsx." };
        var output = new Option<string?>("--output", "-o") { Description = "File to write, - for standard output. Default: beside the table, its name with .schema.json." };
        var force = new Option<bool>("--force") { Description = "Replace the file where it is there." };
        var command = TableOptions.With(new Command("init", "Guess a schema from a table, with comments on what is unsure.") { file, output, force });
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            var target = parsed.GetValue(output) ?? Path.ChangeExtension(path, ".schema.json");
            if (target != StandardOutput)
            {
                new OutputFiles().Reads("table", path).Writes(output.Name, target);
                if (File.Exists(target) && !parsed.GetValue(force))
                {
                    throw new StudyProtocolException($"'{target}' is there already: --force replaces it, {output.Name} names another.");
                }
            }

            var options = TableOptions.Of(parsed);
            var text = SchemaGuess.Of(Table.Read(path, "clinical file", options), options);
            if (target == StandardOutput)
            {
                Console.Out.Write(text);
                return CommandErrors.Done;
            }

            AtomicFile.WriteText(target, text);
            Console.Out.WriteLine($"{target}: read it, decide the lines that say UNSURE, then 'hccrisk schema check --schema {target} --clinical {path}'");
            return CommandErrors.Done;
        });
        return command;
    }

    private static Command Check()
    {
        var schema = new Option<string>("--schema") { Description = "Schema of the clinical file (JSON).", Required = true };
        var clinical = new Option<string>("--clinical", "-c") { Description = "Clinical table.", Required = true };
        var command = new Command("check", "List every problem of every row of a table under a schema; exit code 2 when there is one.") { schema, clinical };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(clinical);
            var problems = SchemaProblems.Of(path, CohortSchema.Load(parsed.GetRequiredValue(schema)));
            foreach (var (reason, examples) in problems)
            {
                Console.Out.WriteLine(FormattableString.Invariant($"{reason} x {examples.Length}"));
                foreach (var example in examples.Take(MostExamples))
                {
                    Console.Out.WriteLine($"  {path}{(SchemaProblems.LineOf(example) is { } line ? FormattableString.Invariant($":{line}") : "")}: {example}");
                }
            }

            if (problems.Count == 0)
            {
                Console.Out.WriteLine($"{path}: no problem");
            }

            return problems.Count == 0 ? CommandErrors.Done : 2;
        });
        return command;
    }
}
