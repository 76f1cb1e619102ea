using System.Numerics.Tensors;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.CoxNet;

/// <summary>Covariates column by column in the order of the risk sets, centred by their weighted mean and scaled by their weighted deviation.</summary>
internal sealed class CoxNetDesign
{
    public CoxNetDesign(ReadOnlySpan<double> x, int columns, CoxRiskSets sets, bool standardize)
    {
        (Rows, Columns) = (sets.Order.Length, columns);
        Values = new double[(long)Rows * columns];
        Center = new double[columns];
        Scale = new double[columns];
        IsConstant = new bool[columns];
        for (var i = 0; i < Rows; i++)
        {
            var row = x.Slice(sets.Order[i] * columns, columns);
            for (var j = 0; j < columns; j++)
            {
                Values[((long)j * Rows) + i] = row[j];
            }
        }

        TotalWeight = sets.Weights is { } weights ? TensorPrimitives.Sum<double>(weights) : Rows;
        for (var j = 0; j < columns; j++)
        {
            Standardize(j, Column(j), sets.Weights, standardize);
        }
    }

    public int Rows { get; }

    public int Columns { get; }

    public double[] Values { get; }

    /// <summary>Weighted mean of each column.</summary>
    public double[] Center { get; }

    /// <summary>What each column was divided by: its weighted deviation with denominator n, or 1.</summary>
    public double[] Scale { get; }

    public bool[] IsConstant { get; }

    public double TotalWeight { get; }

    public Span<double> Column(int j) => Values.AsSpan(j * Rows, Rows);

    private void Standardize(int j, Span<double> column, double[]? weights, bool standardize)
    {
        IsConstant[j] = !column.ContainsAnyExcept(column[0]);
        Center[j] = IsConstant[j] ? column[0]
            : (weights is null ? TensorPrimitives.Sum<double>(column) : TensorPrimitives.Dot<double>(column, weights)) / TotalWeight;
        TensorPrimitives.Subtract(column, Center[j], column);
        double squares = 0;
        for (var i = 0; i < column.Length; i++)
        {
            squares += column[i] * column[i] * (weights is null ? 1 : weights[i]);
        }

        var deviation = Math.Sqrt(squares / TotalWeight);
        Scale[j] = standardize && deviation > 0 ? deviation : 1;
        TensorPrimitives.Divide(column, Scale[j], column);
    }
}
