namespace HccRisk.Radiomics.Glcm;

/// <summary>What the features of a co-occurrence matrix are made of, gathered from its entries one by one, in whatever order; zeros may be left out.</summary>
internal ref struct GlcmSums
{
    private readonly Span<double> _rows, _columns, _difference, _sum;

    /// <param name="room">Memory, <see cref="Room"/> numbers or more; what it holds does not matter.</param>
    /// <param name="highest">Highest level of the matrix.</param>
    /// <param name="isSymmetric">Whether entries are those of a symmetric matrix on and above its diagonal.</param>
    internal GlcmSums(Span<double> room, int highest, bool isSymmetric)
    {
        var side = highest + 1;
        room[..(5 * side)].Clear();
        _rows = room[..side];
        _columns = room.Slice(side, side);
        _difference = room.Slice(2 * side, side);
        _sum = room.Slice(3 * side, 2 * side);
        IsSymmetric = isSymmetric;
    }

    internal readonly bool IsSymmetric { get; }

    /// <summary>Sum of all entries, and of those of the pairs in both orders where the matrix is symmetric.</summary>
    internal double Total { get; private set; }

    internal double Maximum { get; private set; }

    internal double Squares { get; private set; }

    /// <summary>Sum of entries times their logarithm of base 2.</summary>
    internal double Entropy { get; private set; }

    internal double Autocorrelation { get; private set; }

    /// <summary>Sums by the level of the first voxel.</summary>
    internal readonly ReadOnlySpan<double> Rows => _rows;

    /// <summary>Sums by the level of the second voxel.</summary>
    internal readonly ReadOnlySpan<double> Columns => _columns;

    /// <summary>Sums by the difference of the levels.</summary>
    internal readonly ReadOnlySpan<double> Difference => _difference;

    /// <summary>Sums by the sum of the levels, less 1.</summary>
    internal readonly ReadOnlySpan<double> Sum => _sum;

    /// <summary>Memory needed for levels up to one.</summary>
    internal static int Room(int highest) => 5 * (highest + 1);

    /// <summary>An entry that is not 0; of a symmetric matrix i is at most j, and the entry is that of either order.</summary>
    internal void Add(int i, int j, double pairs)
    {
        // Counts are exact in double precision.
        var weight = i == j || !IsSymmetric ? 1 : 2;
        var both = weight * pairs;
        Total += both;
        Maximum = Math.Max(Maximum, pairs);
        _rows[i] += pairs;
        _columns[j] += pairs;
        if (weight == 2)
        {
            _rows[j] += pairs;
            _columns[i] += pairs;
        }

        _difference[Math.Abs(j - i)] += both;
        _sum[i + j - 1] += both;
        Squares += weight * (pairs * pairs);
        Entropy += both * Math.Log2(pairs);
        Autocorrelation += both * ((double)i * j);
    }
}
