using HccRisk.Cohorts.Tables;
using HccRisk.Core.Storage;
using HccRisk.Pathomics.Embedding;

namespace HccRisk.Pathomics.Stores;

/// <summary>A file of tiles in either format, known by its extension; sealed, so that damage is told from all else that may go wrong.</summary>
internal static class TileFile
{
    /// <summary>What a shorter file has more memory asked for than there is, it can only ask in error.</summary>
    private const long LargeFile = 1 << 28;

    /// <summary>The code of an <see cref="IOException"/> that a reader made itself, such as of a length beyond the end: COR_E_IO.</summary>
    private const int ErrorOfNoSystem = unchecked((int)0x80131620);

    public const string Hdf5Extension = ".h5";
    public const string ParquetExtension = ".parquet";

    /// <summary>Whether a path names a file of tiles.</summary>
    public static bool IsTileFile(string path) => path.EndsWith(ParquetExtension, StringComparison.OrdinalIgnoreCase) || IsHdf5(path);

    public static void Write(string path, SlideEmbedding embedding, TileFileHeader header, IReadOnlyList<string> outputs) => AtomicFile.Write(path, stream =>
    {
        if (IsHdf5(path))
        {
            TileHdf5.Write(stream, NameOf(path), embedding, header);
        }
        else
        {
            TileParquet.WriteAsync(stream, embedding, header, outputs).GetAwaiter().GetResult();
        }

        FileSeal.Set(stream);
    });

    /// <summary>What a file says besides the tiles; its checksum is looked at when asked for, or when the header cannot be read.</summary>
    /// <returns>The header; null when there is no such file.</returns>
    /// <inheritdoc cref="Read(string)" path="/exception"/>
    public static TileFileHeader? ReadHeader(string path, bool verify) => Read(
        path, verify, stream => IsHdf5(path) ? TileHdf5.ReadHeader(stream) : TileParquet.ReadHeaderAsync(stream).GetAwaiter().GetResult());

    /// <summary>Checks and reads a file.</summary>
    /// <returns>The header and the tiles; null when there is no such file.</returns>
    /// <exception cref="TileStoreException">It is damaged, or whole but not a file of tiles.</exception>
    /// <exception cref="UnreadableStoreException">It cannot be read now.</exception>
    public static Tuple<TileFileHeader, SlideEmbedding>? Read(string path) => Read(path, verify: true, stream =>
    {
        var header = IsHdf5(path) ? TileHdf5.ReadHeader(stream) : TileParquet.ReadHeaderAsync(stream).GetAwaiter().GetResult();

        if (!IsHdf5(path))
        {
            ParquetSizes.Check(stream);
        }

        // Readers begin where the stream is.
        stream.Position = 0;
        return Tuple.Create(header, IsHdf5(path) ? TileHdf5.Read(stream, NameOf(path)) : TileParquet.ReadAsync(stream, NameOf(path)).GetAwaiter().GetResult());
    });

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);

    private static bool IsHdf5(string path) => path.EndsWith(Hdf5Extension, StringComparison.OrdinalIgnoreCase);

    private static T? Read<T>(string path, bool verify, Func<Stream, T> read)
        where T : class
    {
        using var stream = StoredFile.Open(path);
        if (stream is null)
        {
            return null;
        }

        if (verify)
        {
            RequireWhole(path, stream);
        }

        try
        {
            if (!IsHdf5(path))
            {
                ParquetSizes.Check(stream, pages: false);
            }

            stream.Position = 0;
            return read(new CountingStream(stream));
        }
        catch (Exception error)
        {
            // The readers of both formats throw whatever a damaged byte leads them into: the checksum tells damage from all else.
            RequireWhole(path, stream);
            throw (error is OutOfMemoryException && !(IsHdf5(path) && stream.Length <= LargeFile)) || error is UnauthorizedAccessException || (error is IOException and not EndOfStreamException && error.HResult != ErrorOfNoSystem)
                ? UnreadableStoreException.Of(path, error)
                : new TileStoreException($"'{path}' is whole but not a file of tiles that this version reads: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    private static void RequireWhole(string path, FileStream stream)
    {
        string? fault;
        try
        {
            fault = FileSeal.FaultOf(stream);
        }
        catch (IOException error)
        {
            throw UnreadableStoreException.Of(path, error);
        }

        if (fault is not null)
        {
            throw new TileStoreException($"'{path}' {fault}. Embed the slide again: the damaged file is kept aside then.") { Damage = (path, fault) };
        }
    }
}
