using System.Globalization;
using HccRisk.Core.Imaging;
using HccRisk.Core.IO;
using HccRisk.Core.IO.Dicom.Series;

namespace HccRisk.Cli.Commands;

/// <summary>One lesion: its image, read once and only when needed, and its mask.</summary>
internal sealed record LesionFiles(Lazy<OpenedImage> Image, string Mask, string? Label)
{
    /// <summary>The mask, and what is odd about it.</summary>
    public (Mask Mask, IReadOnlyList<string> Remarks) ReadMask(int? label)
    {
        // Masks with a grid of their own are read first: a wrong label is told before a large image is read.
        var placed = ImageFile.OpenMask(Mask, Label ?? label?.ToString(CultureInfo.InvariantCulture), ImageFile.IsDicom(Mask) ? Image.Value.Target : null);
        return (placed.Mask, [.. placed.Findings.Select(Remark)]);
    }

    public static string Remark(SeriesFinding finding) => $"{finding.Kind}: {finding.Message}";
}
