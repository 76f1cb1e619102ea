namespace HccRisk.Radiomics.Preprocessing;

/// <summary>A box of samples of the working grid: its first sample along each axis and its size.</summary>
internal readonly record struct GridBox(int X, int Y, int Z, int Width, int Height, int Depth)
{
    internal int Count => Width * Height * Depth;

    /// <summary>The whole grid.</summary>
    internal static GridBox Whole(LesionRegion region) =>
        new(0, 0, 0, region.SamplingX.Count, region.SamplingY.Count, region.SamplingZ.Count);

    /// <summary>The lesion's box and a margin in millimetres around it, cut at the grid's edge.</summary>
    internal static GridBox Around(LesionRegion region, double margin)
    {
        var (x, width) = Axis(region.Offset.X + region.Padding, region.Width - (2 * region.Padding), region.SamplingX, margin);
        var (y, height) = Axis(region.Offset.Y + region.Padding, region.Height - (2 * region.Padding), region.SamplingY, margin);
        var (z, depth) = Axis(region.Offset.Z + region.Padding, region.Depth - (2 * region.Padding), region.SamplingZ, margin);
        return new GridBox(x, y, z, width, height, depth);
    }

    private static (int First, int Count) Axis(int first, int count, AxisSampling sampling, double margin)
    {
        var reach = (int)Math.Min(Math.Ceiling(margin / sampling.Spacing), sampling.Count);
        var from = Math.Max(0, first - reach);
        return (from, Math.Min(sampling.Count, first + count + reach) - from);
    }
}
