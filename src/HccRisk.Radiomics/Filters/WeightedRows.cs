using System.Numerics;
using System.Runtime.InteropServices;

namespace HccRisk.Radiomics.Filters;

/// <summary>Sums of weighted rows.</summary>
internal static class WeightedRows
{
    /// <summary>
    /// result[x] = sum over t of weights[t] source[starts[t] + x], in the order of t, each product and sum rounded: the lanes of a vector and numbers by
    /// themselves give the same bits, and those of a plain loop in C.
    /// </summary>
    internal static void Sum<T>(ReadOnlySpan<T> source, ReadOnlySpan<int> starts, ReadOnlySpan<T> weights, Span<T> result)
        where T : unmanaged, INumber<T>
    {
        ref var from = ref MemoryMarshal.GetReference(source);
        var lanes = Vector<T>.Count;
        var x = 0;
        for (; x + (4 * lanes) <= result.Length; x += 4 * lanes)
        {
            var (a, b, c, d) = (Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero);
            for (var t = 0; t < starts.Length; t++)
            {
                var weight = new Vector<T>(weights[t]);
                var at = (nuint)(starts[t] + x);
                a += weight * Vector.LoadUnsafe(ref from, at);
                b += weight * Vector.LoadUnsafe(ref from, at + (nuint)lanes);
                c += weight * Vector.LoadUnsafe(ref from, at + (nuint)(2 * lanes));
                d += weight * Vector.LoadUnsafe(ref from, at + (nuint)(3 * lanes));
            }

            a.CopyTo(result[x..]);
            b.CopyTo(result[(x + lanes)..]);
            c.CopyTo(result[(x + (2 * lanes))..]);
            d.CopyTo(result[(x + (3 * lanes))..]);
        }

        for (; x + lanes <= result.Length; x += lanes)
        {
            var a = Vector<T>.Zero;
            for (var t = 0; t < starts.Length; t++)
            {
                a += new Vector<T>(weights[t]) * Vector.LoadUnsafe(ref from, (nuint)(starts[t] + x));
            }

            a.CopyTo(result[x..]);
        }

        for (; x < result.Length; x++)
        {
            var sum = T.Zero;
            for (var t = 0; t < starts.Length; t++)
            {
                sum += weights[t] * source[starts[t] + x];
            }

            result[x] = sum;
        }
    }
}
