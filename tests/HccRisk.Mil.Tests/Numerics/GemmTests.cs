using System.Numerics;
using System.Runtime.Intrinsics;
using HccRisk.Mil.Numerics;
using Xunit;

namespace HccRisk.Mil.Tests.Numerics;

public sealed unsafe class GemmTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(6, 3, 2)]
    [InlineData(13, 300, 1)]
    [InlineData(5, 17, 3)]
    [InlineData(64, 513, 2)]
    public void Multiply_AnyRegisters_EqualsSumsOfProducts(int rows, int depth, int panels)
    {
        Check<double, Lanes128<double>, Vector128<double>>(rows, depth, panels, 1e-12);
        Check<double, Lanes256<double>, Vector256<double>>(rows, depth, panels, 1e-12);
        Check<double, Lanes512<double>, Vector512<double>>(rows, depth, panels, 1e-12);

        // 513 terms below 1 in single precision: rounding of each sum up to 256 and of each term.
        Check<float, Lanes128<float>, Vector128<float>>(rows, depth, panels, 1e-3);
        Check<float, Lanes256<float>, Vector256<float>>(rows, depth, panels, 1e-3);
        Check<float, Lanes512<float>, Vector512<float>>(rows, depth, panels, 1e-3);
    }

    [Fact]
    public void Pack_SomeRows_ArePaddedPanels()
    {
        double[] matrix = [.. Enumerable.Range(0, 5 * 7).Select(i => (double)i)];
        var (panel, padded) = (Gemm<double>.Panel, Gemm<double>.Padded(7));
        var packed = new double[2 * padded];
        Array.Fill(packed, -1);

        Gemm<double>.Pack(matrix, 7, [1, 4], 7, 2, packed);

        for (var r = 0; r < 2; r++)
        {
            for (var c = 0; c < padded; c++)
            {
                Assert.Equal(c < 7 ? 2 * matrix[((r == 0 ? 1 : 4) * 7) + c] : 0, packed[(((c / panel * 2) + r) * panel) + (c % panel)]);
            }
        }
    }

    private static void Check<T, TLanes, TVector>(int rows, int depth, int panels, double tolerance)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TLanes : struct, ILanes<TVector, T>
        where TVector : struct
    {
        var random = new Random(rows + depth);
        var panel = 2 * TLanes.Count;

        // Rows and terms lie apart from each other, and in another order.
        int[] rowOffsets = [.. Enumerable.Range(0, rows).Select(r => (rows - 1 - r) * 2)];
        int[] depthOffsets = [.. Enumerable.Range(0, depth).Select(k => k * 2 * rows)];
        T[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => T.CreateTruncating((2 * random.NextDouble()) - 1))];
        var left = Draw(2 * rows * depth);
        var right = Draw(depth * panel * panels);
        var before = Draw(rows * panel * panels);
        var result = (T[])before.Clone();
        fixed (T* a = left, b = right, c = result)
        fixed (int* at = rowOffsets, terms = depthOffsets)
        {
            Gemm<T>.Multiply<TLanes, TVector>(a, at, rows, terms, depth, b, c, panels, adds: true);
            Compare(before, result);
            Gemm<T>.Multiply<TLanes, TVector>(a, at, rows, terms, depth, b, c, panels, adds: false);
            Compare(new T[before.Length], result);
        }

        void Compare(T[] start, T[] found)
        {
            for (var p = 0; p < panels; p++)
            {
                for (var r = 0; r < rows; r++)
                {
                    for (var j = 0; j < panel; j++)
                    {
                        var at = (((p * rows) + r) * panel) + j;
                        var sum = double.CreateTruncating(start[at]);
                        for (var k = 0; k < depth; k++)
                        {
                            sum += double.CreateTruncating(left[rowOffsets[r] + depthOffsets[k]]) * double.CreateTruncating(right[(((p * depth) + k) * panel) + j]);
                        }

                        Assert.Equal(sum, double.CreateTruncating(found[at]), tolerance);
                    }
                }
            }
        }
    }
}
