using HccRisk.Imaging.Dicom.Parsing;

namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>How the samples of a frame are stored (PS3.3 C.7.6.3).</summary>
/// <param name="Rows">Rows, 1 to 65535.</param>
/// <param name="Columns">Columns, 1 to 65535.</param>
/// <param name="BitsAllocated">Bits a sample takes: 1, 8, 16, 32 or 64.</param>
/// <param name="BitsStored">Bits of a sample that count, at most <paramref name="BitsAllocated"/>.</param>
/// <param name="HighBit">The highest bit that counts; the lowest is 0.</param>
/// <param name="IsSigned">Samples are in two's complement.</param>
/// <param name="SamplesPerPixel">1, or 3 or 4 for colour.</param>
/// <param name="IsPlanar">The colours are in planes one after another, not pixel by pixel.</param>
/// <param name="PhotometricInterpretation">What the samples mean, such as <c>MONOCHROME2</c> or <c>YBR_FULL_422</c>.</param>
/// <param name="IsFloat">Samples are floating point of 32 or 64 bits.</param>
public readonly record struct PixelLayout(
    int Rows,
    int Columns,
    int BitsAllocated,
    int BitsStored,
    int HighBit,
    bool IsSigned,
    int SamplesPerPixel,
    bool IsPlanar,
    string PhotometricInterpretation,
    bool IsFloat = false)
{
    /// <summary>Samples of a frame: rows x columns x samples per pixel.</summary>
    public long SampleCount => (long)Rows * Columns * SamplesPerPixel;

    /// <summary>Bytes of a decoded sample: that of <see cref="BitsAllocated"/>, 1 for single bits.</summary>
    public int BytesPerSample => Math.Max(1, BitsAllocated / 8);

    /// <summary>Bytes of a decoded frame.</summary>
    public long DecodedBytes => SampleCount * BytesPerSample;

    /// <summary>The chroma samples of native data belong to two pixels each.</summary>
    internal bool IsSubsampled => SamplesPerPixel == 3 && PhotometricInterpretation is "YBR_FULL_422" or "YBR_PARTIAL_422";

    /// <summary>Bits a frame takes in native (uncompressed) pixel data; the next frame follows without a gap.</summary>
    internal long NativeBits => SampleCount * BitsAllocated / (IsSubsampled ? 3 : 1) * (IsSubsampled ? 2 : 1);

    /// <summary>The type of a decoded sample.</summary>
    internal VoxelType StoredType => (BytesPerSample, IsFloat, IsSigned) switch
    {
        (8, _, _) => VoxelType.Float64,
        (_, true, _) => VoxelType.Float32,
        (4, _, var signed) => signed ? VoxelType.Int32 : VoxelType.UInt32,
        (2, _, var signed) => signed ? VoxelType.Int16 : VoxelType.UInt16,
        (_, _, var signed) => signed && BitsAllocated > 1 ? VoxelType.Int8 : VoxelType.UInt8,
    };

    /// <summary>The least and the greatest whole number of <see cref="BitsStored"/>.</summary>
    internal (double Minimum, double Maximum) StoredRange => IsSigned
        ? (-Math.ScaleB(1, BitsStored - 1), Math.ScaleB(1, BitsStored - 1) - 1)
        : (0, Math.ScaleB(1, BitsStored) - 1);

    /// <summary>Reads and checks the layout a data set gives.</summary>
    /// <param name="dataset">The data set of an image.</param>
    /// <returns>The layout.</returns>
    /// <exception cref="DicomFormatException">An element is missing or has a value that no layout can have.</exception>
    public static PixelLayout Of(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var isFloat = dataset.Contains(DicomTags.FloatPixelData) || dataset.Contains(DicomTags.DoubleFloatPixelData);
        var samples = dataset.FindInt32(DicomTags.SamplesPerPixel) ?? 1;
        var allocated = dataset.GetInt32(DicomTags.BitsAllocated);
        var stored = dataset.FindInt32(DicomTags.BitsStored) ?? allocated;
        var layout = new PixelLayout(
            dataset.GetInt32(DicomTags.Rows),
            dataset.GetInt32(DicomTags.Columns),
            allocated,
            stored,
            dataset.FindInt32(DicomTags.HighBit) ?? stored - 1,
            dataset.FindInt32(DicomTags.PixelRepresentation) == 1,
            samples,
            samples > 1 && dataset.FindInt32(DicomTags.PlanarConfiguration) == 1,
            dataset.FindString(DicomTags.PhotometricInterpretation) ?? "MONOCHROME2",
            isFloat);

        layout.Check(dataset);
        return layout;
    }

    private void Check(DicomDataset dataset)
    {
        Require(dataset, Rows is >= 1 and <= 65535, DicomTags.Rows, Rows, "1 to 65535");
        Require(dataset, Columns is >= 1 and <= 65535, DicomTags.Columns, Columns, "1 to 65535");
        Require(dataset, SamplesPerPixel is 1 or 3 or 4, DicomTags.SamplesPerPixel, SamplesPerPixel, "1, 3 or 4");
        Require(
            dataset,
            IsFloat ? BitsAllocated is 32 or 64 : BitsAllocated is 1 or 8 or 16 or 32,
            DicomTags.BitsAllocated,
            BitsAllocated,
            IsFloat ? "32 or 64" : "1, 8, 16 or 32");
        Require(dataset, BitsStored >= 1 && BitsStored <= BitsAllocated, DicomTags.BitsStored, BitsStored, $"1 to the {BitsAllocated} allocated");
        Require(dataset, HighBit >= BitsStored - 1 && HighBit < BitsAllocated, DicomTags.HighBit, HighBit, $"{BitsStored - 1} to {BitsAllocated - 1}");
    }

    private static void Require(DicomDataset dataset, bool holds, DicomTag tag, int value, string expected)
    {
        if (!holds)
        {
            var offset = dataset.TryGetElement(tag, out var element) ? element.Offset : (long?)null;
            throw new DicomFormatException(dataset.FilePath, tag, offset, $"is {value}, expected {expected}");
        }
    }
}
