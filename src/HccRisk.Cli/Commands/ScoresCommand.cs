using System.CommandLine;
using HccRisk.Cli.Output;
using HccRisk.Cohorts;
using HccRisk.Core.Csv;
using HccRisk.Core.Storage;
using HccRisk.Features.Clinical;

namespace HccRisk.Cli.Commands;

/// <summary><c>hccrisk scores</c>: lists clinical scores, or computes them for the patients of a clinical file.</summary>
internal static class ScoresCommand
{
    public static Command Create()
    {
        var own = new Option<string?>("--scores") { Description = "Your own scores (JSON), beside those of the library." };
        var clinical = new Option<string?>("--clinical", "-c") { Description = "Clinical CSV: compute the scores of its patients. Without it the scores are listed." };
        var schema = new Option<string?>("--schema") { Description = "Schema of the clinical file (JSON). Default: that of the reference study." };
        var output = new Option<string?>("--output", "-o") { Description = "CSV to write; standard output when absent." };
        var command = new Command("scores", "List published clinical scores with formula and source, or compute them for patients.") { own, clinical, schema, output };
        command.SetAction(parsed =>
        {
            new OutputFiles()
                .Reads(own.Name, parsed.GetValue(own))
                .Reads(clinical.Name, parsed.GetValue(clinical))
                .Reads(schema.Name, parsed.GetValue(schema))
                .Writes(output.Name, parsed.GetValue(output));
            var library = parsed.GetValue(own) is { } path ? ScoreLibrary.BuiltIn.With(ScoreLibrary.Load(path)) : ScoreLibrary.BuiltIn;
            var text = parsed.GetValue(clinical) is { } file ? Computed(library, Load(file, parsed.GetValue(schema))) : Listed(library);
            if (parsed.GetValue(output) is { } target)
            {
                AtomicFile.WriteText(target, text);
            }
            else
            {
                Console.Out.Write(text);
            }

            return 0;
        });
        return command;
    }

    private static Cohort Load(string clinical, string? schema) => Cohort.Load(
        clinical,
        schema is null ? CohortSchema.Hcc : CohortSchema.Load(schema),
        options: new CohortLoadOptions { RequireOutcomes = false, RequiredColumns = [] });

    private static string Listed(ScoreLibrary library) => CsvText.Of(
        ["score", "title", "inputs", "formula", "groups", "citation", "note"],
        library.Scores.Select(s => new object?[]
        {
            s.Name,
            s.Title,
            string.Join("; ", s.Inputs.Select(i => i.Unit is null ? i.Column : $"{i.Column} ({i.Unit})")),
            s.Formula,
            Groups(s.Groups),
            s.Citation,
            s.Note,
        }));

    private static string Groups(ScoreGroups? groups) => groups is null ? "" : string.Join(
        " ",
        groups.Names.Select((name, i) => i < groups.Cuts.Count ? FormattableString.Invariant($"{name} <= {groups.Cuts[i]} <") : name));

    /// <summary>One row a patient and score; what cannot be computed for anybody, and who could not be read, goes to standard error.</summary>
    private static string Computed(ScoreLibrary library, Cohort cohort)
    {
        foreach (var excluded in cohort.Exclusions)
        {
            Console.Error.WriteLine($"not read: {excluded.PatientId}: {excluded.Reason}");
        }

        var rows = new List<object?[]>();
        foreach (var score in library.Scores)
        {
            if (ClinicalScores.Obstacle(score, cohort, Availability.Post) is { } obstacle)
            {
                Console.Error.WriteLine($"not computed: {obstacle}");
                continue;
            }

            rows.AddRange(ClinicalScores.Assess(score, cohort, Availability.Post).Select((r, i) =>
                new object?[] { cohort.Patients[i].Id, score.Name, double.IsNaN(r.Value) ? null : r.Value, r.Group, r.Reason }));
        }

        return CsvText.Of(["patient_id", "score", "value", "group", "reason"], rows);
    }
}
