using HccRisk.Imaging.Dicom.Parsing;

namespace HccRisk.Imaging.Dicom.Pixels;

/// <summary>The private scaling of Philips MR: scale intercept and slope (2005,xx0D) and (2005,xx0E), of the frame or of the file.</summary>
/// <param name="Slope">Stored values to one of the floating point value.</param>
/// <param name="Intercept">The stored value of zero; null when absent.</param>
internal sealed record PhilipsScale(double Slope, double? Intercept)
{
    private const ushort Group = 0x2005;
    private const string Scale = "Philips MR Imaging DD 001";

    /// <summary>The scaling of a frame: in its own item, else in the one all frames share, else in the data set; null when there is none.</summary>
    internal static PhilipsScale? Find(DicomDataset dataset, DicomDataset? own, DicomDataset? shared) => In(own) ?? In(shared) ?? In(dataset);

    private static PhilipsScale? In(DicomDataset? dataset)
    {
        if (dataset is null)
        {
            return null;
        }

        if (PrivateElements.Find(dataset, Group, Scale, 0x0E) is { } tag && PrivateElements.Number(dataset, tag) is { } slope)
        {
            return new PhilipsScale(slope, PrivateElements.Find(dataset, Group, Scale, 0x0D) is { } at ? PrivateElements.Number(dataset, at) : null);
        }

        return PrivateElements.Find(dataset, Group, VrRules.PhilipsFrames, VrRules.PhilipsFrameSequence) is { } sequence && dataset.TryGetElement(sequence, out var element)
            && element.Content is DicomDataset[] and [var item, ..] ? In(item) : null;
    }

    /// <summary>Anonymisers overwrite numbers with zeros.</summary>
    internal bool IsUsable => double.IsFinite(Slope) && Slope > 0;
}
