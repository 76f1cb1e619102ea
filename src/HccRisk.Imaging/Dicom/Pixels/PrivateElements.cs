using System.Buffers.Binary;

namespace HccRisk.Imaging.Dicom.Pixels;

/// <summary>Private elements by their creator: which block a creator has is said in each data set (PS3.5 7.8.1).</summary>
internal static class PrivateElements
{
    /// <summary>The tag an element of a creator has in a data set; null when the creator has reserved no block there, or the element is absent.</summary>
    internal static DicomTag? Find(DicomDataset dataset, ushort group, string creator, byte element)
    {
        foreach (var reserved in dataset)
        {
            if (reserved.Tag.Group == group && reserved.Tag.Element is >= 0x10 and <= 0xFF && IsCreator(dataset, reserved.Tag, creator)
                && new DicomTag(group, (ushort)((reserved.Tag.Element << 8) | element)) is var tag && dataset.Contains(tag))
            {
                return tag;
            }
        }

        return null;
    }

    /// <summary>A number stored as its representation says, or of unknown representation as single precision, as Philips and Siemens store theirs.</summary>
    internal static double? Number(DicomDataset dataset, DicomTag tag)
    {
        dataset.TryGetElement(tag, out var element);
        if (element.Vr is not (DicomVr.UN or DicomVr.OB))
        {
            return dataset.FindDouble(tag);
        }

        var bytes = dataset.GetBytes(tag).Span;
        return bytes.Length == sizeof(float) ? BinaryPrimitives.ReadSingleLittleEndian(bytes) : null;
    }

    private static bool IsCreator(DicomDataset dataset, DicomTag tag, string creator) =>
        System.Text.Encoding.Latin1.GetString(dataset.GetBytes(tag).Span).Trim(' ', '\0').Equals(creator, StringComparison.OrdinalIgnoreCase);
}
