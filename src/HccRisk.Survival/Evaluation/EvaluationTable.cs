using System.Globalization;
using System.Text;
using HccRisk.Core.Notebooks;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Calibration;

namespace HccRisk.Survival.Evaluation;

/// <summary>
/// Models beside each other on the same patients, and above them what predicting without covariates gives: a number that is no better says that nothing was
/// learned.
/// </summary>
[TypeFormatterSource(typeof(EvaluationTableFormatter))]
public sealed class EvaluationTable
{
    /// <summary>Name of the row of the prediction without covariates: everybody has the observed risk.</summary>
    public const string NoInformation = "no information";

    private EvaluationTable(IReadOnlyList<string> models, IReadOnlyList<EvaluationRow> rows) => (Models, Rows) = (models, rows);

    /// <summary>The models in the order given, after <see cref="NoInformation"/>.</summary>
    public IReadOnlyList<string> Models { get; }

    /// <summary>Every number, model by model.</summary>
    public IReadOnlyList<EvaluationRow> Rows { get; }

    /// <summary>Puts models beside each other.</summary>
    /// <param name="models">The models, each evaluated on the same patients, their names different.</param>
    /// <exception cref="ArgumentException">There is none, two have one name, or their numbers of patients or events differ.</exception>
    public static EvaluationTable Of(params IReadOnlyList<ModelMetrics> models)
    {
        ArgumentNullException.ThrowIfNull(models);
        if (models.Count == 0)
        {
            throw new ArgumentException("There is no model to tabulate.", nameof(models));
        }

        var first = models[0];
        foreach (var model in models.Skip(1))
        {
            if ((model.Metrics.Patients, model.Metrics.Events) != (first.Metrics.Patients, first.Metrics.Events))
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"'{model.Model}' was evaluated on {model.Metrics.Patients} patients with {model.Metrics.Events} events, '{first.Model}' on {first.Metrics.Patients} with {first.Metrics.Events}: they must be the same."), nameof(models));
            }
        }

        string[] names = [NoInformation, .. models.Select(m => m.Model)];
        if (names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { Key: var twice })
        {
            throw new ArgumentException($"Two rows would be called '{twice}'.", nameof(models));
        }

        EvaluationRow[] own = [.. models.SelectMany(RowsOf)];
        EvaluationRow[] none = [.. models.SelectMany(m => WithoutCovariates(m.Metrics)).DistinctBy(r => (r.Metric, r.Time))];
        return new EvaluationTable(names, [.. none, .. own]);
    }

    /// <summary>The estimate of a model; null where there is none of that kind.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="metric">Name of the metric.</param>
    /// <param name="time">Its horizon; null for a metric without.</param>
    public MetricEstimate? Find(string model, string metric, double? time = null) =>
        Rows.FirstOrDefault(r => r.Model == model && r.Metric == metric && r.Time == time)?.Estimate;

    /// <summary>A line a model and a column a metric, for a terminal: three decimals, "-" where there is no number.</summary>
    public override string ToString()
    {
        var columns = Rows.Select(r => (r.Metric, r.Time)).Distinct().ToList();
        string[] heads = [.. columns.Select(c => c.Time is { } time ? string.Create(CultureInfo.InvariantCulture, $"{c.Metric} {time}") : c.Metric)];
        var width = Models.Max(m => m.Length);
        var text = new StringBuilder().Append(' ', width);
        foreach (var head in heads)
        {
            text.Append("  ").Append(head.PadLeft(6));
        }

        foreach (var model in Models)
        {
            text.AppendLine().Append(model.PadRight(width));
            for (var c = 0; c < heads.Length; c++)
            {
                var value = Find(model, columns[c].Metric, columns[c].Time)?.Value;
                text.Append("  ").Append((value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-").PadLeft(Math.Max(6, heads[c].Length)));
            }
        }

        return text.ToString();
    }

    private static IEnumerable<EvaluationRow> RowsOf(ModelMetrics model)
    {
        var m = model.Metrics;
        yield return Row("Uno C", null, m.Concordance);
        yield return Row("Harrell C", null, m.Harrell);
        foreach (var auc in m.Auc)
        {
            yield return Row("AUC", auc.Time, auc.Auc);
        }

        foreach (var brier in m.Brier)
        {
            yield return Row("Brier", brier.Time, brier.Brier);
            if (brier.Accuracy is { } accuracy)
            {
                yield return Row("IPA", brier.Time, accuracy);
            }
        }

        foreach (var log in m.LogScore)
        {
            yield return Row("log score", log.Time, log.Score);
        }

        foreach (var calibration in m.Calibration)
        {
            yield return Row("O/E", calibration.Time, calibration.ObservedExpected);
            yield return Row("calibration slope", calibration.Time, calibration.Slope);
        }

        foreach (var curve in m.CalibrationCurves)
        {
            yield return Row("ICI", curve.Time, new MetricEstimate { Method = curve.Method, Value = curve.Ici, NotEstimable = curve.NotEstimable });
        }

        (string Metric, MetricEstimate? Estimate)[] whole =
        [
            ("integrated Brier", m.IntegratedBrier?.Integrated),
            ("integrated IPA", m.IntegratedBrier?.Accuracy),
            ("integrated log score", m.IntegratedLogScore?.Score),
            ("alpha", m.Alpha),
            ("D-calibration p", PValue(m.DCalibration)),
            ("A-calibration p", PValue(m.ACalibration)),
        ];
        foreach (var (metric, estimate) in whole)
        {
            if (estimate is not null)
            {
                yield return Row(metric, null, estimate);
            }
        }

        EvaluationRow Row(string metric, double? time, MetricEstimate estimate) => new(model.Model, metric, time, estimate);
    }

    /// <summary>What the metrics say of the prediction without covariates, which ties everybody and has the observed risk.</summary>
    private static IEnumerable<EvaluationRow> WithoutCovariates(SurvivalMetrics m)
    {
        yield return Row("Uno C", null, 0.5);
        yield return Row("Harrell C", null, 0.5);
        foreach (var auc in m.Auc)
        {
            yield return Row("AUC", auc.Time, 0.5);
        }

        foreach (var brier in m.Brier.Where(b => b.NullBrier is not null))
        {
            yield return brier.NullEstimate is { } estimate ? new EvaluationRow(NoInformation, "Brier", brier.Time, estimate) : Row("Brier", brier.Time, brier.NullBrier);
            yield return Row("IPA", brier.Time, 0);
        }

        foreach (var log in m.LogScore.Where(l => l.NullScore is not null))
        {
            yield return Row("log score", log.Time, log.NullScore);
        }

        foreach (var calibration in m.Calibration.Where(c => c.ObservedExpected.Value is not null))
        {
            yield return Row("O/E", calibration.Time, 1);
        }

        if (m.IntegratedBrier?.NullIntegrated is { } integrated)
        {
            yield return Row("integrated Brier", null, integrated);
            yield return Row("integrated IPA", null, 0);
        }

        if (m.IntegratedLogScore?.NullScore is { } log0)
        {
            yield return Row("integrated log score", null, log0);
        }

        static EvaluationRow Row(string metric, double? time, double? value) =>
            new(NoInformation, metric, time, new MetricEstimate { Method = $"{metric}, no covariates", Value = value });
    }

    private static MetricEstimate? PValue(DistributionCalibrationResult? result) => result is null
        ? null
        : new MetricEstimate
        {
            Method = result.Method,
            Value = result.Test?.PValue,
            NotEstimable = result.NotEstimable,
        };
}
