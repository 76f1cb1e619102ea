using HccRisk.Imaging;

namespace HccRisk.Radiomics.Discretisation;

/// <summary>
/// The edges of pyradiomics' bins, to the last bit as numpy makes them (<c>arange</c>, <c>linspace</c>): where an intensity lies on an edge, that bit decides.
/// Each bin holds its lower edge.
/// </summary>
internal static class BinEdges
{
    /// <summary>From the largest multiple of the width that is not above the minimum, to beyond the maximum.</summary>
    internal static double[] OfWidth(double minimum, double maximum, double width)
    {
        // The remainder of a negative number is that of Python: not negative.
        var remainder = minimum % width;
        var start = minimum - (remainder < 0 ? remainder + width : remainder);
        var step = start + width - start;
        var edges = new double[(int)Math.Ceiling((maximum + (2 * width) - start) / width)];
        for (var i = 0; i < edges.Length; i++)
        {
            edges[i] = start + (i * step);
        }

        return edges;
    }

    /// <summary>So many equal bins from the minimum to the maximum, which is in the last; of one value alone, from half below to half above it.</summary>
    /// <param name="minimum">The least intensity.</param>
    /// <param name="maximum">The greatest intensity.</param>
    /// <param name="count">Number of bins.</param>
    /// <param name="type">The type of the intensities: edges between floating point numbers of 32 bits are such ones.</param>
    internal static double[] OfCount(double minimum, double maximum, int count, VoxelType type)
    {
        var (first, last) = minimum == maximum ? (minimum - 0.5, maximum + 0.5) : (minimum, maximum);
        var step = (last - first) / count;
        var edges = new double[count + 1];
        for (var i = 0; i <= count; i++)
        {
            var edge = i == count ? last : (i * step) + first;
            edges[i] = type == VoxelType.Float32 ? (float)edge : edge;
        }

        edges[count] += 1;
        return edges;
    }

    /// <summary>How many edges are not above a value.</summary>
    internal static int Reached(ReadOnlySpan<double> edges, double value)
    {
        var (low, high) = (0, edges.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = edges[middle] <= value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
