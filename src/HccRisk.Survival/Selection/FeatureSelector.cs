using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Learning;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace HccRisk.Survival.Selection;

/// <summary>
/// Keeps the features that go most strongly with the event on their own (score test of a one-variable Cox model), leaving out those that
/// repeat a stronger one. As an estimator inside the pipeline it sees training patients only.
/// </summary>
public sealed class FeatureSelector : LearnedEstimator<SelectedSlots>
{
    private readonly FeatureSelectorOptions _options;

    internal FeatureSelector(TransformsCatalog catalog, FeatureSelectorOptions options, IChannelProvider? log)
        : base(catalog, new LearnedColumns(options.InputColumn, [options.OutputColumn ?? options.InputColumn]), log)
    {
        options.Validate();
        _options = options;
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<RequiredColumn> TrainingColumns =>
        [new(_options.TimeColumn, RequiredColumnKind.Number), new(_options.EventColumn, RequiredColumnKind.Number)];

    /// <inheritdoc/>
    protected override IReadOnlyList<LearnedOutput> OutputShape => [new("Selected", ["?"])];

    /// <inheritdoc/>
    protected override SelectedSlots Learn(IDataView input, IReadOnlyList<string> slots, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(slots);
        var (x, rows, columns) = DataViewReader.ReadMatrix(input, _options.InputColumn);
        var outcome = OutcomeReader.Read(input, _options.TimeColumn, _options.EventColumn, _options.AllowUncensored);
        var standardized = Standardize(x, rows, columns);
        var statistics = UnivariateCox.ScoreStatistics(standardized, rows, columns, _options.Cause == 0 ? outcome.WithAnyCause() : outcome.WithCause(_options.Cause));
        var kept = new List<int>();
        foreach (var candidate in Enumerable.Range(0, columns).Where(j => statistics[j] > 0).OrderByDescending(j => statistics[j]).ThenBy(j => j))
        {
            if (kept.Count == _options.MaxFeatures)
            {
                break;
            }

            if (kept.TrueForAll(k => Math.Abs(Correlation(standardized, rows, k, candidate)) <= _options.MaxCorrelation))
            {
                kept.Add(candidate);
            }
        }

        if (kept.Count == 0)
        {
            throw new InvalidOperationException($"No slot of column '{_options.InputColumn}' varies among the {rows} training patients: there is nothing to select.");
        }

        kept.Sort();
        log(string.Create(CultureInfo.InvariantCulture, $"Selection: {kept.Count} of {columns} slots of '{_options.InputColumn}' kept"));
        return new SelectedSlots { InputSlots = slots, Kept = kept, Statistics = [.. kept.Select(k => statistics[k])] };
    }

    /// <summary>Columns with mean 0 and norm 1, one after the other; a constant one, or one with values that are not finite, is all zeros.</summary>
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
            if (double.IsFinite(norm) && norm > 1e-12 * Math.Max(1, Math.Abs(mean)))
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

    private static double Correlation(double[] standardized, int rows, int a, int b) =>
        System.Numerics.Tensors.TensorPrimitives.Dot(
            (ReadOnlySpan<double>)standardized.AsSpan(a * rows, rows),
            standardized.AsSpan(b * rows, rows));
}
