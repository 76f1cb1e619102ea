using System.Text.Json;
using HccRisk.Core.Storage;

namespace HccRisk.Studies.Synthetic;

/// <summary>The files of a synthetic cohort, and what tells a finished patient from a half-made one.</summary>
internal sealed class CohortLayout(string directory)
{
    // Of each generator: goes up when the same options would give other pixels.
    private const int FirstVersion = 1;
    private const int SecondVersion = 1;

    private const string PatientFolder = "patients";

    /// <summary>Files every patient has.</summary>
    public static readonly IReadOnlyList<(string Kind, string Name, string File)> Images =
    [
        ("mri", "arterial", "arterial.nii.gz"),
        ("mri", "portal_venous", "portal_venous.nii.gz"),
        ("mri", "delayed", "delayed.nii.gz"),
        ("mask", "lesion", "lesion.nii.gz"),
        ("reference_mask", "liver", "liver.nii.gz"),
        ("slide", "he", "slide.tif"),
    ];

    public string Root { get; } = Path.GetFullPath(directory);

    public string ClinicalCsv => Path.Combine(Root, "clinical.csv");

    public string ManifestCsv => Path.Combine(Root, "manifest.csv");

    public string TruthCsv => Path.Combine(Root, "truth.csv");

    public string ReadersCsv => Path.Combine(Root, "readers.csv");

    private string Stamp => Path.Combine(Root, "synthetic.json");

    /// <summary>A patient's folder, relative to the cohort, with forward slashes.</summary>
    public static string RelativeFolder(string id) => PatientFolder + "/" + id;

    public string Folder(string id) => Path.Combine(Root, PatientFolder, id);

    /// <summary>Where a patient's files are written before the folder gets its name.</summary>
    public string PartialFolder(string id) => Path.Combine(Root, PatientFolder, "." + id + ".partial");

    /// <summary>Makes the folder, and clears what other options left.</summary>
    public void Prepare(SyntheticOptions options)
    {
        var stamp = StampOf(options);
        Directory.CreateDirectory(Root);
        if (File.Exists(Stamp))
        {
            if (string.Equals(File.ReadAllText(Stamp), stamp, StringComparison.Ordinal))
            {
                return;
            }

            foreach (var table in new[] { ClinicalCsv, ManifestCsv, TruthCsv, ReadersCsv })
            {
                File.Delete(table);
            }

            if (Directory.Exists(Path.Combine(Root, PatientFolder)))
            {
                Directory.Delete(Path.Combine(Root, PatientFolder), recursive: true);
            }
        }
        else if (Directory.EnumerateFileSystemEntries(Root).FirstOrDefault() is { } stranger)
        {
            throw new IOException(
                $"'{Root}' holds '{Path.GetFileName(stranger)}' and no synthetic cohort: give a new or empty folder.");
        }

        AtomicFile.WriteText(Path.Combine(Root, "SYNTHETIC.txt"), Notice);
        AtomicFile.WriteText(Stamp, stamp);
    }

    /// <summary>A folder gets its name when all its files are written, but somebody may have taken one out since.</summary>
    public bool IsComplete(string id, int readers) =>
        Images.Select(image => image.File).Concat(Enumerable.Range(1, readers).Select(ReaderFile))
            .All(file => new FileInfo(Path.Combine(Folder(id), file)) is { Exists: true, Length: > 0 });

    /// <summary>The lesion as a reader, counted from 1, draws it anew.</summary>
    public static string ReaderFile(int reader) => FormattableString.Invariant($"lesion_reader{reader}.nii.gz");

    // What decides the pixels.
    private static string StampOf(SyntheticOptions o)
    {
        var first = o.Generator == SyntheticGenerator.First;
        var fields = new Dictionary<string, object>
        {
            ["synthetic"] = true,
            ["generator"] = first ? (object)FirstVersion : FormattableString.Invariant($"second {SecondVersion}"),
            ["seed"] = o.Seed,
            ["mriMatrix"] = o.MriMatrix,
            ["mriSlices"] = o.MriSlices,
            ["slidePixels"] = o.SlidePixels,
        };
        if (!first || o.Shift != 1)
        {
            fields["shift"] = o.Shift;
        }

        if (!first)
        {
            (fields["readerError"], fields["readers"]) = (o.ReaderError, o.Readers);
        }

        return JsonSerializer.Serialize(fields);
    }

    private const string Notice =
        """
        SYNTHETIC DATA. No patient stands behind any row, volume or slide of this folder.

        Everything was drawn at random by HccRisk from the seed in synthetic.json: clinical.csv (values and follow-up),
        manifest.csv (where the images are), patients/ (contrast MRI, lesion and plain-liver masks, stained sections).
        The two sites differ in scanner, noise and stain.

        truth.csv holds what is hidden in the pixels: the markers drawn into the MR volumes (z_mri) and the slides (z_wsi), and the
        true log hazards of recurrence beyond (lp1) and within (lp2) the Milan criteria. It is there to judge models by.
        A model that reads it is worthless.

        Results on these data say how well software works. They say nothing about liver cancer.

        """;
}
