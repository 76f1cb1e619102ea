using HccRisk.Core.Learning;
using HccRisk.Pathomics.Pooling;
using Microsoft.ML;

namespace HccRisk.Pathomics.Catalog;

/// <summary>
/// Learns principal components of tile embeddings and prototypes among them by k-means, and writes for each row the mixture of its tiles
/// over the prototypes after one step of expectation and maximisation. No outcome is looked at; inside a pipeline all is learned from
/// training patients only. The same data, order of rows and seed give the same bytes.
/// </summary>
/// <remarks>
/// Song AH et al. Morphological prototyping for unsupervised slide representation learning in computational pathology. CVPR 2024.
/// </remarks>
public sealed class PrototypeTrainer : IEstimator<LearnedTransformer<PrototypeFunction>>
{
    private readonly TransformsCatalog _catalog;
    private readonly PrototypeOptions _options;
    private readonly CancellationToken _cancellationToken;

    internal PrototypeTrainer(TransformsCatalog catalog, PrototypeOptions options, CancellationToken cancellationToken)
    {
        options.Validate();
        (_catalog, _options, _cancellationToken) = (catalog, options, cancellationToken);
        Columns = new LearnedColumns(options.SlideColumns[0], [options.OutputColumn]) { FurtherInputs = [.. options.SlideColumns.Skip(1)] };
    }

    /// <summary>The columns read and written.</summary>
    public LearnedColumns Columns { get; }

    /// <summary>Learns the prototypes.</summary>
    /// <param name="input">Training data; every row counts, however many tiles it has.</param>
    /// <exception cref="ColumnException">A column is missing or is not text.</exception>
    /// <exception cref="InvalidDataException">
    /// A row has no tiles that can be read and <see cref="PrototypeOptions.BadFiles"/> says so, or there are fewer tiles than prototypes,
    /// or all are the same.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public LearnedTransformer<PrototypeFunction> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (hash, width, points) = StoredTiles.Sample(
            input, _options.SlideColumns, _options.TileStore, _options.BadFiles, _options.MaxTiles, (_options.Prototypes, "prototypes"), _cancellationToken);
        var (mean, axes) = PrincipalAxes.Fit(points, width, _options.Components);
        var (count, components) = (points.Length / width, axes.Length / width);
        var scores = new float[count * components];
        var centred = new float[width];
        for (var i = 0; i < count; i++)
        {
            PrincipalAxes.Project(points.AsSpan(i * width, width), mean, axes, centred, scores.AsSpan(i * components, components));
        }

        var (prototypes, iterations, converged) = KMeans.Fit(scores, components, _options.Prototypes, _options.Seed, _options.MaxIterations, _cancellationToken);
        return Bind(hash, mean, axes, prototypes, count, iterations, converged).Fit(input);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        Bind(string.Empty, [], [], new float[_options.Prototypes * _options.Components], 0, 0, false).GetOutputSchema(inputSchema);

    private TextEstimator<PrototypeFunction> Bind(string hash, float[] mean, float[] axes, float[] prototypes, int tiles, int iterations, bool converged) =>
        new(_catalog, Columns, new PrototypeFunction
        {
            InputSlots = _options.SlideColumns,
            Setup = _options with { TileStore = _options.TileStore is { } folder ? Path.GetFullPath(folder) : null },
            FingerprintHash = hash,
            Mean = mean,
            Axes = axes,
            Prototypes = prototypes,
            LearnedTiles = tiles,
            Iterations = iterations,
            Converged = converged,
        });
}
