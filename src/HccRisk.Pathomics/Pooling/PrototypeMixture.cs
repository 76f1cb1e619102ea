namespace HccRisk.Pathomics.Pooling;

/// <summary>
/// The tiles of one patient as a mixture of Gaussians with diagonal variances, after one step of expectation and maximisation from
/// prototypes that all patients share: Song et al., Morphological prototyping for unsupervised slide representation learning in
/// computational pathology, CVPR 2024.
/// </summary>
internal static class PrototypeMixture
{
    /// <summary>Estimates the mixture.</summary>
    /// <param name="tiles">Coordinates of the tiles, one after the other, at least one.</param>
    /// <param name="weights">What each tile counts; they add up to the number of tiles.</param>
    /// <param name="prototypes">The prototypes, one after the other.</param>
    /// <param name="width">Numbers a tile.</param>
    /// <param name="variance">Variance of each number about each prototype before the step, above 0.</param>
    /// <param name="strength">How many tiles the prototype itself counts for, above 0.</param>
    /// <param name="output">
    /// Receives the shares of the prototypes, then for each prototype its mean, then for each its variances: with C prototypes C (1 + 2
    /// width) numbers.
    /// </param>
    public static void Estimate(
        ReadOnlySpan<float> tiles, ReadOnlySpan<double> weights, ReadOnlySpan<float> prototypes, int width, double variance, double strength, Span<float> output)
    {
        var count = prototypes.Length / width;
        var (mass, sums, squares) = (new double[count], new double[prototypes.Length], new double[prototypes.Length]);
        var share = new double[count];
        for (var i = 0; i < weights.Length; i++)
        {
            var tile = tiles.Slice(i * width, width);
            Responsibilities(tile, prototypes, variance, share);
            for (var c = 0; c < count; c++)
            {
                var weight = weights[i] * share[c];
                if (weight == 0)
                {
                    continue;
                }

                mass[c] += weight;
                var sum = sums.AsSpan(c * width, width);
                var square = squares.AsSpan(c * width, width);
                for (var j = 0; j < width; j++)
                {
                    sum[j] += weight * tile[j];
                    square[j] += weight * tile[j] * tile[j];
                }
            }
        }

        var total = mass.Sum() + (count * strength);
        for (var c = 0; c < count; c++)
        {
            output[c] = (float)((mass[c] + strength) / total);
            for (var j = 0; j < width; j++)
            {
                var (at, prototype) = ((c * width) + j, (double)prototypes[(c * width) + j]);
                var mean = (sums[at] + (strength * prototype)) / (mass[c] + strength);
                var second = (squares[at] + (strength * (variance + (prototype * prototype)))) / (mass[c] + strength);
                output[count + at] = (float)mean;
                output[count + prototypes.Length + at] = (float)(second - (mean * mean));
            }
        }
    }

    /// <summary>How likely a tile belongs to each prototype; they add up to 1.</summary>
    public static void Responsibilities(ReadOnlySpan<float> tile, ReadOnlySpan<float> prototypes, double variance, Span<double> share)
    {
        // Shares and variances are the same for all prototypes before the step: distances alone decide.
        var nearest = double.PositiveInfinity;
        for (var c = 0; c < share.Length; c++)
        {
            var distance = 0.0;
            for (var j = 0; j < tile.Length; j++)
            {
                var difference = (double)tile[j] - prototypes[(c * tile.Length) + j];
                distance += difference * difference;
            }

            share[c] = distance;
            nearest = Math.Min(nearest, distance);
        }

        var sum = 0.0;
        for (var c = 0; c < share.Length; c++)
        {
            share[c] = Math.Exp((nearest - share[c]) / (2 * variance));
            sum += share[c];
        }

        for (var c = 0; c < share.Length; c++)
        {
            share[c] /= sum;
        }
    }
}
