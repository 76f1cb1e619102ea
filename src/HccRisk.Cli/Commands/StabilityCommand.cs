using System.CommandLine;
using HccRisk.Cli.Output;
using HccRisk.Cohorts;
using HccRisk.Features.Agreement;
using HccRisk.Radiomics;
using HccRisk.Radiomics.Stability;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Commands;

/// <summary><c>hccrisk stability</c>: how well features agree between repeats that were measured, or between perturbations of images.</summary>
internal static class StabilityCommand
{
    public static Command Create()
    {
        var defaults = new PerturbationOptions();
        var repeats = new Option<string[]>("--repeats") { Description = "Measured repeats: one CSV with columns patient_id and repeat, or one CSV with patient_id for each reader or session." };
        var cohort = new Option<string?>("--cohort") { Description = "Images to perturb: manifest CSV patient_id,kind,name,path[,label]." };
        var folder = new Option<string?>("--folder") { Description = "Images to perturb: folder with NAME_image and NAME_label files, or a folder a patient with its series and 'mask'." };
        var series = new Option<string?>("--series") { Description = "Series measured, with comma between. Default: those that every patient has." };
        var options = new Option<string?>("--options") { Description = "JSON of radiomics options, as 'radiomics' in a study file; or --preset or --params." };
        var names = new NamingOptions();
        var count = new Option<int>("--perturbations") { Description = "Perturbations of each lesion.", DefaultValueFactory = _ => defaults.Count };
        var rotation = new Option<double>("--rotation") { Description = "Largest turn to either side, degrees.", DefaultValueFactory = _ => defaults.Rotation };
        var translation = new Option<double>("--translation") { Description = "Largest shift along each axis, voxels.", DefaultValueFactory = _ => defaults.Translation };
        var noise = new Option<double>("--noise") { Description = "Noise added, in multiples of the image's own.", DefaultValueFactory = _ => defaults.Noise };
        var volume = new Option<double>("--volume") { Description = "Largest growth or loss of the lesion, a share of its volume.", DefaultValueFactory = _ => defaults.Volume };
        var keep = new Option<bool>("--keep-contour") { Description = "Leave the outline as drawn. Default: it is drawn again by supervoxels." };
        var seed = new Option<int>("--seed") { Description = "Seed of everything drawn.", DefaultValueFactory = _ => defaults.Seed };
        var form = new Option<int?>("--icc") { Description = "Form of the intraclass correlation: 1 (one-way), 2 (absolute agreement), 3 (consistency). Default: 1 of perturbations, 2 of measured repeats." };
        var least = new Option<double>("--min-lower") { Description = "Least lower 95% limit of a reproducible feature.", DefaultValueFactory = _ => 0.75 };
        var csv = new Option<string?>("--csv") { Description = "Table to write: a row a feature." };
        var written = new Option<string?>("--write-repeats") { Description = "CSV to write with the values of every repeat, which --repeats reads." };
        var plot = new Option<string?>("--plot") { Description = "Picture to write (.svg or .png)." };
        var command = new Command("stability", "Which features are reproducible: intraclass correlations of measured repeats, or of perturbations of images.")
        {
            repeats, cohort, folder, series, options, names.Preset, names.Parameters, names.BinWidth, count, rotation, translation, noise, volume, keep, seed, form, least, csv, written, plot,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                var files = parsed.GetValue(repeats) ?? [];
                Option?[] sources = [files.Length > 0 ? repeats : null, parsed.GetValue(cohort) is null ? null : cohort, parsed.GetValue(folder) is null ? null : folder];
                if (sources.OfType<Option>().Count() != 1)
                {
                    throw new StudyProtocolException("Give one of --repeats, --cohort and --folder.");
                }

                Option[] ofImages = [series, options, names.Preset, names.Parameters, names.BinWidth, count, rotation, translation, noise, volume, keep, seed];
                if (files.Length > 0 && Array.Find(ofImages, o => parsed.GetResult(o) is { Implicit: false }) is { } lost)
                {
                    throw new StudyProtocolException($"{lost.Name} goes with --cohort or --folder.");
                }

                var run = new StabilityRun
                {
                    Form = FormOf(parsed.GetValue(form), files.Length > 0),
                    Least = parsed.GetValue(least) is >= -1 and <= 1 and var limit ? limit : throw new StudyProtocolException(FormattableString.Invariant($"--min-lower is {parsed.GetValue(least)}; it must lie from -1 to 1.")),
                    Csv = parsed.GetValue(csv),
                    Written = parsed.GetValue(written),
                    Plot = parsed.GetValue(plot),
                    Title = files.Length > 0 ? "Agreement of repeats" : FormattableString.Invariant($"Agreement of {parsed.GetValue(count)} perturbations"),
                };
                run.RequirePicture();
                var patients = files.Length > 0 ? null
                    : parsed.GetValue(cohort) is { } manifest ? Cohort.LoadFiles(manifest, new CohortLoadOptions()) : RadiomicsFolder.Find(parsed.GetValue(folder)!);
                var read = new OutputFiles()
                    .Reads(cohort.Name, parsed.GetValue(cohort)).Reads(options.Name, parsed.GetValue(options)).Reads(names.Parameters.Name, parsed.GetValue(names.Parameters))
                    .Reads((parsed.GetValue(cohort) is null ? folder : cohort).Name, patients?.Patients ?? []);
                files.Aggregate(read, (all, file) => all.Reads(repeats.Name, file))
                    .Writes(csv.Name, parsed.GetValue(csv)).Writes(written.Name, parsed.GetValue(written)).Writes(plot.Name, parsed.GetValue(plot));
                if (patients is null)
                {
                    return run.Write(RepeatedFeatures.Read(files), parsed.InvocationConfiguration.Output);
                }

                var perturbations = new PerturbationOptions
                {
                    Count = parsed.GetValue(count),
                    Rotation = parsed.GetValue(rotation),
                    Translation = parsed.GetValue(translation),
                    Noise = parsed.GetValue(noise),
                    Volume = parsed.GetValue(volume),
                    RandomContour = !parsed.GetValue(keep),
                    Seed = parsed.GetValue(seed),
                };
                Require(perturbations, [(nameof(perturbations.Count), count), (nameof(perturbations.Rotation), rotation), (nameof(perturbations.Translation), translation), (nameof(perturbations.Noise), noise), (nameof(perturbations.Volume), volume)]);
                var measured = run.Perturb(names.Perturbed(parsed, parsed.GetValue(options), perturbations), patients, parsed.GetValue(series), cancellationToken);
                return run.Write(measured, parsed.InvocationConfiguration.Output);
            },
            cancellationToken));
        return command;
    }

    /// <summary>Checks perturbations; faults have the names of the options.</summary>
    private static void Require(PerturbationOptions perturbations, (string Name, Option Option)[] options)
    {
        try
        {
            perturbations.Validate();
        }
        catch (ArgumentException e)
        {
            throw new StudyProtocolException(
                options.Aggregate(e.Message.Replace($"Invalid {nameof(PerturbationOptions)}: ", string.Empty, StringComparison.Ordinal), (text, o) => text.Replace($"{o.Name} is", $"{o.Option.Name} is", StringComparison.Ordinal)), e);
        }
    }

    private static IccForm FormOf(int? form, bool measured) => form switch
    {
        null => measured ? IccForm.Agreement : IccForm.OneWay,
        1 => IccForm.OneWay,
        2 => IccForm.Agreement,
        3 => IccForm.Consistency,
        _ => throw new StudyProtocolException(FormattableString.Invariant($"--icc is {form}; it must be 1, 2 or 3.")),
    };
}
