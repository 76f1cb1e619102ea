namespace HccRisk.Features.Pathomics.Stain;

/// <summary>Percentiles without sorting.</summary>
internal static class Percentiles
{
    /// <summary>The value at rank <c>percent / 100 * (n - 1)</c>, between ranks by a straight line. Reorders the values; none may be NaN.</summary>
    public static double Select(Span<float> values, double percent)
    {
        var rank = percent / 100 * (values.Length - 1);
        var low = (int)Math.Floor(rank);
        Partition(values, low);
        if (low == rank)
        {
            return values[low];
        }

        // Everything after the element is not below it: the next in rank is the least of these.
        var next = float.PositiveInfinity;
        foreach (var value in values[(low + 1)..])
        {
            next = Math.Min(next, value);
        }

        return values[low] + ((rank - low) * (next - values[low]));
    }

    private static void Partition(Span<float> values, int rank)
    {
        var (left, right) = (0, values.Length - 1);
        while (left < right)
        {
            var pivot = values[left + ((right - left) / 2)];
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

            if (rank <= j)
            {
                right = j;
            }
            else if (rank >= i)
            {
                left = i;
            }
            else
            {
                return;
            }
        }
    }
}
