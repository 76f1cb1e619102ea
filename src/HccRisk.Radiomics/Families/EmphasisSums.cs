using HccRisk.Core.Columns;

namespace HccRisk.Radiomics.Families;

/// <summary>
/// The features that run length, size zone, distance zone and dependence matrices share: each entry counts elements of a grey level i
/// and a quantity j (length, size, distance, dependence) from 1.
/// </summary>
internal ref struct EmphasisSums
{
    /// <summary>Features every one of those families has; <see cref="WithEnergy"/> adds one.</summary>
    internal const int Count = 16;

    internal const int WithEnergy = 17;

    private readonly Span<long> _rows;
    private readonly Span<long> _columns;
    private long _total;
    private double _small, _large, _low, _high, _smallLow, _smallHigh, _largeLow, _largeHigh, _entropy, _squares;

    /// <summary>Works in two buffers: the highest level + 1 and the highest quantity + 1 long; clears them.</summary>
    internal EmphasisSums(Span<long> rows, Span<long> columns)
    {
        _rows = rows;
        _columns = columns;
        rows.Clear();
        columns.Clear();
    }

    /// <summary>Takes one entry of the matrix; each (level, quantity) comes at most once.</summary>
    internal void Add(int level, int quantity, long count)
    {
        double c = count, i2 = (double)level * level, j2 = (double)quantity * quantity;
        _total += count;
        _rows[level] += count;
        _columns[quantity] += count;
        _small += c / j2;
        _large += c * j2;
        _low += c / i2;
        _high += c * i2;
        _smallLow += c / (i2 * j2);
        _smallHigh += c * i2 / j2;
        _largeLow += c * j2 / i2;
        _largeHigh += c * i2 * j2;
        _entropy += count > 1 ? c * Math.Log2(c) : 0;
        _squares += c * c;
    }

    /// <summary>Writes the features, energy too when there is room; <paramref name="voxels"/> is what the percentage divides by.</summary>
    internal readonly void Write(double voxels, scoped Span<double> result)
    {
        double n = _total;
        var (levelSquares, levelVariance) = Spread(_rows, n);
        var (quantitySquares, quantityVariance) = Spread(_columns, n);
        result[0] = _small / n;
        result[1] = _large / n;
        result[2] = _low / n;
        result[3] = _high / n;
        result[4] = _smallLow / n;
        result[5] = _smallHigh / n;
        result[6] = _largeLow / n;
        result[7] = _largeHigh / n;
        result[8] = levelSquares / n;
        result[9] = levelSquares / (n * n);
        result[10] = quantitySquares / n;
        result[11] = quantitySquares / (n * n);
        result[12] = n / voxels;
        result[13] = levelVariance;
        result[14] = quantityVariance;
        result[15] = Math.Log2(n) - (_entropy / n);
        if (result.Length == WithEnergy)
        {
            result[16] = _squares / (n * n);
        }
    }

    /// <summary>The columns of a family in the order of <see cref="Write"/>.</summary>
    internal static FeatureColumn[] Columns(string family, ReadOnlySpan<string> names, ReadOnlySpan<string> codes)
    {
        var columns = new FeatureColumn[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            columns[i] = new FeatureColumn($"{family}_{names[i]}", Code: codes[i]);
        }

        return columns;
    }

    private static (double Squares, double Variance) Spread(ReadOnlySpan<long> counts, double n)
    {
        double squares = 0, mean = 0, variance = 0;
        for (var i = 1; i < counts.Length; i++)
        {
            squares += (double)counts[i] * counts[i];
            mean += (double)i * counts[i];
        }

        mean /= n;
        for (var i = 1; i < counts.Length; i++)
        {
            variance += counts[i] * (i - mean) * (i - mean);
        }

        return (squares, variance / n);
    }
}
