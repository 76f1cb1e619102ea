using HccRisk.Core.Concurrency;
using HccRisk.Core.Learning;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;
using MathNet.Numerics;
using Microsoft.ML;

namespace HccRisk.Survival.Selection;

/// <summary>
/// The features a selection chooses from, one column after the other, each with mean 0 and norm 1; one that does not vary is all zeros.
/// </summary>
internal sealed class CandidateColumns
{
    private readonly double[] _values;

    /// <summary>Reads and standardises the features.</summary>
    /// <exception cref="ColumnException">A value is not finite; the message names slot and row.</exception>
    public CandidateColumns(IDataView data, string column, IReadOnlyList<string> slots)
    {
        (var x, Rows, Count) = DataViewReader.ReadMatrix(data, column);
        var at = Array.FindIndex(x, v => !double.IsFinite(v));
        if (at >= 0)
        {
            throw new ColumnException(FormattableString.Invariant(
                $"Column '{column}': '{slots[at % Count]}' is {x[at]} in row {at / Count}; impute missing values before selecting."));
        }

        _values = Standardize(x, Rows, Count);
    }

    private CandidateColumns(double[] values, int rows, int count) => (_values, Rows, Count) = (values, rows, count);

    public int Rows { get; }

    public int Count { get; }

    public ReadOnlySpan<double> this[int column] => _values.AsSpan(column * Rows, Rows);

    /// <summary>Correlation of two columns.</summary>
    public double Correlation(int a, int b) => System.Numerics.Tensors.TensorPrimitives.Dot(this[a], this[b]);

    /// <summary>Some rows; the columns keep the scale of all.</summary>
    public CandidateColumns Select(int[] rows)
    {
        var values = new double[rows.Length * Count];
        for (var j = 0; j < Count; j++)
        {
            var column = this[j];
            for (var i = 0; i < rows.Length; i++)
            {
                values[(j * rows.Length) + i] = column[rows[i]];
            }
        }

        return new CandidateColumns(values, rows.Length, Count);
    }

    /// <summary>How strongly each column goes with the event.</summary>
    public double[] Rank(FeatureRanking ranking, SurvivalOutcome outcome, CancellationToken cancellationToken)
    {
        if (ranking == FeatureRanking.CoxScore)
        {
            return UnivariateCox.ScoreStatistics(_values, Rows, Count, outcome);
        }

        var statistics = new double[Count];
        _ = outcome.Order; // Made once, before threads ask for it.
        ParallelRuns.For(Count, j => statistics[j] = ConcordanceStatistic(outcome, this[j]), cancellationToken);
        return statistics;
    }

    /// <summary>Probability of a chi-square of one degree of freedom at least as large.</summary>
    public static double Probability(double statistic) => SpecialFunctions.Erfc(Math.Sqrt(statistic / 2));

    private static double ConcordanceStatistic(SurvivalOutcome outcome, ReadOnlySpan<double> column)
    {
        var estimate = Concordance.Harrell(outcome, column).Estimate;
        var distance = (estimate.Value ?? 0.5) - 0.5;
        return distance == 0 ? 0
            : estimate.StandardError is > 0 and var error ? distance * distance / (error * error)
            : double.PositiveInfinity; // Every pair in order, or every one against it.
    }

    private static double[] Standardize(double[] x, int rows, int columns)
    {
        var result = new double[x.Length];
        for (var j = 0; j < columns; j++)
        {
            var column = result.AsSpan(j * rows, rows);
            var sum = 0.0;
            for (var i = 0; i < rows; i++)
            {
                column[i] = x[(i * columns) + j];
                sum += column[i];
            }

            var (mean, squares) = (sum / rows, 0.0);
            foreach (ref var value in column)
            {
                value -= mean;
                squares += value * value;
            }

            var norm = Math.Sqrt(squares);
            if (norm > 1e-12 * Math.Max(1, Math.Abs(mean)))
            {
                foreach (ref var value in column)
                {
                    value /= norm;
                }
            }
            else
            {
                column.Clear();
            }
        }

        return result;
    }
}
