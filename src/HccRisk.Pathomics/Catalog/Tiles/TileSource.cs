using System.Text.Json;
using System.Text.Json.Serialization;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Slides;
using HccRisk.Pathomics.Stain;
using HccRisk.Pathomics.Tiling;
using HccRisk.Pathomics.Tissue;

namespace HccRisk.Pathomics.Catalog.Tiles;

/// <summary>An open slide from which one thread loads tiles as a setup says.</summary>
internal sealed class TileSource : IDisposable
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly string _path;
    private readonly double _micronsPerPixel;
    private readonly ReadOnlyMemory<char> _setup;
    private readonly ISlide _slide;
    private readonly TissueMask? _mask;
    private readonly TileGrid _grid;
    private readonly TileReader _reader;
    private readonly TileQualityMeter? _meter;
    private readonly ITileTransform? _transform;
    private readonly TileNormaliser _normaliser;
    private readonly byte[] _rgb;

    /// <exception cref="SlideFormatException">The slide is unreadable.</exception>
    public TileSource(TileMapping.Place place)
    {
        (_path, _micronsPerPixel, _setup) = (place.Slide.ToString(), place.MicronsPerPixel, place.Setup);
        var setup = JsonSerializer.Deserialize<LoadTilesOptions>(_setup.ToString(), Json)!;
        var (manifest, options) = (setup.Manifest, setup.Embedding);
        _slide = SlideFile.Open(_path, new SlideOpenOptions { MicronsPerPixel = _micronsPerPixel });
        try
        {
            // Stain, ink and folds are judged beside the whole slide.
            if (options.Quality is not null || options.Normalisation is not null)
            {
                _grid = SlideEmbedder.Plan(_slide, manifest, options, out _mask, CancellationToken.None);
            }
            else
            {
                _grid = new TileGrid(manifest.TilePixels, _slide.ScaleFor(manifest.MicronsPerPixel), []);
            }

            _reader = new TileReader(_slide, _grid);
            _meter = options.Quality is { } limits ? new TileQualityMeter(_grid.TilePixels, _grid.MicronsPerPixel, limits, _mask!.Inks) : null;
            _transform = options.Normalisation is { } normalisation ? SlideEmbedder.Sample(_slide, _grid, normalisation, out _) : null;
            _normaliser = new TileNormaliser(manifest);
            _rgb = new byte[3 * manifest.TilePixels * manifest.TilePixels];
        }
        catch
        {
            _slide.Dispose();
            throw;
        }
    }

    /// <summary>Numbers in a tile's tensor.</summary>
    public int TensorLength => _rgb.Length;

    /// <summary>The text of a setup, as a model file carries it.</summary>
    public static string Write(LoadTilesOptions setup) => JsonSerializer.Serialize(setup with { Embedding = setup.Embedding.WithoutPace() }, Json);

    /// <summary>Whether a place is on this slide, to be loaded in the same way.</summary>
    public bool Serves(TileMapping.Place place) =>
        _setup.Equals(place.Setup) && _micronsPerPixel.Equals(place.MicronsPerPixel) && place.Slide.Span.SequenceEqual(_path);

    /// <summary>Loads one tile.</summary>
    /// <param name="x">Left edge, level-0 pixels.</param>
    /// <param name="y">Top edge, level-0 pixels.</param>
    /// <param name="tensor">Receives its planes; zeros when the tile has a fault.</param>
    public TileFaults Load(int x, int y, Span<float> tensor)
    {
        var faults = Read(x, y);
        if (faults == TileFaults.None)
        {
            _transform?.Apply(_rgb);
            _normaliser.Apply(_rgb, tensor);
        }
        else
        {
            tensor.Clear();
        }

        return faults;
    }

    /// <inheritdoc/>
    public void Dispose() => _slide.Dispose();

    private TileFaults Read(int x, int y)
    {
        try
        {
            _reader.Read(new Tile(x, y, 1), _rgb);
        }
        catch (SlideFormatException error) when (error.Place is not null)
        {
            return TileFaults.Damaged;
        }

        return _meter?.Measure(_rgb, _mask!.FoldFractionIn(x, y, _grid.TileSize, _grid.TileSize)).Faults ?? TileFaults.None;
    }
}
