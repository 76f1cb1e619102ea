using System.Buffers;
using HccRisk.Core.Columns;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Texture;

namespace HccRisk.Radiomics.Ngtdm;

/// <summary>
/// Neighbourhood grey tone difference features (IBSI 3.10, IPET). In 2-D features are averaged over slices, in 2.5-D slices share a
/// matrix. NaN without a voxel that has a neighbour, or with more than 4096 grey levels.
/// </summary>
internal static class NgtdmFeatures
{
    /// <summary>In the order of <see cref="NgtdmValues"/>.</summary>
    internal static readonly FeatureColumn[] Columns =
    [
        new("ngtdm_coarseness", Code: "QCDE"),
        new("ngtdm_contrast", Code: "65HE"),
        new("ngtdm_busyness", Code: "NQ30"),
        new("ngtdm_complexity", Code: "HDEZ"),
        new("ngtdm_strength", Code: "1X9X"),
    ];

    internal static void Compute(LevelGrid grid, RadiomicsOptions options, Span<double> result)
    {
        result.Fill(double.NaN);
        if (grid.LevelCount == 0)
        {
            return;
        }

        var aggregation = options.GlcmAggregation;
        var levels = grid.LevelCount + 1;
        var differences = ArrayPool<double>.Shared.Rent(levels);
        var counts = ArrayPool<int>.Shared.Rent(levels);
        var one = default(NgtdmValues);
        var mean = new FeatureMean(result);
        int[] distances = [.. options.Texture.Distances(Enumerable.Range(1, options.NeighbourhoodDistance))];
        var reach = distances.Length;
        var around = distances[^1] == reach ? new NeighbourhoodSums(grid, reach, aggregation.IsInSlice() ? 0 : reach) : null;
        var strides = around is null ? grid.Strides(Directions.Around(distances, aggregation.IsInSlice())) : [];
        try
        {
            var voxels = grid.Voxels;
            for (var start = 0; start < voxels.Length;)
            {
                var end = aggregation.IsBySlice() ? LevelGrid.SliceEnd(voxels, start) : voxels.Length;
                var sums = differences.AsSpan(0, levels);
                var seen = counts.AsSpan(0, levels);
                sums.Clear();
                seen.Clear();
                if (around is not null)
                {
                    AddDifferences(grid, around, start, end, options.Conventions, sums, seen);
                }
                else
                {
                    AddDifferences(grid, strides, start, end, options.Conventions, sums, seen);
                }

                if (one.TryCompute(sums, seen, options.Conventions))
                {
                    mean.Add(FeatureFields.Of(ref one));
                }

                start = end;
            }
        }
        finally
        {
            ArrayPool<double>.Shared.Return(differences);
            ArrayPool<int>.Shared.Return(counts);
        }

        mean.Finish();
    }

    /// <summary>A voxel without neighbours is left out by IBSI; in pyradiomics it counts and differs by 0.</summary>
    private static void AddDifferences(
        LevelGrid grid,
        NeighbourhoodSums around,
        int start,
        int end,
        FeatureConventions conventions,
        Span<double> differences,
        Span<int> seen)
    {
        var (size, next) = (grid.Region.Width * grid.Region.Height, start);
        for (; start < end; start = next)
        {
            next = LevelGrid.SliceEnd(grid.Voxels, start);
            var slice = grid.Voxels[start..next];
            var sums = around.Slice(slice[0].Z);
            var levels = grid.Levels.Slice(slice[0].Z * size, size);
            foreach (ref readonly var voxel in slice)
            {
                var at = voxel.X + (grid.Region.Width * voxel.Y);
                var (level, sum) = ((int)levels[at], sums[at]);
                var count = (int)(sum >> NeighbourhoodSums.CountShift) - 1;
                if (count > 0)
                {
                    differences[level] += Math.Abs(level - ((double)((int)(sum & NeighbourhoodSums.LevelMask) - level) / count));
                    seen[level]++;
                }
                else if (conventions == FeatureConventions.Pyradiomics)
                {
                    seen[level]++;
                }
            }
        }
    }

    /// <summary>Of neighbours that do not fill a box.</summary>
    private static void AddDifferences(
        LevelGrid grid, int[] strides, int start, int end, FeatureConventions conventions, Span<double> differences, Span<int> seen)
    {
        var levels = grid.Levels;
        foreach (ref readonly var voxel in grid.Voxels[start..end])
        {
            var (level, sum, count) = ((int)levels[voxel.Index], 0, 0);
            foreach (var stride in strides)
            {
                var neighbour = levels[voxel.Index + stride];
                sum += neighbour;
                count += neighbour > 0 ? 1 : 0;
            }

            if (count > 0 || conventions == FeatureConventions.Pyradiomics)
            {
                differences[level] += count == 0 ? 0 : Math.Abs(level - ((double)sum / count));
                seen[level]++;
            }
        }
    }
}
