using System.Buffers.Binary;

namespace HccRisk.Cohorts.Tables;

/// <summary>
/// Whether the sizes a Parquet file states can be those of a file of its length. Readers ask for memory by what is stated before they find that it is not
/// there; files of a store are not compressed, so that what they state is about what they hold.
/// </summary>
/// <remarks>
/// Footer and page headers are in the compact protocol of Thrift. Lists and texts must fit into what is left of them; rows, values and bytes of pages into
/// sixteen times the file and a megabyte; the chunks of columns together into the file.
/// </remarks>
public static class ParquetSizes
{
    private const int Magic = 4;
    private const int Tail = 8;
    private const int SmallWindow = 1 << 12;
    private const int LargeWindow = 1 << 20;

    // Numbers of fields, two digits a level: row_groups (4), columns (1), meta_data (3) and so on.
    private const long GroupRows = 4_03;
    private const long ChunkEnd = 4_01_03;
    private const long ChunkValues = 4_01_03_05;
    private const long ChunkBytes = 4_01_03_06;
    private const long ChunkStored = 4_01_03_07;
    private const long ChunkDataPage = 4_01_03_09;
    private const long ChunkDictionaryPage = 4_01_03_11;
    private const long PageBytes = 2;
    private const long PageStored = 3;
    private const long DictionaryValues = 7_01;
    private static readonly long[] PageValues = [5_01, DictionaryValues, 8_01];

    /// <summary>The most bytes, rows or values that a file may state.</summary>
    /// <param name="length">Bytes of the file.</param>
    public static long Limit(long length) => (16 * length) + (1 << 20);

    /// <summary>Looks at the footer and at every page header.</summary>
    /// <param name="file">The file, which can be sought; where it stands afterwards is not said.</param>
    /// <param name="pages">Whether pages are looked at: not needed where metadata alone are read. Default true.</param>
    /// <exception cref="InvalidDataException">It states what it cannot hold, or is no Parquet file; the message does not name it.</exception>
    public static void Check(Stream file, bool pages = true)
    {
        ArgumentNullException.ThrowIfNull(file);
        var length = file.Length;
        var tail = Bytes(file, Math.Max(0, length - Tail), Tail);
        if (tail.Length < Tail || !tail.AsSpan(Magic).SequenceEqual("PAR1"u8))
        {
            throw new InvalidDataException("it does not end as a Parquet file does");
        }

        var size = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (size < 0 || size > length - Tail - Magic)
        {
            throw new InvalidDataException(FormattableString.Invariant($"its footer would have {size} bytes, the file has {length}"));
        }

        var chunks = new List<Chunk>();
        var chunk = default(Chunk);
        var footer = new ThriftScan(Bytes(file, length - Tail - size, size), (path, value) =>
        {
            switch (path)
            {
                case ChunkValues:
                    Require(value, Limit(length), "values", length);
                    chunk = chunk with { Values = value };
                    break;
                case GroupRows or ChunkBytes:
                    Require(value, Limit(length), "rows or bytes", length);
                    break;
                case ChunkStored:
                    Require(value, length, "bytes of a column", length);
                    chunk = chunk with { Stored = value };
                    break;
                case ChunkDataPage:
                    Require(value, length, "bytes before a page", length);
                    chunk = chunk with { Page = value };
                    break;
                case ChunkDictionaryPage:
                    Require(value, length, "bytes before a page", length);
                    chunk = chunk with { Dictionary = value };
                    break;
            }
        },
        path =>
        {
            if (path == ChunkEnd)
            {
                chunks.Add(chunk);
                chunk = default;
            }
        });
        footer.Struct();
        Require(chunks.Sum(c => c.Stored), length, "bytes of all columns", length);
        foreach (var column in chunks.Where(_ => pages))
        {
            Pages(file, column, length);
        }
    }

    private static void Pages(Stream file, Chunk chunk, long length)
    {
        var at = chunk.Dictionary > 0 ? Math.Min(chunk.Dictionary, chunk.Page) : chunk.Page;
        var end = at + chunk.Stored;
        var values = 0L;
        while (at < end && at < length)
        {
            var (header, stored, own) = Page(file, at, length);
            at += header + stored;
            values += own;
        }

        // Readers go on until they have as many as the chunk states.
        if (values < chunk.Values)
        {
            throw new InvalidDataException(FormattableString.Invariant($"it states {chunk.Values} values of a column whose pages have {values}"));
        }
    }

    /// <summary>The length of a page header, that of what it stands before, and the values in it; none of a dictionary.</summary>
    private static (int Header, long Stored, long Values) Page(Stream file, long at, long length)
    {
        foreach (var window in new[] { SmallWindow, LargeWindow })
        {
            var bytes = Bytes(file, at, (int)Math.Min(window, length - at));
            var (stored, values) = (0L, 0L);
            var scan = new ThriftScan(bytes, (path, value) =>
            {
                if (path is PageBytes || PageValues.Contains(path))
                {
                    Require(value, Limit(length), "values or bytes of a page", length);
                    values = path is PageBytes or DictionaryValues ? values : value;
                }
                else if (path == PageStored)
                {
                    Require(value, length - at, "bytes of a page", length);
                    stored = value;
                }
            });
            try
            {
                scan.Struct();
                return (scan.Position, stored, values);
            }
            catch (InvalidDataException) when (window == SmallWindow && bytes.Length == SmallWindow)
            {
                // The texts of its statistics may be long.
            }
        }

        throw new InvalidDataException("a page header does not end");
    }

    private static void Require(long stated, long most, string what, long length)
    {
        if (stated < 0 || stated > most)
        {
            throw new InvalidDataException(FormattableString.Invariant($"it states {stated} {what}, which a file of {length} bytes cannot hold"));
        }
    }

    private static byte[] Bytes(Stream file, long at, int count)
    {
        file.Position = at;
        var bytes = new byte[(int)Math.Min(count, file.Length - at)];
        file.ReadExactly(bytes);
        return bytes;
    }

    private readonly record struct Chunk(long Page, long Dictionary, long Stored, long Values);
}
