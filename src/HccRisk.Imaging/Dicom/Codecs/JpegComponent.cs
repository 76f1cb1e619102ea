namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>One colour of a JPEG frame: its sampling and its decoded samples.</summary>
internal sealed class JpegComponent
{
    internal required int Id { get; init; }

    /// <summary>Samples across an MCU, in blocks (1 to 4).</summary>
    internal required int Horizontal { get; init; }

    /// <summary>Samples down an MCU, in blocks (1 to 4).</summary>
    internal required int Vertical { get; init; }

    internal required int Quantisation { get; init; }

    /// <summary>Samples across, without padding.</summary>
    internal required int Width { get; init; }

    /// <summary>Samples down, without padding.</summary>
    internal required int Height { get; init; }

    /// <summary>Samples from one row to the next.</summary>
    internal required int Stride { get; init; }

    /// <summary>Row by row, padded to whole MCUs.</summary>
    internal required ushort[] Plane { get; init; }

    internal bool Decoded { get; set; }
}
