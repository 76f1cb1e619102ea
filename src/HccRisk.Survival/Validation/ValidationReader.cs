using System.Globalization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Validation;

/// <summary>Reads patients and predictions from a data view.</summary>
internal static class ValidationReader
{
    public static ValidationInput Read(IDataView data, ValidationColumns columns)
    {
        var models = columns.Models.Count > 0 ? columns.Models : [Standard(data)];
        return new ValidationInput
        {
            Outcome = OutcomeReader.Read(data, columns.TimeColumn, columns.EventColumn, columns.AllowUncensored),
            Predictions = [.. models.Select(m => Read(data, m))],
            Patients = columns.PatientColumn is { } patient ? DataViewReader.ReadTexts(data, patient) : [],
            Site = columns.SiteColumn is { } site ? Column(data, site) : null,
            Subgroups = [.. columns.SubgroupColumns.Select(c => Column(data, c))],
            Baseline = [.. columns.BaselineColumns.Select(c => Column(data, c))],
        };
    }

    /// <summary>What a survival trainer writes.</summary>
    private static PredictionColumns Standard(IDataView data)
    {
        var usual = new EvaluationOptions();
        return new PredictionColumns("model")
        {
            ScoreColumn = usual.ScoreColumn,
            RiskColumn = data.Schema.GetColumnOrNull(usual.RiskColumn!) is null ? null : usual.RiskColumn,
        };
    }

    private static Prediction Read(IDataView data, PredictionColumns model) => new(model.Name)
    {
        Risks = model.RiskColumn is { } risk ? Risks(data, risk, model.Horizon) : [],
        Score = model.ScoreColumn is { } score ? DataViewReader.ReadNumbers(data, score) : null,
        OwnSurvival = model.OwnSurvivalColumn is { } own ? DataViewReader.ReadNumbers(data, own) : null,
    };

    private static IReadOnlyList<HorizonRisk> Risks(IDataView data, string column, double? horizon)
    {
        if (data.Schema.GetColumnOrNull(column) is not { } source)
        {
            throw new ColumnException($"The data have no column '{column}'{Core.Naming.NearestNames.Hint(column, data.Schema.Select(c => c.Name))}.");
        }

        if (source.Type is not VectorDataViewType)
        {
            return horizon is { } at
                ? [new HorizonRisk(at, DataViewReader.ReadNumbers(data, column))]
                : throw new ColumnException($"Column '{column}' has one risk a row: set Horizon to the time that it is the risk at.");
        }

        var names = SlotNames.Read(source);
        double[] times = [.. names.Select(n => double.TryParse(n, NumberStyles.Float, CultureInfo.InvariantCulture, out var time)
            ? time
            : throw new ColumnException($"Slot '{n}' of column '{column}' is not named after a horizon."))];
        return RiskColumns.Read(data, column, times);
    }

    private static PatientColumn Column(IDataView data, string column) =>
        data.Schema.GetColumnOrNull(column)?.Type is NumberDataViewType or BooleanDataViewType
            ? PatientColumn.OfNumbers(column, DataViewReader.ReadNumbers(data, column))
            : new PatientColumn(column, DataViewReader.ReadTexts(data, column));
}
