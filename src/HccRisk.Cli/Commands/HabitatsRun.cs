using System.Buffers;
using System.Globalization;
using HccRisk.Cli.Output;
using HccRisk.Cohorts;
using HccRisk.Cohorts.Privacy;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.Storage;
using HccRisk.Imaging;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.Nifti;
using HccRisk.Plots;
using HccRisk.Radiomics;
using HccRisk.Radiomics.Habitats;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Commands;

/// <summary>What <c>hccrisk habitats</c> learns, finds and writes.</summary>
internal sealed record HabitatsRun
{
    /// <summary>Patients drawn at most.</summary>
    public const int Pictured = 8;

    /// <summary>What leads to another folder, and what some system does not take.</summary>
    private static readonly SearchValues<char> NotInNames = SearchValues.Create([.. "/\\:", .. Path.GetInvalidFileNameChars()]);

    public required Cohort Cohort { get; init; }

    public string? Csv { get; init; }

    public string? Maps { get; init; }

    public string? Plot { get; init; }

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    private HashSet<string> Told { get; } = new(StringComparer.Ordinal);

    /// <summary>The file of a patient's habitats.</summary>
    /// <exception cref="StudyProtocolException">The identifier cannot stand in the name of a file.</exception>
    public static string FileOf(string patient) => patient.AsSpan().IndexOfAny(NotInNames) < 0
        ? $"{patient}_habitats.nii.gz"
        : throw new StudyProtocolException($"--maps: the patient identifier '{patient}' cannot stand in the name of a file.");

    /// <summary>Learns from every patient who has the phases; the others are named on standard error.</summary>
    public HabitatModel Learn(string? series, RadiomicsOptions? images, HabitatOptions options, string file, CancellationToken cancellationToken)
    {
        var listed = Cohort.Patients.SelectMany(p => p.FilesOf(PatientFileKind.Mri)).Select(f => f.Name).Distinct(StringComparer.OrdinalIgnoreCase);
        string[] names = series?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ?? [.. listed.Where(s => Cohort.Patients.All(p => p.File(PatientFileKind.Mri, s) is not null))];
        if (names.Length == 0)
        {
            throw new StudyProtocolException("No MRI series is listed for every patient: name the phases with --series.");
        }

        if (images is null && Cohort.Patients.All(p => p.FilesOf(PatientFileKind.ReferenceMask).Any()))
        {
            images = options.Images with { Normalisation = IntensityNormalisation.ZScoreReference };
        }

        options = options with { Images = images ?? options.Images };
        var learner = new HabitatLearner(names, options);
        foreach (var patient in Cohort.Patients)
        {
            if (Guarded(patient, () => learner.Add(patient, cancellationToken)) is { } missing)
            {
                Tell($"not learned from: {patient.Id}: {FilePlaces.HidePaths(missing)}");
            }
        }

        HabitatModel model;
        try
        {
            model = learner.Learn(cancellationToken);
        }
        catch (InvalidOperationException e)
        {
            throw new StudyProtocolException(e.Message, e);
        }

        model.Save(file);
        Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{model.Centres.Count} habitats of {string.Join(", ", model.Series)} ({options.Images.Normalisation}), learned from {model.Voxels} voxels of {model.Patients} patients: {file}"));
        if (model.Candidates.Count > 1)
        {
            Output.WriteLine($"  {options.Criterion}: {string.Join(", ", model.Candidates.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Count}: {c.Criterion:G4}")))}");
        }

        foreach (var (name, centre) in model.Names.Zip(model.Centres))
        {
            Output.WriteLine($"  {name}: {string.Join(", ", model.Series.Zip(centre).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.First} {p.Second:G4}")))}");
        }

        return model;
    }

    /// <summary>Finds the habitats of each patient and writes what is asked for.</summary>
    /// <returns>The exit code.</returns>
    public int Find(HabitatModel model, CancellationToken cancellationToken)
    {
        foreach (var excluded in Cohort.Exclusions)
        {
            Tell($"excluded: {excluded.PatientId} ({excluded.Stage}): {FilePlaces.HidePaths(excluded.Reason)}");
        }

        var extractor = new HabitatExtractor(model);
        var (rows, pictures, found) = (new List<object?[]>(), new List<MapRow>(), 0);
        if (Maps is not null)
        {
            Directory.CreateDirectory(Maps);
        }

        foreach (var patient in Cohort.Patients)
        {
            Guarded(patient, () =>
            {
                var result = extractor.Extract(patient, cancellationToken);
                rows.Add([patient.Id, .. result.Features.Values.Select(v => double.IsFinite(v) ? (object?)v : null)]);
                if (result.Labels is null)
                {
                    Tell($"{patient.Id}: {FilePlaces.HidePaths(result.Features.Missing[0])}");
                    return null;
                }

                found++;
                if (Maps is not null)
                {
                    NiftiFile.Write(Path.Combine(Maps, FileOf(patient.Id)), result.Labels);
                }

                if (Plot is not null && pictures.Count < Pictured)
                {
                    pictures.Add(Picture(model, patient, result.Labels, cancellationToken));
                }

                return null;
            });
        }

        if (found == 0)
        {
            throw new StudyProtocolException("No patient has habitats: every one lacks a phase or cannot be measured.");
        }

        if (Csv is not null)
        {
            AtomicFile.WriteText(Csv, CsvText.Of(["patient_id", .. extractor.Columns.Select(c => c.Name)], rows));
        }

        if (Plot is not null)
        {
            MapPicture.Write(Plot, VoxelMapPlot.Render(pictures, $"Habitats over {model.Series[0]}"));
        }

        Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{found} of {Cohort.Patients.Count} patients have habitats"));
        return 0;
    }

    /// <summary>The part of the lesion's slices, over the first phase.</summary>
    private static MapRow Picture(HabitatModel model, Patient patient, Volume<byte> labels, CancellationToken cancellationToken)
    {
        var image = ImageFile.Open(patient.File(PatientFileKind.Mri, model.Series[0])!.Path, cancellationToken: cancellationToken).Volume;
        var g = labels.Geometry;
        var (first, last) = (new[] { g.Width, g.Height, g.Depth }, new[] { 0, 0, 0 });
        for (var i = 0; i < labels.Voxels.Length; i++)
        {
            int[] at = [i % g.Width, i / g.Width % g.Height, i / g.Width / g.Height];
            for (var axis = 0; axis < 3 && labels.Voxels[i] > 0; axis++)
            {
                (first[axis], last[axis]) = (Math.Min(first[axis], at[axis]), Math.Max(last[axis], at[axis]));
            }
        }

        var box = g with { Width = last[0] - first[0] + 1, Height = last[1] - first[1] + 1, Depth = last[2] - first[2] + 1, Origin = g.ToWorld(first[0], first[1], first[2]) };
        var values = new float[box.VoxelCount];
        for (var i = 0; i < values.Length; i++)
        {
            var label = labels.Voxels[first[0] + (i % box.Width) + (g.Width * (first[1] + (i / box.Width % box.Height) + (g.Height * (first[2] + (i / box.Width / box.Height)))))];
            values[i] = label == 0 ? float.NaN : label - 1;
        }

        return MapPicture.Row(patient.Id, image, new Volume<float>(box, values)) with { Parts = model.Names };
    }

    /// <summary>Says a thing once: files are read to learn and to find.</summary>
    private void Tell(string line)
    {
        if (Told.Add(line))
        {
            Error.WriteLine(line);
        }
    }

    /// <summary>What is done for one patient; a fault of its files leaves that one out, by name on standard error.</summary>
    private string? Guarded(Patient patient, Func<string?> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is BadInputException or InvalidDataException or IOException or ArgumentException)
        {
            // A file that is absent or cannot be read now is no verdict on the patient: habitats of fewer patients would be others.
            var reason = $"{patient.Id}: {FilePlaces.HidePaths(CommandErrors.MessageOf(e))}";
            if (PassingFailure.Is(e))
            {
                throw new StudyProtocolException(reason, e);
            }

            Tell($"excluded: {reason}");
            return null;
        }
    }
}
