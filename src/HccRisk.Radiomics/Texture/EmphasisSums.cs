using System.Numerics;

namespace HccRisk.Radiomics.Texture;

/// <summary>
/// The features that run length, size zone, distance zone and dependence matrices share: each entry counts elements of a grey level i
/// and a quantity j (length, size, distance, dependence) from 1.
/// </summary>
internal ref struct EmphasisSums
{
    private readonly Span<double> _rows;
    private readonly Span<double> _columns;
    private double _total, _small, _large, _low, _high, _smallLow, _smallHigh, _largeLow, _largeHigh, _entropy, _squares;

    /// <summary>Works in two buffers: the highest level + 1 and the highest quantity + 1 long; clears them.</summary>
    internal EmphasisSums(Span<double> rows, Span<double> columns)
    {
        _rows = rows;
        _columns = columns;
        rows.Clear();
        columns.Clear();
    }

    /// <summary>Of a matrix with <paramref name="width"/> quantities a level, from 0; level and quantity 0 are empty.</summary>
    /// <param name="matrix">The counts, or sums of weights.</param>
    /// <param name="width">Highest quantity + 1.</param>
    /// <param name="marginals">Room for a number each level and each quantity.</param>
    internal static EmphasisSums Of<T>(ReadOnlySpan<T> matrix, int width, Span<double> marginals)
        where T : unmanaged, INumber<T>
    {
        var levels = matrix.Length / width;
        var sums = new EmphasisSums(marginals[..levels], marginals.Slice(levels, width));
        for (var i = width; i < matrix.Length; i++)
        {
            if (matrix[i] > T.Zero)
            {
                sums.Add(i / width, i % width, double.CreateTruncating(matrix[i]));
            }
        }

        return sums;
    }

    /// <summary>Takes one entry of the matrix; each (level, quantity) comes at most once.</summary>
    internal void Add(int level, int quantity, double count)
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
        _entropy += c == 1 ? 0 : c * Math.Log2(c);
        _squares += c * c;
    }

    /// <summary>The features; <paramref name="voxels"/> is what the percentage divides by.</summary>
    internal readonly EmphasisValues Values(double voxels)
    {
        double n = _total;
        var (levelSquares, levelVariance) = Spread(_rows, n);
        var (quantitySquares, quantityVariance) = Spread(_columns, n);
        return new EmphasisValues
        {
            Small = _small / n,
            Large = _large / n,
            LowLevel = _low / n,
            HighLevel = _high / n,
            SmallLowLevel = _smallLow / n,
            SmallHighLevel = _smallHigh / n,
            LargeLowLevel = _largeLow / n,
            LargeHighLevel = _largeHigh / n,
            LevelNonUniformity = levelSquares / n,
            LevelNonUniformityNormalised = levelSquares / (n * n),
            NonUniformity = quantitySquares / n,
            NonUniformityNormalised = quantitySquares / (n * n),
            Percentage = n / voxels,
            LevelVariance = levelVariance,
            Variance = quantityVariance,
            Entropy = Math.Log2(n) - (_entropy / n),
            Energy = _squares / (n * n),
        };
    }

    private static (double Squares, double Variance) Spread(ReadOnlySpan<double> counts, double n)
    {
        double squares = 0, mean = 0, variance = 0;
        for (var i = 1; i < counts.Length; i++)
        {
            squares += counts[i] * counts[i];
            mean += i * counts[i];
        }

        mean /= n;
        for (var i = 1; i < counts.Length; i++)
        {
            variance += counts[i] * (i - mean) * (i - mean);
        }

        return (squares, variance / n);
    }
}
