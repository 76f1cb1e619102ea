using System.Text.RegularExpressions;

namespace HccRisk.Cohorts.Scanning;

/// <summary>What a file is by its name.</summary>
internal static partial class FileNaming
{
    private static readonly string[] SlideExtensions = [".svs", ".tif", ".tiff", ".mrxs", ".ndpi", ".scn", ".bif", ".vms", ".vmu", ".svslide"];
    private static readonly string[] ImageExtensions = [".nii.gz", ".nii", ".nrrd", ".nhdr"];

    // Files beside images that are nobody's; those of no extension here are read as DICOM.
    private static readonly string[] OtherExtensions =
    [
        ".csv", ".tsv", ".txt", ".json", ".xml", ".xlsx", ".xls", ".doc", ".docx", ".pdf", ".htm", ".html", ".md", ".ini", ".inf", ".db", ".log",
        ".png", ".jpg", ".jpeg", ".bmp", ".gif", ".exe", ".dll", ".js", ".css", ".zip", ".gz", ".tar", ".raw", ".parquet", ".onnx", ".geojson",
    ];

    private static readonly string[] Generic =
    [
        "slides", "slide", "wsi", "histology", "pathology", "images", "image", "masks", "mask", "mri", "mr", "dicom", "dcm", "nifti", "nii", "nrrd",
        "segmentations", "segmentation", "seg", "labels", "rois", "rtstruct", "data", "export",
    ];

    internal static bool IsSlide(string path) => HasExtension(path, SlideExtensions);

    internal static bool IsImage(string path) => HasExtension(path, ImageExtensions);

    internal static bool IsOther(string path) =>
        HasExtension(path, OtherExtensions) || Path.GetFileName(path) is var name && (name.StartsWith('.') || name.Equals("DICOMDIR", StringComparison.OrdinalIgnoreCase));

    internal static bool IsGeneric(string folder) => Generic.Contains(folder, StringComparer.OrdinalIgnoreCase);

    /// <summary>The name without its image or slide extension.</summary>
    internal static string Stem(string path)
    {
        var name = Path.GetFileName(path);
        var extension = ImageExtensions.Concat(SlideExtensions).FirstOrDefault(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase));
        return extension is null ? Path.GetFileNameWithoutExtension(name) : name[..^extension.Length];
    }

    /// <summary>What a mask is of, by the name of its file, segment or region; null when the name says none.</summary>
    internal static PatientFileKind? MaskKind(string name) =>
        Reference().IsMatch(name) ? PatientFileKind.ReferenceMask
        : Lesion().IsMatch(name) ? PatientFileKind.Mask
        : Organ().IsMatch(name) ? PatientFileKind.OrganMask
        : MaskWord().IsMatch(name) ? PatientFileKind.Mask
        : null;

    private static bool HasExtension(string path, string[] extensions) =>
        Array.Exists(extensions, e => path.EndsWith(e, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"(^|[^a-z])(reference|background|parenchyma|normal)([^a-z]|$)", Rules)]
    private static partial Regex Reference();

    [GeneratedRegex(@"lesion|tumou?r|(^|[^a-z])(hcc|gtv|mass|nodule|cancer|neoplasm|carcinoma)([^a-z]|$)|肿瘤|病灶", Rules)]
    private static partial Regex Lesion();

    [GeneratedRegex(@"(^|[^a-z])(liver|hepar|organ)([^a-z]|$)|肝脏", Rules)]
    private static partial Regex Organ();

    [GeneratedRegex(@"(^|[^a-z])(mask|label|seg(mentation)?|roi)([^a-z]|$)", Rules)]
    private static partial Regex MaskWord();

    private const RegexOptions Rules = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
}
