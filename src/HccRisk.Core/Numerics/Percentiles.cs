
namespace HccRisk.Core.Numerics;

/// <summary>Percentiles without sorting.</summary>
public static class Percentiles
{
    /// <summary>The value at rank <c>percent / 100 * (n - 1)</c>, between ranks by a straight line. Reorders the values; none may be NaN.</summary>
    public static double Select(Span<float> values, double percent)
    {
        var rank = percent / 100 * (values.Length - 1);
        var low = (int)Math.Floor(rank);
        QuickSelect.Select(values, low);
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
}
