using System.Text.Json;
using HccRisk.Core.Storage;
using Parquet;
using Parquet.Schema;

namespace HccRisk.Cohorts.Tables;

/// <summary>Feature tables as Parquet files. Everything is read from and written to memory, so the asynchronous calls end at once.</summary>
internal static class ParquetTable
{
    public const string IdColumn = "patient_id";
    public const string KeyColumn = "__key";
    public const string StampColumn = "__stamp";
    private const string HeaderEntry = "hccrisk.table";
    private const string FailuresEntry = "hccrisk.failures";
    private const string RemarksEntry = "hccrisk.remarks";

    // Doubles of measurements hardly compress, and a warm read should cost no more than the copy.
    private static readonly ParquetOptions Options = new() { CompressionMethod = CompressionMethod.None, DictionaryEncodingThreshold = 0 };

    /// <summary>Writes a sealed file in one step.</summary>
    public static void Write(string path, StoredRows rows)
    {
        using var stream = new MemoryStream();
        ToStreamAsync(rows, stream).GetAwaiter().GetResult();
        FileSeal.Set(stream);
        AtomicFile.Write(path, stream.WriteTo);
    }

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UnreadableStoreException">The file cannot be read now.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or is not a feature table.</exception>
    public static StoredRows Read(string path)
    {
        var bytes = StoredFile.ReadAllBytes(path) ?? throw new FileNotFoundException($"There is no table '{path}'.", path);
        return FileSeal.FaultOf(bytes) is { } fault ? throw new InvalidDataException($"'{path}' {fault}") : Parse(path, bytes);
    }

    /// <summary>Reads the bytes of a file whose seal holds.</summary>
    /// <exception cref="InvalidDataException">It is whole, but not a feature table that this version reads.</exception>
    /// <exception cref="UnreadableStoreException">There is not enough memory now.</exception>
    public static StoredRows Parse(string path, byte[] bytes)
    {
        try
        {
            return FromBytesAsync(bytes).GetAwaiter().GetResult();
        }
        catch (OutOfMemoryException e)
        {
            // What the file states fits its length: it is the machine that has no room now.
            throw UnreadableStoreException.Of(path, e);
        }
        catch (Exception e)
        {
            throw new InvalidDataException($"'{path}' is whole but not a feature table that this version reads: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static async Task ToStreamAsync(StoredRows rows, Stream stream)
    {
        var id = new DataField<string>(IdColumn);
        var (key, stamp) = (new DataField<string>(KeyColumn), new DataField<string>(StampColumn));
        var features = rows.Header.Columns.Select(c => new DataField<double>(c.Name)).ToArray();
        Field[] fields = rows.Keys is null ? [id, .. features] : [id, key, stamp, .. features];
        await using (var writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream, Options))
        {
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [HeaderEntry] = rows.Header.ToJson(),
                [FailuresEntry] = JsonSerializer.Serialize(rows.Failures, JsonSerializerOptions.Web),
            };
            if (rows.Remarks.Count > 0)
            {
                metadata[RemarksEntry] = JsonSerializer.Serialize(rows.Remarks, JsonSerializerOptions.Web);
            }

            metadata[FileSeal.Entry] = FileSeal.Blank;
            writer.CustomMetadata = metadata;
            if (rows.Ids.Length > 0)
            {
                using var group = writer.CreateRowGroup();
                await group.WriteAsync(id, rows.Ids);
                if (rows.Keys is not null)
                {
                    await group.WriteAsync(key, rows.Keys.Content);
                    await group.WriteAsync(stamp, rows.Keys.Stamps);
                }

                var column = new double[rows.Ids.Length];
                for (var j = 0; j < features.Length; j++)
                {
                    for (var i = 0; i < column.Length; i++)
                    {
                        column[i] = rows.Values[(i * features.Length) + j];
                    }

                    await group.WriteAsync<double>(features[j], column);
                }

                group.CompleteValidate();
            }
        }
    }

    private static async Task<StoredRows> FromBytesAsync(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        ParquetSizes.Check(stream);
        stream.Position = 0;
        await using var reader = await ParquetReader.CreateAsync(stream);
        if (!reader.CustomMetadata.TryGetValue(HeaderEntry, out var json))
        {
            throw new InvalidDataException($"it has no '{HeaderEntry}' metadata");
        }

        var header = TableHeader.FromJson(json);
        var failures = reader.CustomMetadata.TryGetValue(FailuresEntry, out var text)
            ? JsonSerializer.Deserialize<StoredFailure[]>(text, JsonSerializerOptions.Web) ?? []
            : [];
        PatientRemark?[] remarks = reader.CustomMetadata.TryGetValue(RemarksEntry, out var remarked)
            ? JsonSerializer.Deserialize<PatientRemark?[]>(remarked, JsonSerializerOptions.Web) ?? []
            : [];
        var fields = reader.Schema.GetDataFields().ToDictionary(f => f.Name, StringComparer.Ordinal);
        var features = header.Columns.Select(c => fields[c.Name]).ToArray();
        var groups = new List<(string[] Ids, StoredKeys? Keys, double[] Values)>();
        for (var g = 0; g < reader.RowGroupCount; g++)
        {
            using var group = reader.OpenRowGroupReader(g);
            var count = checked((int)group.RowCount);
            if ((long)count * features.Length > ParquetSizes.Limit(bytes.Length) / sizeof(double))
            {
                throw new InvalidDataException(FormattableString.Invariant($"it states {count} rows of {features.Length} columns, which a file of {bytes.Length} bytes cannot hold"));
            }

            var values = new double[count * features.Length];
            var column = new double[count];
            for (var j = 0; j < features.Length; j++)
            {
                await group.ReadAsync<double>(features[j], column.AsMemory());
                for (var i = 0; i < count; i++)
                {
                    values[(i * features.Length) + j] = column[i];
                }
            }

            groups.Add((
                await TextAsync(group, fields[IdColumn], count),
                fields.TryGetValue(KeyColumn, out var key) && fields.TryGetValue(StampColumn, out var stamp)
                    ? new StoredKeys(await TextAsync(group, key, count), await TextAsync(group, stamp, count))
                    : null,
                values));
        }

        return groups.Count == 1
            ? new StoredRows(header, groups[0].Ids, groups[0].Keys, groups[0].Values, failures, remarks)
            : new StoredRows(
                header,
                [.. groups.SelectMany(g => g.Ids)],
                groups.Any(g => g.Keys is null)
                    ? null
                    : new StoredKeys([.. groups.SelectMany(g => g.Keys!.Content)], [.. groups.SelectMany(g => g.Keys!.Stamps)]),
                [.. groups.SelectMany(g => g.Values)],
                failures,
                remarks);
    }

    private static async Task<string[]> TextAsync(ParquetRowGroupReader group, DataField field, int count)
    {
        var text = new string?[count];
        await group.ReadAsync(field, text.AsMemory());
        return Array.ConvertAll(text, t => t ?? "");
    }
}
