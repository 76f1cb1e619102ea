using System.Numerics;
using System.Runtime.Intrinsics;

namespace HccRisk.Mil.Numerics;

/// <summary>
/// Products of matrices in single or double precision. The right factor and the result lie in panels: so many columns side by side, row
/// after row, panel after panel. Where an element of the left factor lies is the sum of an offset of its row and one of its column, so
/// that rows
/// and columns are left out, or the matrix transposed, without a copy. Sums run in one order: the same bits wherever the matrices lie.
/// </summary>
/// <typeparam name="T">Single or double.</typeparam>
internal static unsafe class Gemm<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows of the result that are summed at once.</summary>
    private const int Height = 6;

    /// <summary>Rows of a panel that stay in the nearest cache.</summary>
    private const int Depth = 256;

    /// <summary>Columns of a panel on this processor.</summary>
    public static int Panel { get; } = 2 * (Vector512.IsHardwareAccelerated ? Vector512<T>.Count : Vector256.IsHardwareAccelerated ? Vector256<T>.Count : Vector128<T>.Count);

    /// <summary>Columns up to a whole number of panels.</summary>
    public static int Padded(int columns) => (columns + Panel - 1) / Panel * Panel;

    /// <summary>Lays rows of a matrix in panels, zeros after the last column.</summary>
    /// <param name="source">Row after row.</param>
    /// <param name="stride">From one row to the next.</param>
    /// <param name="rows">The rows taken, in order.</param>
    /// <param name="columns">Columns of the matrix.</param>
    /// <param name="factor">Multiplies every element.</param>
    /// <param name="panels">Room for as many rows of padded columns.</param>
    public static void Pack(ReadOnlySpan<double> source, int stride, ReadOnlySpan<int> rows, int columns, double factor, Span<T> panels)
    {
        var at = 0;
        for (var start = 0; start < columns; start += Panel)
        {
            var width = Math.Min(Panel, columns - start);
            foreach (var row in rows)
            {
                var from = source.Slice((row * stride) + start, width);
                for (var j = 0; j < width; j++)
                {
                    panels[at + j] = T.CreateTruncating(factor * from[j]);
                }

                panels.Slice(at + width, Panel - width).Clear();
                at += Panel;
            }
        }
    }

    /// <summary>result = left * right, or result += left * right.</summary>
    /// <param name="left">Element (r, k) is at <c>rowOffsets[r] + depthOffsets[k]</c>.</param>
    /// <param name="rowOffsets">One a row of the result.</param>
    /// <param name="rows">Rows of the result.</param>
    /// <param name="depthOffsets">One a term of the sums.</param>
    /// <param name="depth">Terms of the sums.</param>
    /// <param name="right">Panels of <paramref name="depth"/> rows.</param>
    /// <param name="result">Panels of <paramref name="rows"/> rows.</param>
    /// <param name="panels">Panels of the right factor and of the result.</param>
    /// <param name="adds">Whether the result is added to what is there.</param>
    public static void Multiply(T* left, int* rowOffsets, int rows, int* depthOffsets, int depth, T* right, T* result, int panels, bool adds)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Multiply<Lanes512<T>, Vector512<T>>(left, rowOffsets, rows, depthOffsets, depth, right, result, panels, adds);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Multiply<Lanes256<T>, Vector256<T>>(left, rowOffsets, rows, depthOffsets, depth, right, result, panels, adds);
        }
        else
        {
            Multiply<Lanes128<T>, Vector128<T>>(left, rowOffsets, rows, depthOffsets, depth, right, result, panels, adds);
        }
    }

    /// <summary>The same in registers of one width; panels are two registers wide.</summary>
    internal static void Multiply<TLanes, TVector>(
        T* left, int* rowOffsets, int rows, int* depthOffsets, int depth, T* right, T* result, int panels, bool adds)
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
    {
        var panel = 2 * TLanes.Count;
        for (var p = 0; p < panels; p++, right += (long)depth * panel, result += (long)rows * panel)
        {
            for (var from = 0; from < depth; from += Depth)
            {
                var terms = Math.Min(Depth, depth - from);
                for (var row = 0; row < rows; row += Height)
                {
                    Tile<TLanes, TVector>(
                        left, rowOffsets + row, Math.Min(Height, rows - row), depthOffsets + from, terms, right + ((long)from * panel),
                        result + ((long)row * panel), adds || from > 0);
                }
            }
        }
    }

    private static void Tile<TLanes, TVector>(T* left, int* rowOffsets, int rows, int* depthOffsets, int depth, T* right, T* result, bool adds)
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
    {
        var width = TLanes.Count;

        // Rows that are not there repeat the last; they are not stored.
        var last = rows - 1;
        var a0 = left + rowOffsets[0];
        var a1 = left + rowOffsets[Math.Min(1, last)];
        var a2 = left + rowOffsets[Math.Min(2, last)];
        var a3 = left + rowOffsets[Math.Min(3, last)];
        var a4 = left + rowOffsets[Math.Min(4, last)];
        var a5 = left + rowOffsets[Math.Min(5, last)];
        TVector c00 = default, c01 = default, c10 = default, c11 = default, c20 = default, c21 = default;
        TVector c30 = default, c31 = default, c40 = default, c41 = default, c50 = default, c51 = default;
        for (var k = 0; k < depth; k++)
        {
            var offset = (nint)depthOffsets[k];
            var (b0, b1) = (TLanes.Load(right), TLanes.Load(right + width));
            right += 2 * width;
            var a = TLanes.Broadcast(a0[offset]);
            c00 = TLanes.MultiplyAdd(a, b0, c00);
            c01 = TLanes.MultiplyAdd(a, b1, c01);
            a = TLanes.Broadcast(a1[offset]);
            c10 = TLanes.MultiplyAdd(a, b0, c10);
            c11 = TLanes.MultiplyAdd(a, b1, c11);
            a = TLanes.Broadcast(a2[offset]);
            c20 = TLanes.MultiplyAdd(a, b0, c20);
            c21 = TLanes.MultiplyAdd(a, b1, c21);
            a = TLanes.Broadcast(a3[offset]);
            c30 = TLanes.MultiplyAdd(a, b0, c30);
            c31 = TLanes.MultiplyAdd(a, b1, c31);
            a = TLanes.Broadcast(a4[offset]);
            c40 = TLanes.MultiplyAdd(a, b0, c40);
            c41 = TLanes.MultiplyAdd(a, b1, c41);
            a = TLanes.Broadcast(a5[offset]);
            c50 = TLanes.MultiplyAdd(a, b0, c50);
            c51 = TLanes.MultiplyAdd(a, b1, c51);
        }

        Put<TLanes, TVector>(c00, c01, result, adds);
        if (rows > 1)
        {
            Put<TLanes, TVector>(c10, c11, result + (2 * width), adds);
        }

        if (rows > 2)
        {
            Put<TLanes, TVector>(c20, c21, result + (4 * width), adds);
        }

        if (rows > 3)
        {
            Put<TLanes, TVector>(c30, c31, result + (6 * width), adds);
        }

        if (rows > 4)
        {
            Put<TLanes, TVector>(c40, c41, result + (8 * width), adds);
        }

        if (rows > 5)
        {
            Put<TLanes, TVector>(c50, c51, result + (10 * width), adds);
        }
    }

    private static void Put<TLanes, TVector>(TVector first, TVector second, T* to, bool adds)
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
    {
        if (adds)
        {
            var one = TLanes.Broadcast(T.One);
            first = TLanes.MultiplyAdd(one, TLanes.Load(to), first);
            second = TLanes.MultiplyAdd(one, TLanes.Load(to + TLanes.Count), second);
        }

        TLanes.Store(first, to);
        TLanes.Store(second, to + TLanes.Count);
    }
}
