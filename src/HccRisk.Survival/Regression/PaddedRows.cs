using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HccRisk.Survival.Regression;

/// <summary>
/// What is done to one row of <see cref="SymmetricProduct.PaddedWidth"/> values a hundred thousand times in a fit: whole vectors,
/// no remainder, inlined into callers that are optimised at once.
/// </summary>
/// <remarks>
/// A process often fits a single model. Library code that starts unoptimised would spend several times the work of that fit on
/// calls a row, before the compiler comes back to it: hence the callers' <see cref="MethodImplOptions.AggressiveOptimization"/>.
/// </remarks>
internal static class PaddedRows
{
    /// <summary>target = factor * row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scale(ReadOnlySpan<double> row, double factor, Span<double> target)
    {
        ref var from = ref MemoryMarshal.GetReference(row[..target.Length]);
        ref var to = ref MemoryMarshal.GetReference(target);
        var factors = new Vector<double>(factor);
        for (var j = 0; j < target.Length; j += Vector<double>.Count)
        {
            (Vector.LoadUnsafe(ref from, (nuint)j) * factors).StoreUnsafe(ref to, (nuint)j);
        }
    }

    /// <summary>target += factor * row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled(ReadOnlySpan<double> row, double factor, Span<double> target)
    {
        ref var from = ref MemoryMarshal.GetReference(row[..target.Length]);
        ref var to = ref MemoryMarshal.GetReference(target);
        var factors = new Vector<double>(factor);
        for (var j = 0; j < target.Length; j += Vector<double>.Count)
        {
            Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref from, (nuint)j), factors, Vector.LoadUnsafe(ref to, (nuint)j)).StoreUnsafe(ref to, (nuint)j);
        }
    }

    /// <summary>Inner product of each row of a matrix with a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(ReadOnlySpan<double> rows, ReadOnlySpan<double> vector, Span<double> result)
    {
        ref var x = ref MemoryMarshal.GetReference(rows[..(result.Length * vector.Length)]);
        ref var b = ref MemoryMarshal.GetReference(vector);
        for (int i = 0, at = 0; i < result.Length; i++, at += vector.Length)
        {
            var sum = Vector<double>.Zero;
            for (var j = 0; j < vector.Length; j += Vector<double>.Count)
            {
                sum = Vector.FusedMultiplyAdd(Vector.LoadUnsafe(ref x, (nuint)(at + j)), Vector.LoadUnsafe(ref b, (nuint)j), sum);
            }

            result[i] = Vector.Sum(sum);
        }
    }

    /// <summary>Copies unpadded rows in a new order into padded ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Gather(ReadOnlySpan<double> x, int width, ReadOnlySpan<int> order, Span<double> rows, int stride)
    {
        for (var i = 0; i < order.Length; i++)
        {
            x.Slice(order[i] * width, width).CopyTo(rows.Slice(i * stride, width));
        }
    }

    /// <summary>Adds each column to its sum and widens its range.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Summarize(ReadOnlySpan<double> rows, Span<double> sum, Span<double> lowest, Span<double> highest)
    {
        ref var x = ref MemoryMarshal.GetReference(rows);
        ref var s = ref MemoryMarshal.GetReference(sum);
        ref var low = ref MemoryMarshal.GetReference(lowest[..sum.Length]);
        ref var high = ref MemoryMarshal.GetReference(highest[..sum.Length]);
        for (var at = 0; at < rows.Length; at += sum.Length)
        {
            for (var j = 0; j < sum.Length; j += Vector<double>.Count)
            {
                var values = Vector.LoadUnsafe(ref x, (nuint)(at + j));
                (Vector.LoadUnsafe(ref s, (nuint)j) + values).StoreUnsafe(ref s, (nuint)j);
                Vector.Min(Vector.LoadUnsafe(ref low, (nuint)j), values).StoreUnsafe(ref low, (nuint)j);
                Vector.Max(Vector.LoadUnsafe(ref high, (nuint)j), values).StoreUnsafe(ref high, (nuint)j);
            }
        }
    }

    /// <summary>Subtracts the centre from every row and adds the squares of what is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CenterAndSquare(Span<double> rows, ReadOnlySpan<double> center, Span<double> squares)
    {
        ref var x = ref MemoryMarshal.GetReference(rows);
        ref var c = ref MemoryMarshal.GetReference(center[..squares.Length]);
        ref var q = ref MemoryMarshal.GetReference(squares);
        for (var at = 0; at < rows.Length; at += squares.Length)
        {
            for (var j = 0; j < squares.Length; j += Vector<double>.Count)
            {
                var values = Vector.LoadUnsafe(ref x, (nuint)(at + j)) - Vector.LoadUnsafe(ref c, (nuint)j);
                values.StoreUnsafe(ref x, (nuint)(at + j));
                Vector.FusedMultiplyAdd(values, values, Vector.LoadUnsafe(ref q, (nuint)j)).StoreUnsafe(ref q, (nuint)j);
            }
        }
    }

    /// <summary>Multiplies every row by the factors of the columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplyEach(Span<double> rows, ReadOnlySpan<double> factors)
    {
        ref var x = ref MemoryMarshal.GetReference(rows);
        ref var f = ref MemoryMarshal.GetReference(factors);
        for (var at = 0; at < rows.Length; at += factors.Length)
        {
            for (var j = 0; j < factors.Length; j += Vector<double>.Count)
            {
                (Vector.LoadUnsafe(ref x, (nuint)(at + j)) * Vector.LoadUnsafe(ref f, (nuint)j)).StoreUnsafe(ref x, (nuint)(at + j));
            }
        }
    }
}
