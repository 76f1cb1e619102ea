namespace HccRisk.Imaging.Dicom;

/// <summary>How a data set and its pixel data are encoded (PS3.5 section 10).</summary>
/// <param name="Uid">The unique identifier.</param>
/// <param name="Name">The name; the identifier when it is none of those listed here.</param>
public sealed record TransferSyntax(string Uid, string Name)
{
    /// <summary>Elements carry no value representation: it comes from the dictionary.</summary>
    public bool IsImplicitVr { get; init; }

    /// <summary>Numbers have their high byte first.</summary>
    public bool IsBigEndian { get; init; }

    /// <summary>The data set is one deflate stream.</summary>
    public bool IsDeflated { get; init; }

    /// <summary>The pixel data are compressed, in fragments.</summary>
    public bool IsEncapsulated { get; init; }

    /// <summary>Implicit VR little endian, the default of the standard.</summary>
    public static TransferSyntax ImplicitVrLittleEndian { get; } = new("1.2.840.10008.1.2", "Implicit VR Little Endian") { IsImplicitVr = true };

    /// <summary>Explicit VR little endian.</summary>
    public static TransferSyntax ExplicitVrLittleEndian { get; } = new("1.2.840.10008.1.2.1", "Explicit VR Little Endian");

    /// <summary>Deflated explicit VR little endian.</summary>
    public static TransferSyntax DeflatedExplicitVrLittleEndian { get; } =
        new("1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian") { IsDeflated = true };

    /// <summary>Explicit VR big endian (retired).</summary>
    public static TransferSyntax ExplicitVrBigEndian { get; } = new("1.2.840.10008.1.2.2", "Explicit VR Big Endian") { IsBigEndian = true };

    /// <summary>JPEG baseline (process 1), 8 bits, lossy.</summary>
    public static TransferSyntax JpegBaseline { get; } = Encapsulated("4.50", "JPEG Baseline (Process 1)");

    /// <summary>JPEG extended (processes 2 and 4), 8 or 12 bits, lossy.</summary>
    public static TransferSyntax JpegExtended { get; } = Encapsulated("4.51", "JPEG Extended (Process 2 and 4)");

    /// <summary>JPEG lossless (process 14), any predictor.</summary>
    public static TransferSyntax JpegLossless { get; } = Encapsulated("4.57", "JPEG Lossless (Process 14)");

    /// <summary>JPEG lossless (process 14, selection value 1).</summary>
    public static TransferSyntax JpegLosslessFirstOrder { get; } = Encapsulated("4.70", "JPEG Lossless (Process 14, Selection Value 1)");

    /// <summary>JPEG-LS lossless.</summary>
    public static TransferSyntax JpegLsLossless { get; } = Encapsulated("4.80", "JPEG-LS Lossless");

    /// <summary>JPEG-LS near-lossless.</summary>
    public static TransferSyntax JpegLsNearLossless { get; } = Encapsulated("4.81", "JPEG-LS Near-Lossless");

    /// <summary>JPEG 2000, lossless only.</summary>
    public static TransferSyntax Jpeg2000Lossless { get; } = Encapsulated("4.90", "JPEG 2000 (Lossless Only)");

    /// <summary>JPEG 2000.</summary>
    public static TransferSyntax Jpeg2000 { get; } = Encapsulated("4.91", "JPEG 2000");

    /// <summary>Run-length encoding, lossless.</summary>
    public static TransferSyntax RleLossless { get; } = Encapsulated("5", "RLE Lossless");

    /// <summary>Each frame is a deflate stream.</summary>
    public static TransferSyntax DeflatedImageFrame { get; } = Encapsulated("8.1", "Deflated Image Frame Compression");

    private static readonly Dictionary<string, TransferSyntax> Known = new[]
    {
        ImplicitVrLittleEndian, ExplicitVrLittleEndian, DeflatedExplicitVrLittleEndian, ExplicitVrBigEndian, JpegBaseline, JpegExtended,
        JpegLossless, JpegLosslessFirstOrder, JpegLsLossless, JpegLsNearLossless, Jpeg2000Lossless, Jpeg2000, RleLossless, DeflatedImageFrame,
    }.ToDictionary(syntax => syntax.Uid, StringComparer.Ordinal);

    /// <summary>The syntax of an identifier; every one that is not listed here is taken to be encapsulated, as all newer ones are.</summary>
    /// <param name="uid">The identifier, without padding.</param>
    /// <returns>The syntax.</returns>
    public static TransferSyntax FromUid(string uid)
    {
        ArgumentNullException.ThrowIfNull(uid);
        return Known.TryGetValue(uid, out var syntax) ? syntax : new TransferSyntax(uid, uid) { IsEncapsulated = true };
    }

    private static TransferSyntax Encapsulated(string last, string name) => new("1.2.840.10008.1.2." + last, name) { IsEncapsulated = true };
}
