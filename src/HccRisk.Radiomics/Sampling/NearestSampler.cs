namespace HccRisk.Radiomics.Sampling;

/// <summary>The nearest voxel of each sample of a box.</summary>
internal static class NearestSampler
{
    /// <summary>Intensities; beyond the image the edge voxel's.</summary>
    internal static void Sample(ReadOnlySpan<float> source, SamplingGrid grid, GridBox box, Span<double> result)
    {
        var g = grid.Source;
        var at = 0;
        for (var z = box.Z; z < box.Z + box.Depth; z++)
        {
            var slice = g.Height * Math.Clamp(grid.Z.Nearest(z), 0, g.Depth - 1);
            for (var y = box.Y; y < box.Y + box.Height; y++)
            {
                var row = g.Width * (Math.Clamp(grid.Y.Nearest(y), 0, g.Height - 1) + slice);
                for (var x = box.X; x < box.X + box.Width; x++)
                {
                    result[at++] = source[row + Math.Clamp(grid.X.Nearest(x), 0, g.Width - 1)];
                }
            }
        }
    }

    /// <summary>A mask; beyond the image nothing is inside.</summary>
    internal static void Sample(ReadOnlySpan<bool> source, SamplingGrid grid, GridBox box, Span<bool> result)
    {
        var g = grid.Source;
        var at = 0;
        for (var z = box.Z; z < box.Z + box.Depth; z++)
        {
            var sourceZ = grid.Z.Nearest(z);
            for (var y = box.Y; y < box.Y + box.Height; y++)
            {
                var sourceY = grid.Y.Nearest(y);
                var isRow = (uint)sourceY < (uint)g.Height && (uint)sourceZ < (uint)g.Depth;
                for (var x = box.X; x < box.X + box.Width; x++)
                {
                    var sourceX = grid.X.Nearest(x);
                    result[at++] = isRow && (uint)sourceX < (uint)g.Width && source[sourceX + (g.Width * (sourceY + (g.Height * sourceZ)))];
                }
            }
        }
    }
}
