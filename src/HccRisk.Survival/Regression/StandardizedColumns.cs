using System.Globalization;
using System.Numerics.Tensors;

namespace HccRisk.Survival.Regression;

/// <summary>Covariates centred and scaled, row-major with padded rows, in the row order of the risk sets.</summary>
internal sealed class StandardizedColumns
{
    private StandardizedColumns(int rows, int width)
    {
        Rows = rows;
        Width = width;
        Stride = SymmetricProduct.PaddedWidth(width);
        Values = new double[(long)rows * Stride];
        Center = new double[width];
        Deviation = new double[width];
        Scale = new double[width];
    }

    public int Rows { get; }

    public int Width { get; }

    public int Stride { get; }

    public double[] Values { get; }

    /// <summary>Mean of each column.</summary>
    public double[] Center { get; }

    /// <summary>Standard deviation (denominator n) of each column; exactly 0 when the column is constant.</summary>
    public double[] Deviation { get; }

    /// <summary>What the centred column was divided by: its deviation, or 1.</summary>
    public double[] Scale { get; }

    public static StandardizedColumns Create(
        ReadOnlySpan<double> x, int rows, int width, ReadOnlySpan<int> order, bool unitDeviation, IReadOnlyList<string> names)
    {
        var result = new StandardizedColumns(rows, width);
        var center = result.Center;
        var deviation = result.Deviation;
        var lowest = new double[width];
        var highest = new double[width];
        Array.Fill(lowest, double.PositiveInfinity);
        Array.Fill(highest, double.NegativeInfinity);
        for (var i = 0; i < rows; i++)
        {
            var row = x.Slice(i * width, width);
            TensorPrimitives.Add(center, row, center);
            TensorPrimitives.Min(lowest, row, lowest);
            TensorPrimitives.Max(highest, row, highest);
        }

        TensorPrimitives.Divide(center, rows, center);
        if (!TensorPrimitives.IsFiniteAll<double>(center))
        {
            ThrowNotFinite(x, width, names);
        }

        for (var j = 0; j < width; j++)
        {
            // The rounded mean of equal values need not be that value.
            center[j] = lowest[j] == highest[j] ? lowest[j] : center[j];
        }

        var centred = new double[width];
        for (var i = 0; i < rows; i++)
        {
            TensorPrimitives.Subtract(x.Slice(i * width, width), center, centred);
            TensorPrimitives.MultiplyAdd(centred, centred, deviation, deviation);
        }

        var inverse = new double[width];
        for (var j = 0; j < width; j++)
        {
            deviation[j] = Math.Sqrt(deviation[j] / rows);
            result.Scale[j] = unitDeviation && deviation[j] > 0 ? deviation[j] : 1;
            inverse[j] = 1 / result.Scale[j];
        }

        for (var i = 0; i < rows; i++)
        {
            var target = result.Values.AsSpan(i * result.Stride, width);
            TensorPrimitives.Subtract(x.Slice(order[i] * width, width), center, target);
            TensorPrimitives.Multiply(target, inverse, target);
        }

        return result;
    }

    private static void ThrowNotFinite(ReadOnlySpan<double> x, int width, IReadOnlyList<string> names)
    {
        for (var i = 0; i < x.Length; i++)
        {
            if (!double.IsFinite(x[i]))
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"Column '{names[i % width]}' is {x[i]} in row {i / width}: covariates must be finite."),
                    nameof(x));
            }
        }

        throw new ArgumentException("The sum of a column overflows.", nameof(x));
    }
}
