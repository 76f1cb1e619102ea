using System.Numerics.Tensors;
using HccRisk.Survival.Data;

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
        var stride = result.Stride;
        PaddedRows.Gather(x, width, order, result.Values, stride);
        var center = new double[stride];
        var lowest = new double[stride];
        var highest = new double[stride];
        Array.Fill(lowest, double.PositiveInfinity);
        Array.Fill(highest, double.NegativeInfinity);
        PaddedRows.Summarize(result.Values, center, lowest, highest);
        TensorPrimitives.Divide(center, rows, center);
        if (!TensorPrimitives.IsFiniteAll<double>(center))
        {
            ThrowNotFinite(x, width, names);
        }

        for (var j = 0; j < stride; j++)
        {
            // The rounded mean of equal values need not be that value.
            center[j] = lowest[j] == highest[j] ? lowest[j] : center[j];
        }

        var deviation = new double[stride];
        PaddedRows.CenterAndSquare(result.Values, center, deviation);
        var inverse = new double[stride];
        for (var j = 0; j < width; j++)
        {
            result.Center[j] = center[j];
            result.Deviation[j] = Math.Sqrt(deviation[j] / rows);
            result.Scale[j] = unitDeviation && result.Deviation[j] > 0 ? result.Deviation[j] : 1;
            inverse[j] = 1 / result.Scale[j];
        }

        PaddedRows.MultiplyEach(result.Values, inverse);
        return result;
    }

    /// <summary>Makes the columns 0 whose penalty is infinite: their coefficients stay 0.</summary>
    public void Clear(IReadOnlyList<double> factors)
    {
        for (var j = 0; j < factors.Count; j++)
        {
            for (var i = 0; i < Rows && double.IsPositiveInfinity(factors[j]); i++)
            {
                Values[(i * Stride) + j] = 0;
            }
        }
    }

    private static void ThrowNotFinite(ReadOnlySpan<double> x, int width, IReadOnlyList<string> names)
    {
        CovariateShape.RequireFinite(x, width, names);
        throw new ArgumentException("The sum of a column overflows.", nameof(x));
    }
}
