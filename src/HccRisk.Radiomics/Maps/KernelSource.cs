using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Maps;

/// <summary>The voxels that kernels are filled from: those of a lesion, or of the box around it, in one image or response.</summary>
internal sealed class KernelSource
{
    private readonly int[] _places;

    /// <param name="region">The region; its padding is the kernel's reach or more.</param>
    /// <param name="intensities">Its intensities.</param>
    /// <param name="grid">Their grey levels; null when no family reads them.</param>
    internal KernelSource(LesionRegion region, SeriesIntensities intensities, LevelGrid? grid)
    {
        (Region, Intensities, Grid) = (region, intensities, grid);
        IsFlat = grid is { LevelCount: > 0 } && !grid.VoxelLevels.ContainsAnyExcept(grid.VoxelLevels[0]);
        _places = new int[region.BoxCount];
        _places.AsSpan().Fill(-1);
        for (var i = 0; i < intensities.Count; i++)
        {
            _places[intensities.Voxels[i].Index] = i;
        }
    }

    internal LesionRegion Region { get; }

    internal SeriesIntensities Intensities { get; }

    internal LevelGrid? Grid { get; }

    /// <summary>Whether all voxels have one grey level.</summary>
    internal bool IsFlat { get; }

    /// <summary>Where the voxels of the padded box stand among the intensities; -1 for none.</summary>
    internal ReadOnlySpan<int> Places => _places;
}
