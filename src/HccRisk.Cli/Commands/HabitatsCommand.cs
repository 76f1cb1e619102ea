using System.CommandLine;
using HccRisk.Cli.Output;
using HccRisk.Cohorts;
using HccRisk.Radiomics;
using HccRisk.Radiomics.Habitats;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Commands;

/// <summary><c>hccrisk habitats</c>: learns habitats of lesions from a cohort, or finds those of a model in another.</summary>
internal static class HabitatsCommand
{
    public static Command Create()
    {
        var defaults = new HabitatOptions();
        var cohort = new Option<string?>("--cohort") { Description = "Patients: manifest CSV patient_id,kind,name,path[,label]; kinds mri, mask, reference_mask." };
        var folder = new Option<string?>("--folder") { Description = "Patients: a folder a patient with its series, 'mask' and 'reference_mask'." };
        var model = new Option<string?>("--model", "-m") { Description = "Model whose habitats are found: nothing is learned from the patients." };
        var written = new Option<string?>("--write-model") { Description = "Model to learn from all the patients, and to write (.json). Give those of the training set alone." };
        var series = new Option<string?>("--series") { Description = "Phases, registered to each other, with comma between. Default: those that every patient has." };
        var options = new Option<string?>("--options") { Description = "JSON of radiomics options: how images are prepared and measured inside habitats. Default: z-scores of the reference tissue where every patient has one, else of the image." };
        var count = new Option<int?>("--habitats", "-k") { Description = $"Number of habitats. Default: the best of {defaults.Fewest} to {defaults.Most}." };
        var criterion = new Option<HabitatCriterion>("--criterion") { Description = "What is best.", DefaultValueFactory = _ => defaults.Criterion };
        var seed = new Option<int>("--seed") { Description = "Seed of the clustering.", DefaultValueFactory = _ => defaults.Seed };
        var csv = new Option<string?>("--csv") { Description = "Table to write: a row a patient." };
        var maps = new Option<string?>("--maps") { Description = "Folder to write: the habitats of each patient as NIfTI, 1 for H1." };
        var plot = new Option<string?>("--plot") { Description = $"Picture of the first {HabitatsRun.Pictured} patients to write (.svg or .png)." };
        var command = new Command("habitats", "Habitats of lesions: clusters of voxels over registered phases, and each patient's shares and contacts of them.")
        {
            cohort, folder, model, written, series, options, count, criterion, seed, csv, maps, plot,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                MapPicture.RequireName(plot.Name, parsed.GetValue(plot));
                if ((parsed.GetValue(cohort) is null) == (parsed.GetValue(folder) is null))
                {
                    throw new StudyProtocolException("Give one of --cohort and --folder.");
                }

                if ((parsed.GetValue(model) is null) == (parsed.GetValue(written) is null))
                {
                    throw new StudyProtocolException("Give --write-model to learn habitats from the patients, or --model to find those of a model in them.");
                }

                Option[] ofLearning = [series, options, count, criterion, seed];
                if (parsed.GetValue(model) is not null && Array.Find(ofLearning, o => parsed.GetResult(o) is { Implicit: false }) is { } lost)
                {
                    throw new StudyProtocolException($"{lost.Name} goes with --write-model: a model says it itself.");
                }

                if (parsed.GetValue(count) is { } k && k is < 2 or > 10)
                {
                    throw new StudyProtocolException(FormattableString.Invariant($"--habitats is {parsed.GetValue(count)}: it must be 2 to 10."));
                }

                var patients = parsed.GetValue(cohort) is { } manifest ? Cohort.LoadFiles(manifest, new CohortLoadOptions { MayBeAbsent = _ => true }) : RadiomicsFolder.Find(parsed.GetValue(folder)!);
                var files = new OutputFiles()
                    .Reads(cohort.Name, parsed.GetValue(cohort)).Reads(model.Name, parsed.GetValue(model)).Reads(options.Name, parsed.GetValue(options))
                    .Reads((parsed.GetValue(cohort) is null ? folder : cohort).Name, patients.Patients)
                    .Writes(written.Name, parsed.GetValue(written)).Writes(csv.Name, parsed.GetValue(csv)).Writes(plot.Name, parsed.GetValue(plot));
                if (parsed.GetValue(maps) is { } place)
                {
                    files.Writes(maps.Name, place, patients.Patients.Select(p => HabitatsRun.FileOf(p.Id)));
                }

                var run = new HabitatsRun
                {
                    Cohort = patients,
                    Csv = parsed.GetValue(csv),
                    Maps = parsed.GetValue(maps),
                    Plot = parsed.GetValue(plot),
                    Output = parsed.InvocationConfiguration.Output,
                    Error = parsed.InvocationConfiguration.Error,
                };
                var habitats = parsed.GetValue(model) is { } known ? HabitatModel.Load(known) : run.Learn(
                    parsed.GetValue(series),
                    parsed.GetValue(options) is { } json ? RadiomicsOptionsFile.Load(json) : null,
                    defaults with
                    {
                        Fewest = parsed.GetValue(count) ?? defaults.Fewest,
                        Most = parsed.GetValue(count) ?? defaults.Most,
                        Criterion = parsed.GetValue(criterion),
                        Seed = parsed.GetValue(seed),
                    },
                    parsed.GetValue(written)!,
                    cancellationToken);
                return run.Find(habitats, cancellationToken);
            },
            cancellationToken));
        return command;
    }
}
