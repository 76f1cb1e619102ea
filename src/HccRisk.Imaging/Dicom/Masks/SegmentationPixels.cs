using HccRisk.Imaging.Dicom.Pixels;

namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>The pixels of a segmentation as inside or outside: equal to a segment number, or not below a threshold.</summary>
internal sealed class SegmentationPixels(FrameReader reader, int? number, double threshold)
{
    private readonly int[] _stored = new int[reader.Layout.SampleCount];

    internal bool[] Read(int frame)
    {
        reader.ReadStored(frame, _stored);
        return Array.ConvertAll(_stored, value => number is { } wanted ? value == wanted : value >= threshold);
    }
}
