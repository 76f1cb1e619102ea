using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HccRisk.Core.Storage;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Nuclei;
using HccRisk.Pathomics.Tiling;
using PureHDF;
using PureHDF.VOL.Native;

namespace HccRisk.Pathomics.Stores;

/// <summary>Tiles of a slide as an HDF5 file in the layout of CLAM, with what CLAM does not keep in data sets of their own.</summary>
internal static class TileHdf5
{
    private const string Features = "features";
    private const string Coordinates = "coords";
    private const string Tissue = "tissue";
    private const string Statistics = "tile_statistics";

    public static void Write(Stream stream, string name, SlideEmbedding embedding, TileFileHeader header)
    {
        var grid = embedding.Grid;
        var count = (ulong)grid.Tiles.Count;
        var sums = (ulong)TileStatistics.Names(embedding.HasMorphometry).Count;
        int[] coordinates = [.. grid.Tiles.SelectMany(t => new[] { t.X, t.Y })];
        double[] statistics = [.. embedding.Statistics.SelectMany(s => s.ToArray())];
        var values = MemoryMarshal.TryGetArray(embedding.Values, out var segment) && segment.Count == segment.Array!.Length ? segment.Array : embedding.Values.ToArray();
        var file = new H5File
        {
            [Features] = new H5Dataset(values, fileDims: [count, (ulong)embedding.Width]),
            [Coordinates] = new H5Dataset(coordinates, fileDims: [count, 2])
            {
                Attributes = new()
                {
                    ["patch_size"] = (int)Math.Round(grid.TilePixels * grid.Scale.Shrink),
                    ["patch_level"] = grid.Level,
                    ["patch_size_level0"] = (int)Math.Round(grid.TileSize),
                    ["tile_pixels"] = grid.TilePixels,
                    ["mpp"] = grid.MicronsPerPixel,
                    ["name"] = name,
                },
            },
            [Tissue] = new H5Dataset(grid.Tiles.Select(t => t.TissueFraction).ToArray(), fileDims: [count]),
            [Statistics] = new H5Dataset(statistics, fileDims: [count, sums]),
        };
        file.Attributes["backbone"] = header.Backbone;
        file.Attributes["backbone_sha256"] = header.BackboneSha256;
        file.Attributes[TileFileHeader.Entry] = header.ToJson();
        file.Attributes[FileSeal.Entry] = FileSeal.Blank;
        file.Write(stream);
    }

    public static TileFileHeader ReadHeader(Stream stream)
    {
        using var file = H5File.Open(stream, leaveOpen: true);
        return Header(file);
    }

    public static SlideEmbedding Read(Stream stream, string name)
    {
        using var counted = new CountingStream(stream);
        using var file = H5File.Open(counted, leaveOpen: true);
        var header = Header(file);
        var sums = TileStatistics.Names(header.Morphometry).Count;
        var values = Numbers<float>(file, counted, Features, (long)header.Tiles * header.Width);
        var coordinates = Numbers<int>(file, counted, Coordinates, (long)header.Tiles * 2);
        var tissue = Numbers<double>(file, counted, Tissue, header.Tiles);
        var statistics = Numbers<double>(file, counted, Statistics, (long)header.Tiles * sums);
        var rows = Enumerable.Range(0, header.Tiles);
        return header.ToEmbedding(
            name,
            [.. rows.Select(i => new Tile(coordinates[2 * i], coordinates[(2 * i) + 1], tissue[i]))],
            values,
            [.. rows.Select(i => TileStatistics.From(statistics.AsSpan(i * sums, sums)))]);
    }

    private static TileFileHeader Header(NativeFile file) => file.AttributeExists(TileFileHeader.Entry)
        ? TileFileHeader.Parse(file.Attribute(TileFileHeader.Entry).Read<string>())
        : throw new InvalidDataException($"it has no attribute '{TileFileHeader.Entry}'");

    /// <summary>
    /// The numbers of a data set, which lie in the file itself and are written plainly: HDF5 can have links, virtual data sets and lists of raw files
    /// that lead to any file of the machine, from which nothing is taken.
    /// </summary>
    private static T[] Numbers<T>(NativeFile file, CountingStream stream, string name, long count)
        where T : unmanaged
    {
        var start = stream.Count;
        var data = file.Dataset(name);
        var found = data.Space.Dimensions.Aggregate((Int128)1, (product, size) => product * size);
        if (found != count)
        {
            throw new InvalidDataException(FormattableString.Invariant($"'{name}' has {found} numbers, not {count}"));
        }

        // Numbers of a compact data set come with its header.
        var before = data.Layout.Class == H5DataLayoutClass.Compact ? start : stream.Count;
        var numbers = data.Read<T[]>();
        return stream.Count - before >= count * Unsafe.SizeOf<T>()
            ? numbers
            : throw new InvalidDataException($"the numbers of '{name}' do not lie in the file itself");
    }
}
