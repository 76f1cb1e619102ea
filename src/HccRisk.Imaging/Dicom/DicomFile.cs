using HccRisk.Imaging.Dicom.Parsing;

namespace HccRisk.Imaging.Dicom;

/// <summary>A DICOM object of a Part-10 file, or of a bare data set without preamble or meta header.</summary>
/// <remarks>
/// Values over 64 KiB and the pixel data stay in the file until they are asked for; a file read by path is not held open. Reading
/// values is safe from several threads.
/// </remarks>
public sealed class DicomFile
{
    internal DicomFile(string path, DicomDataset meta, DicomDataset dataset, TransferSyntax transferSyntax)
    {
        Path = path;
        Meta = meta;
        Dataset = dataset;
        TransferSyntax = transferSyntax;
    }

    /// <summary>The file, or the name given for a stream.</summary>
    public string Path { get; }

    /// <summary>The elements of group 0002; empty when the file has no meta header.</summary>
    public DicomDataset Meta { get; }

    /// <summary>The data set, without group lengths.</summary>
    public DicomDataset Dataset { get; }

    /// <summary>The encoding found: the one the meta header names, corrected where the data contradict it, or guessed without a header.</summary>
    public TransferSyntax TransferSyntax { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How much to read; null: <see cref="DicomReadOptions"/> as it is by default.</param>
    /// <returns>The object.</returns>
    /// <exception cref="DicomFormatException">The file is no DICOM object, is damaged or ends early.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static DicomFile Read(string path, DicomReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options = Checked(options);
        using var source = new FileByteSource(path);
        return FileParser.Parse(source, options);
    }

    /// <summary>Reads a stream, which must stay open as long as values are asked for that were left in it.</summary>
    /// <param name="stream">A stream that can seek; the object begins where the stream begins.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">How much to read; null: <see cref="DicomReadOptions"/> as it is by default.</param>
    /// <returns>The object.</returns>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    /// <exception cref="DicomFormatException">The stream is no DICOM object, is damaged or ends early.</exception>
    public static DicomFile Read(Stream stream, string name = "stream", DicomReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!stream.CanSeek)
        {
            throw new ArgumentException("the stream cannot seek: copy it to a file or to memory first", nameof(stream));
        }

        return FileParser.Parse(new StreamByteSource(stream, name), Checked(options));
    }

    private static DicomReadOptions Checked(DicomReadOptions? options)
    {
        options ??= new DicomReadOptions();
        options.Validate();
        return options;
    }
}
