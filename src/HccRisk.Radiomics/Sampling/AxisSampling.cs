namespace HccRisk.Radiomics.Sampling;

/// <summary>Sample positions along one axis, as fractional indices of the source.</summary>
internal readonly record struct AxisSampling(int Count, double Spacing, double Start, double Step, ResamplingGrid Grid)
{
    /// <summary>Spares a voxel when n s / s' is a whole number but for the header's single precision.</summary>
    private const double CountSlack = 1e-6;

    /// <summary>Far above the rounding of a position and far below a header's single precision: within it a sample lies half-way.</summary>
    private const double TieSlack = 1e-9;

    internal static AxisSampling Create(int sourceCount, double sourceSpacing, double targetSpacing, ResamplingGrid grid)
    {
        if (targetSpacing == 0 || targetSpacing == sourceSpacing)
        {
            return new AxisSampling(sourceCount, sourceSpacing, 0, 1, grid);
        }

        var step = targetSpacing / sourceSpacing;
        var count = Math.Max(1, (int)Math.Ceiling((sourceCount / step) - CountSlack));
        var start = grid == ResamplingGrid.FirstCorner ? 0.5 * (step - 1) : 0.5 * (sourceCount - 1 - (step * (count - 1)));
        return new AxisSampling(count, targetSpacing, start, step, grid);
    }

    /// <summary>Samples that touch source indices <paramref name="first"/> to <paramref name="last"/>, first and past the last.</summary>
    internal (int First, int End) Covering(int first, int last)
    {
        var from = (int)Math.Floor((first - 1 - Start) / Step);
        var to = (int)Math.Ceiling((last + 1 - Start) / Step);
        return (Math.Clamp(from, 0, Count - 1), Math.Clamp(to + 1, 1, Count));
    }

    /// <summary>The source index nearest to a sample, the higher of two; may lie beyond the edge.</summary>
    internal int Nearest(int sample) => (int)Math.Floor(Start + (sample * Step) + 0.5 + TieSlack);

    /// <summary>The two source indices a sample lies between, and the weight of the second; indices beyond the edge are the edge's.</summary>
    internal (int Lower, int Upper, double UpperWeight) Locate(int sample, int sourceCount)
    {
        var position = Start + (sample * Step);
        var floor = Math.Floor(position);
        var weight = position - floor;
        var lower = Math.Clamp((int)floor, 0, sourceCount - 1);
        return weight == 0 ? (lower, lower, 0) : (lower, Math.Clamp((int)floor + 1, 0, sourceCount - 1), weight);
    }
}
