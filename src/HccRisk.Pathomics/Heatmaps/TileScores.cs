using System.Globalization;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Core.Notebooks;
using HccRisk.Pathomics.Embedding;

namespace HccRisk.Pathomics.Heatmaps;

/// <summary>One number for each tile of a slide: an attention, a predicted risk, one output of a backbone.</summary>
[TypeFormatterSource(typeof(TileScoresFormatter))]
public sealed class TileScores
{
    /// <summary>Takes scores from memory.</summary>
    /// <param name="tileSize">Side of a tile, level-0 pixels, above zero.</param>
    /// <param name="tiles">The tiles, at least one with a number.</param>
    /// <exception cref="ArgumentException">No tile has a finite score, or the size is not above zero.</exception>
    public TileScores(double tileSize, IReadOnlyList<TileScore> tiles)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        if (!(tileSize > 0) || !double.IsFinite(tileSize))
        {
            throw new ArgumentOutOfRangeException(nameof(tileSize), tileSize, FormattableString.Invariant($"'tileSize' is {tileSize}; it must be a finite number above 0."));
        }

        if (!tiles.Any(x => double.IsFinite(x.Score)))
        {
            throw new ArgumentException(FormattableString.Invariant($"None of {tiles.Count} tiles has a finite score: there is nothing to draw."), nameof(tiles));
        }

        (TileSize, Tiles) = (tileSize, tiles);
    }

    /// <summary>Side of a tile, level-0 pixels.</summary>
    public double TileSize { get; }

    /// <summary>The tiles; those whose score is not finite are not drawn.</summary>
    public IReadOnlyList<TileScore> Tiles { get; }

    /// <summary>
    /// Whether scores below zero say the contrary of those above, as contributions to a risk do: then zero is the middle of the colours. False by default.
    /// </summary>
    public bool IsSigned { get; init; }

    /// <summary>Scores of the tiles of an embedded slide.</summary>
    /// <param name="slide">The slide.</param>
    /// <param name="scores">One number a tile, in the order of its grid.</param>
    /// <param name="isSigned">Whether scores below zero say the contrary of those above.</param>
    /// <exception cref="ArgumentException">There are not as many scores as tiles, or none is finite.</exception>
    public static TileScores Of(SlideEmbedding slide, IReadOnlyList<double> scores, bool isSigned = false)
    {
        ArgumentNullException.ThrowIfNull(slide);
        ArgumentNullException.ThrowIfNull(scores);
        var tiles = slide.Grid.Tiles;
        return tiles.Count == scores.Count
            ? new TileScores(slide.Grid.TileSize, [.. tiles.Zip(scores, (tile, score) => new TileScore(tile.X, tile.Y, score))]) { IsSigned = isSigned }
            : throw new ArgumentException($"'scores' has {scores.Count} values, slide '{slide.SlidePath}' has {tiles.Count} tiles.", nameof(scores));
    }

    /// <summary>
    /// Reads a CSV with the columns <c>x</c>, <c>y</c> (level-0 pixels of the left and top edge) and <c>score</c>; an empty score or <c>NaN</c> is none.
    /// A column <c>size</c> with the side of a tile in level-0 pixels, the same in every row, stands for <paramref name="tileSize"/>.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="tileSize">Side of a tile, level-0 pixels; null takes it from the column <c>size</c>.</param>
    /// <param name="scoreColumn">Name of the column with the scores.</param>
    /// <exception cref="TableFormatException">The file or a column is absent, or a cell is no number; the message names the line.</exception>
    /// <exception cref="ArgumentException">No tile has a score, or the size is out of range.</exception>
    public static TileScores Load(string path, double? tileSize = null, string scoreColumn = "score")
    {
        var table = CsvTable.Read(path, "table of tile scores");
        int Column(string name) => table.IndexOf(name) is >= 0 and var index
            ? index
            : throw new TableFormatException($"table of tile scores '{path}' has no column '{name}'; it has {string.Join(", ", table.Headers.Select(x => $"'{x}'"))}");
        var (x, y, score) = (Column("x"), Column("y"), Column(scoreColumn));
        var size = tileSize is null ? Column("size") : -1;
        List<TileScore> tiles = [];
        foreach (var row in table.Rows)
        {
            double Number(int column, string name) =>
                column < row.Cells.Count && double.TryParse(row.Cells[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    ? value
                    : throw new TableFormatException($"table of tile scores '{path}', line {row.Line}: {name} is '{(column < row.Cells.Count ? row.Cells[column] : string.Empty)}', not a number");
            if (size >= 0)
            {
                var own = Number(size, "size");
                tileSize ??= double.IsFinite(own) && own > 0
                    ? own
                    : throw new TableFormatException(string.Create(CultureInfo.InvariantCulture, $"table of tile scores '{path}', line {row.Line}: size is {own}, not a finite number above 0"));
                if (own != tileSize)
                {
                    throw new TableFormatException(string.Create(CultureInfo.InvariantCulture, $"table of tile scores '{path}', line {row.Line}: size is {own}, above it is {tileSize}; tiles of one slide have one size"));
                }
            }

            var empty = score < row.Cells.Count && row.Cells[score].Length == 0;
            tiles.Add(new TileScore(Number(x, "x"), Number(y, "y"), empty ? double.NaN : Number(score, scoreColumn)));
        }

        return tileSize is { } side
            ? new TileScores(side, tiles)
            : throw new TableFormatException($"table of tile scores '{path}' has no rows");
    }
}
