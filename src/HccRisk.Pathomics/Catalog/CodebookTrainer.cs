using System.Numerics.Tensors;
using HccRisk.Core.Learning;
using HccRisk.Pathomics.Pooling;
using Microsoft.ML;

namespace HccRisk.Pathomics.Catalog;

/// <summary>
/// Learns a codebook of tile embeddings by k-means (seeds by k-means++) and writes, for each row, the share of its tiles nearest to each word.
/// Inside a pipeline the words come from training patients only. The same data, order of rows and seed give the same bytes.
/// </summary>
public sealed class CodebookTrainer : IEstimator<LearnedTransformer<CodebookFunction>>
{
    private readonly TransformsCatalog _catalog;
    private readonly CodebookOptions _options;
    private readonly CancellationToken _cancellationToken;

    internal CodebookTrainer(TransformsCatalog catalog, CodebookOptions options, CancellationToken cancellationToken)
    {
        options.Validate();
        (_catalog, _options, _cancellationToken) = (catalog, options, cancellationToken);
        Columns = new LearnedColumns(options.SlideColumns[0], [options.OutputColumn]) { FurtherInputs = [.. options.SlideColumns.Skip(1)] };
    }

    /// <summary>The columns read and written.</summary>
    public LearnedColumns Columns { get; }

    /// <summary>Learns the codebook.</summary>
    /// <param name="input">Training data; every row counts, however many tiles it has.</param>
    /// <exception cref="ColumnException">A column is missing or is not text.</exception>
    /// <exception cref="InvalidDataException">A row has no tiles that can be read and <see cref="CodebookOptions.BadFiles"/> says so, or there are fewer tiles than words.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public LearnedTransformer<CodebookFunction> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (hash, width, points) = StoredTiles.Sample(
            input, _options.SlideColumns, _options.TileStore, _options.BadFiles, _options.MaxTiles, (_options.Words, "words"), _cancellationToken);
        var scale = ScaleOf(points, width);
        for (var at = 0; at < points.Length; at += width)
        {
            TensorPrimitives.Multiply(points.AsSpan(at, width), scale, points.AsSpan(at, width));
        }

        var (centres, iterations, converged) = KMeans.Fit(points, width, _options.Words, _options.Seed, _options.MaxIterations, _cancellationToken);
        return Bind(hash, width, scale, centres, points.Length / width, iterations, converged).Fit(input);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Bind(string.Empty, 0, [], [], 0, 0, false).GetOutputSchema(inputSchema);

    private TextEstimator<CodebookFunction> Bind(string hash, int width, float[] scale, float[] centres, int tiles, int iterations, bool converged) =>
        new(_catalog, Columns, new CodebookFunction
        {
            InputSlots = _options.SlideColumns,
            Setup = _options with { TileStore = _options.TileStore is { } folder ? Path.GetFullPath(folder) : null },
            FingerprintHash = hash,
            Width = width,
            Scale = scale,
            Centres = centres,
            LearnedTiles = tiles,
            Iterations = iterations,
            Converged = converged,
        });

    private float[] ScaleOf(float[] points, int width)
    {
        var scale = new float[width];
        Array.Fill(scale, 1);
        if (!_options.Standardise)
        {
            return scale;
        }

        var count = points.Length / width;
        for (var j = 0; j < width; j++)
        {
            double sum = 0, squares = 0;
            for (var i = j; i < points.Length; i += width)
            {
                sum += points[i];
            }

            var mean = sum / count;
            for (var i = j; i < points.Length; i += width)
            {
                squares += (points[i] - mean) * (points[i] - mean);
            }

            var deviation = Math.Sqrt(squares / Math.Max(1, count - 1));
            scale[j] = deviation > 1e-12 * Math.Max(1, Math.Abs(mean)) ? (float)(1 / deviation) : 0;
        }

        return scale;
    }
}
