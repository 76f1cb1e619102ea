using HccRisk.Core.Slides;

namespace HccRisk.Features.Pathomics.Tiling;

/// <summary>Reads the tiles of a grid at its scale; buffers are reused, so one reader serves one thread.</summary>
internal sealed class TileReader
{
    private readonly ISlide _slide;
    private readonly TileGrid _grid;
    private readonly double _downsample;
    private readonly AreaResampler? _resampler;
    private readonly byte[] _source;

    public TileReader(ISlide slide, TileGrid grid)
    {
        (_slide, _grid) = (slide, grid);
        _downsample = slide.Levels[grid.Level].Downsample;
        var side = grid.ReadPixels;
        if (grid.Shrink == 1)
        {
            _source = [];
            return;
        }

        _resampler = new AreaResampler(side, grid.TilePixels, grid.Shrink);
        _source = new byte[side * side * 3];
    }

    /// <summary>Reads one tile into <c>TilePixels * TilePixels * 3</c> bytes.</summary>
    public void Read(Tile tile, Span<byte> rgb)
    {
        var x = (int)Math.Round(tile.X / _downsample, MidpointRounding.AwayFromZero);
        var y = (int)Math.Round(tile.Y / _downsample, MidpointRounding.AwayFromZero);
        var side = _grid.ReadPixels;
        if (_resampler is null)
        {
            _slide.ReadRegion(_grid.Level, x, y, side, side, rgb);
            return;
        }

        _slide.ReadRegion(_grid.Level, x, y, side, side, _source);
        _resampler.Resample(_source, rgb);
    }
}
