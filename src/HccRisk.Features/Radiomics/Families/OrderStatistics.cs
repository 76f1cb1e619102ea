namespace HccRisk.Features.Radiomics.Families;

/// <summary>Percentiles in expected linear time.</summary>
internal static class OrderStatistics
{
    /// <summary>
    /// Percentiles by linear interpolation between order statistics (position p (n - 1)), in increasing order of p.
    /// Reorders <paramref name="values"/>, which hold no NaN.
    /// </summary>
    internal static void Percentiles(Span<double> values, ReadOnlySpan<double> probabilities, Span<double> result)
    {
        var start = 0;
        for (var i = 0; i < probabilities.Length; i++)
        {
            var position = probabilities[i] * (values.Length - 1);
            var lower = (int)Math.Floor(position);
            Select(values[start..], lower - start);
            var value = values[lower];
            var fraction = position - lower;
            if (fraction > 0)
            {
                var next = double.PositiveInfinity;
                foreach (var candidate in values[(lower + 1)..])
                {
                    next = Math.Min(next, candidate);
                }

                value += fraction * (next - value);
            }

            result[i] = value;
            start = lower; // All that follow are at least this large: the next percentile is among them.
        }
    }

    /// <summary>Puts the k-th smallest value at index k, none larger before it and none smaller after it.</summary>
    internal static void Select(Span<double> values, int k)
    {
        var (left, right) = (0, values.Length - 1);
        for (var rounds = 0; left < right; rounds++)
        {
            if (rounds > 64)
            {
                values[left..(right + 1)].Sort(); // An adversarial order: bounded all the same.
                return;
            }

            var pivot = MedianOfThree(values[left], values[left + ((right - left) / 2)], values[right]);
            var (i, j) = (left, right);
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (values[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (k <= j)
            {
                right = j;
            }
            else if (k >= i)
            {
                left = i;
            }
            else
            {
                return;
            }
        }
    }

    private static double MedianOfThree(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
