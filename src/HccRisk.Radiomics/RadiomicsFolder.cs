using HccRisk.Cohorts;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Imaging.Files;
using HccRisk.Radiomics.Layout;

namespace HccRisk.Radiomics;

/// <summary>Finds images and masks in a folder by their names.</summary>
/// <remarks>
/// <list type="bullet">
/// <item><c>name_image.nii.gz</c> with <c>name_label.nii.gz</c> or <c>name_mask.nii.gz</c> is one patient, <c>name</c>, with the series <c>image</c>; in a folder
/// <c>P</c> below, the patient <c>P_name</c>.</item>
/// <item>A folder <c>P</c> below is one patient, <c>P</c>: <c>mask</c> (or <c>lesion</c>, <c>label</c>) is the lesion, <c>reference_mask</c> and <c>organ_mask</c> what they say, every other
/// image a series of its own name.</item>
/// </list>
/// Any extension of <see cref="ImageFile.SupportedExtensions"/> will do; upper and lower case are not told apart. Other files and deeper folders are not looked at.
/// An image without a mask, a mask without an image and a patient found twice are excluded, on record.
/// </remarks>
public static class RadiomicsFolder
{
    /// <summary>The series of a pair.</summary>
    private const string PairSeries = "image";

    private static readonly string[] LesionNames = ["mask", "lesion", "label"];

    private static readonly string[] PairEnds = ["_label", "_mask"];

    /// <summary>The patients of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="label">The value of the lesion's voxels in every mask; null (default): every voxel that is not zero.</param>
    /// <returns>Patients in ordinal order with their files, and what was left out.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="TableFormatException">No patient was found; the message has the first reason.</exception>
    public static Cohort Find(string folder, int? label = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'.");
        }

        var found = new SortedDictionary<string, IReadOnlyList<PatientFile>>(StringComparer.Ordinal);
        var exclusions = new List<Exclusion>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        void Add(string id, IReadOnlyList<PatientFile> files)
        {
            if (!ids.Add(id))
            {
                if (found.Remove(id))
                {
                    exclusions.Add(new Exclusion(id, Exclusion.Files, "several images with masks are all of this patient"));
                }

                return;
            }

            found.Add(id, files);
        }

        foreach (var (name, _) in Pairs(Images(folder), string.Empty, label, Add))
        {
            exclusions.Add(new Exclusion(name, Exclusion.Files, $"the file is not part of a pair such as {name}_image and {name}_label"));
        }

        foreach (var inner in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            var id = Path.GetFileName(inner);
            var left = Pairs(Images(inner), id + "_", label, Add);
            if (left.Count > 0)
            {
                AddFolder(id, left, label, Add, exclusions);
            }
        }

        var cohort = Cohort.OfFiles(found, exclusions);
        return cohort.Count > 0
            ? cohort
            : throw new TableFormatException($"'{folder}': no image with a mask was found{(cohort.Exclusions is [var first, ..] ? $"; the first left out is {first.PatientId}: {first.Reason}" : string.Empty)}");
    }

    /// <summary>The images of a folder by name without extension.</summary>
    private static List<(string Name, string Path)> Images(string folder)
    {
        var images = new List<(string, string)>();
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            var file = Path.GetFileName(path);
            var extension = ImageFile.SupportedExtensions.Where(e => file.EndsWith(e, StringComparison.OrdinalIgnoreCase)).MaxBy(e => e.Length);
            if (extension is not null && file.Length > extension.Length)
            {
                images.Add((file[..^extension.Length], Path.GetFullPath(path)));
            }
        }

        return images;
    }

    /// <summary>Adds the pairs; returns the images that belong to none.</summary>
    private static List<(string Name, string Path)> Pairs(
        List<(string Name, string Path)> images, string prefix, int? label, Action<string, IReadOnlyList<PatientFile>> add)
    {
        const string end = "_image";
        var left = new List<(string Name, string Path)>(images);
        foreach (var image in images.Where(i => i.Name.Length > end.Length && i.Name.EndsWith(end, StringComparison.OrdinalIgnoreCase)))
        {
            var name = image.Name[..^end.Length];
            var masks = images.Where(i => PairEnds.Any(e => string.Equals(i.Name, name + e, StringComparison.OrdinalIgnoreCase))).ToArray();
            if (masks.Length == 1)
            {
                left.Remove(image);
                left.Remove(masks[0]);
                add(prefix + name, [new(PatientFileKind.Mri, PairSeries, image.Path), new(PatientFileKind.Mask, PairSeries, masks[0].Path, label)]);
            }
        }

        return left;
    }

    private static void AddFolder(
        string id, List<(string Name, string Path)> images, int? label, Action<string, IReadOnlyList<PatientFile>> add, List<Exclusion> exclusions)
    {
        static bool Is(string name, params string[] names) => names.Contains(name, StringComparer.OrdinalIgnoreCase);

        var files = images.Select(i => i.Name switch
        {
            _ when Is(i.Name, LesionNames) => new PatientFile(PatientFileKind.Mask, i.Name, i.Path, label),
            _ when Is(i.Name, "reference_mask") => new PatientFile(PatientFileKind.ReferenceMask, i.Name, i.Path),
            _ when Is(i.Name, "organ_mask") => new PatientFile(PatientFileKind.OrganMask, i.Name, i.Path),
            _ => new PatientFile(PatientFileKind.Mri, i.Name, i.Path),
        }).ToArray();
        var masks = files.Where(f => f.Kind == PatientFileKind.Mask).ToArray();
        var series = files.Where(f => f.Kind == PatientFileKind.Mri).ToArray();
        var reason = masks.Length switch
        {
            0 => $"its images have no lesion mask beside them ({string.Join(", ", LesionNames)})",
            > 1 => $"'{masks[0].Name}' and '{masks[1].Name}' are both lesion masks",
            _ when series.Length == 0 => $"'{masks[0].Name}' has no image beside it",
            _ when series.FirstOrDefault(s => !FeatureLayout.IsSeriesName(s.Name)) is { } odd => $"the name of image {Array.IndexOf(files, odd) + 1} in its folder does not name a series: letters, digits, underscore and hyphen are allowed",
            _ when series.GroupBy(s => s.Name, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice => $"two images are of the same series '{twice.First().Name}'",
            _ => null,
        };
        if (reason is null)
        {
            add(id, files);
        }
        else
        {
            exclusions.Add(new Exclusion(id, Exclusion.Files, reason));
        }
    }
}
