using System.Globalization;
using HccRisk.Core.Imaging;
using HccRisk.Core.IO;
using HccRisk.Core.IO.Dicom.Series;
using HccRisk.Features.Radiomics;

namespace HccRisk.Cli.Commands;

/// <summary>One lesion: its image, read once and only when needed, and its mask.</summary>
internal sealed record LesionFiles(Lazy<OpenedImage> Image, string Mask, string? Label)
{
    /// <summary>The mask, and what is odd about it.</summary>
    public (Mask Mask, IReadOnlyList<string> Remarks) ReadMask(int? label)
    {
        // Masks with a grid of their own are read first: a wrong label is told before a large image is read.
        var value = Label ?? label?.ToString(CultureInfo.InvariantCulture);
        var placed = ImageFile.OpenMask(Mask, value, ImageFile.IsDicom(Mask) ? Image.Value.Target : null);
        return placed.Mask.Count == 0 ? throw new EmptyMaskException($"The mask '{Mask}' has no voxel {(value is null ? "that is not zero" : $"with label {value}")}.") : (placed.Mask, [.. placed.Findings.Select(Remark)]);
    }

    public static string Remark(SeriesFinding finding) => $"{finding.Kind}: {finding.Message}";
}
