using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Data;
using Microsoft.ML;

namespace HccRisk.Survival.Learning;

/// <summary>The rows a survival trainer learns from, read and checked: no feature is missing unless the method allows it, every outcome is possible.</summary>
public sealed class SurvivalTrainingSet
{
    private readonly IDataView _data;
    private readonly SurvivalTrainerOptions _options;
    private readonly double[] _features;

    internal SurvivalTrainingSet(IDataView data, SurvivalTrainerOptions options, IReadOnlyList<string> slots)
    {
        (_data, _options, Slots) = (data, options, slots);
        (_features, Rows, Columns) = DataViewReader.ReadMatrix(data, options.FeatureColumn);
        var at = Array.FindIndex(_features, v => !double.IsFinite(v) && !(options.LearnsMissing && double.IsNaN(v)));
        if (at >= 0)
        {
            throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                $"Column '{options.FeatureColumn}': '{slots[at % Columns]}' is {_features[at]} in row {at / Columns}; {(double.IsNaN(_features[at]) ? "impute missing values before the trainer" : "a feature must be finite")}."));
        }

        AllCauses = OutcomeReader.Read(data, options.TimeColumn, options.EventColumn, options.EntryColumn, options.WeightColumn, options.AllowUncensored);
        Outcome = options.Cause == 0 ? AllCauses.WithAnyCause() : AllCauses.WithCause(options.Cause);
        Strata = options.StrataColumn is { } strata ? Read(strata) : null;
    }

    /// <summary>Names of the features.</summary>
    public IReadOnlyList<string> Slots { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of features.</summary>
    public int Columns { get; }

    /// <summary>The features, row-major: <see cref="Rows"/> times <see cref="Columns"/> finite values; NaN where the method allows missing ones.</summary>
    public ReadOnlyMemory<double> Features => _features;

    /// <summary>Follow-up with every cause, entry times and weights where there are columns of them.</summary>
    public SurvivalOutcome AllCauses { get; }

    /// <summary>The same with other causes than that of interest as censored.</summary>
    public SurvivalOutcome Outcome { get; }

    /// <summary>The stratum of each row, by ordinal order of their names; null without a column of strata.</summary>
    public RowCodes? Strata { get; }

    /// <summary>
    /// The patient of each row where a patient may have several, to be kept together in any split of the rows; null when every row is a patient.
    /// </summary>
    public RowCodes? Groups => field ??= RowGroups.Read(_data, _options.GroupColumn) is { Codes.Length: > 0 } groups ? new RowCodes(groups.Codes, groups.Names) : null;

    /// <summary>A further text column, by ordinal order of its texts.</summary>
    /// <param name="column">Name of the column.</param>
    /// <exception cref="InvalidOperationException">A row has no text.</exception>
    public RowCodes Read(string column)
    {
        var (codes, names) = OutcomeReader.ReadCodes(_data, column);
        return new RowCodes(codes, names);
    }

    /// <summary>Standard deviation of each feature, over n; NaN of one with missing values.</summary>
    public IReadOnlyList<double> Deviations()
    {
        var deviations = new double[Columns];
        for (var j = 0; j < Columns; j++)
        {
            var (sum, squares) = (0.0, 0.0);
            for (var i = 0; i < Rows; i++)
            {
                sum += _features[(i * Columns) + j];
            }

            var mean = sum / Rows;
            for (var i = 0; i < Rows; i++)
            {
                var difference = _features[(i * Columns) + j] - mean;
                squares += difference * difference;
            }

            deviations[j] = Math.Sqrt(squares / Rows);
        }

        return deviations;
    }
}
