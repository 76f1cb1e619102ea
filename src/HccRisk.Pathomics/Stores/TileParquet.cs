using HccRisk.Core.Storage;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Nuclei;
using HccRisk.Pathomics.Tiling;
using Parquet;
using Parquet.Schema;

namespace HccRisk.Pathomics.Stores;

/// <summary>Tiles of a slide as a Parquet file, in groups of rows so that no more than a group is copied at once.</summary>
internal static class TileParquet
{
    private const int RowsPerGroup = 4096;

    // Embeddings hardly compress.
    private static readonly ParquetOptions Options = new() { CompressionMethod = CompressionMethod.None, DictionaryEncodingThreshold = 0 };

    public static async Task WriteAsync(Stream stream, SlideEmbedding embedding, TileFileHeader header, IReadOnlyList<string> outputs)
    {
        var (x, y, tissue) = (new DataField<int>("x"), new DataField<int>("y"), new DataField<double>("tissue"));
        var statistics = TileStatistics.Names(embedding.HasMorphometry).Select(n => new DataField<double>("tile_" + n)).ToArray();
        var features = outputs.Select(n => new DataField<float>("f_" + n)).ToArray();
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema((Field[])[x, y, tissue, .. statistics, .. features]), stream, Options);
        writer.CustomMetadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [TileFileHeader.Entry] = header.ToJson(),
            [FileSeal.Entry] = FileSeal.Blank,
        };
        var tiles = embedding.Grid.Tiles;
        for (var start = 0; start < tiles.Count; start += RowsPerGroup)
        {
            var count = Math.Min(RowsPerGroup, tiles.Count - start);
            var rows = Enumerable.Range(start, count);
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<int>(x, rows.Select(i => tiles[i].X).ToArray());
            await group.WriteAsync<int>(y, rows.Select(i => tiles[i].Y).ToArray());
            await group.WriteAsync<double>(tissue, rows.Select(i => tiles[i].TissueFraction).ToArray());
            var sums = rows.Select(i => embedding.Statistics[i].ToArray()).ToArray();
            for (var j = 0; j < statistics.Length; j++)
            {
                await group.WriteAsync<double>(statistics[j], Array.ConvertAll(sums, s => s[j]));
            }

            var column = new float[count];
            for (var j = 0; j < features.Length; j++)
            {
                Gather(embedding.Values.Span, embedding.Width, start, j, column);
                await group.WriteAsync<float>(features[j], column);
            }

            group.CompleteValidate();
        }
    }

    public static async Task<TileFileHeader> ReadHeaderAsync(Stream stream)
    {
        await using var reader = await ParquetReader.CreateAsync(stream);
        return Header(reader);
    }

    public static async Task<SlideEmbedding> ReadAsync(Stream stream, string name)
    {
        await using var reader = await ParquetReader.CreateAsync(stream);
        var header = Header(reader);
        var fields = reader.Schema.GetDataFields();
        var sums = TileStatistics.Names(header.Morphometry).Count;
        if (fields.Length != 3 + sums + header.Width)
        {
            throw new InvalidDataException($"it has {fields.Length} columns, not {3 + sums + header.Width}");
        }

        var tiles = new Tile[header.Tiles];
        var statistics = new TileStatistics[header.Tiles];
        var values = new float[header.Tiles * header.Width];
        var at = 0;
        for (var g = 0; g < reader.RowGroupCount; g++)
        {
            using var group = reader.OpenRowGroupReader(g);
            var count = checked((int)group.RowCount);
            int[] xs = new int[count], ys = new int[count];
            var number = new double[count];
            await group.ReadAsync<int>(fields[0], xs.AsMemory());
            await group.ReadAsync<int>(fields[1], ys.AsMemory());
            await group.ReadAsync<double>(fields[2], number.AsMemory());
            for (var i = 0; i < count; i++)
            {
                tiles[at + i] = new Tile(xs[i], ys[i], number[i]);
            }

            var rows = new double[count * sums];
            for (var j = 0; j < sums; j++)
            {
                await group.ReadAsync<double>(fields[3 + j], number.AsMemory());
                for (var i = 0; i < count; i++)
                {
                    rows[(i * sums) + j] = number[i];
                }
            }

            for (var i = 0; i < count; i++)
            {
                statistics[at + i] = TileStatistics.From(rows.AsSpan(i * sums, sums));
            }

            var column = new float[count];
            for (var j = 0; j < header.Width; j++)
            {
                await group.ReadAsync<float>(fields[3 + sums + j], column.AsMemory());
                for (var i = 0; i < count; i++)
                {
                    values[((at + i) * header.Width) + j] = column[i];
                }
            }

            at += count;
        }

        return at == header.Tiles ? header.ToEmbedding(name, tiles, values, statistics) : throw new InvalidDataException($"it has {at} tiles, not {header.Tiles}");
    }

    private static TileFileHeader Header(ParquetReader reader) => reader.CustomMetadata.TryGetValue(TileFileHeader.Entry, out var json)
        ? TileFileHeader.Parse(json)
        : throw new InvalidDataException($"it has no '{TileFileHeader.Entry}' metadata");

    private static void Gather(ReadOnlySpan<float> values, int width, int start, int feature, Span<float> column)
    {
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = values[((start + i) * width) + feature];
        }
    }
}
