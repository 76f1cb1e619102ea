using HccRisk.Core.Learning;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Resampling;
using Microsoft.ML;

namespace HccRisk.Survival.CrossValidation;

/// <summary>Fits a pipeline to bootstrap samples of patients, each step of it anew, to see how much its figures on its own patients promise too much.</summary>
internal sealed class OptimismValidator
{
    private readonly IDataView _data;
    private readonly IEstimator<ITransformer> _pipeline;
    private readonly OptimismOptions _options;
    private readonly SurvivalOutcome _outcome;
    private readonly SurvivalOutcome _specific;

    private OptimismValidator(IDataView data, IEstimator<ITransformer> pipeline, OptimismOptions options)
    {
        (_data, _pipeline, _options) = (data, pipeline, options);
        var all = OutcomeReader.Read(data, options.TimeColumn, options.EventColumn, options.AllowUncensored);
        _specific = options.Cause == 0 ? all.WithAnyCause() : all.WithCause(options.Cause);
        _outcome = options.Cause == 0 ? _specific : all;
    }

    private int Cause => Math.Max(1, _options.Cause);

    public static IReadOnlyList<OptimismMeasure> Run(
        IDataView data, IEstimator<ITransformer> pipeline, OptimismOptions options, IProgress<(int Done, int Total)>? progress)
    {
        options.Validate();
        return new OptimismValidator(data, pipeline, options).Run(progress);
    }

    private OptimismMeasure[] Run(IProgress<(int Done, int Total)>? progress)
    {
        var whole = _pipeline.Fit(_data);
        var own = Predict(whole);
        int[] everybody = [.. Enumerable.Range(0, _outcome.Count)];
        (string Metric, double? Time, double NoInformation)[] measures =
        [
            ("Harrell C", null, 0.5),
            .. _options.Horizons.Select(h => ("AUC", (double?)h, 0.5)),
            .. own.Risks.Select(r => ("Brier", (double?)r.Time, BrierScore.At(_outcome, [.. r.Risk], r.Time, new BrierOptions { Cause = Cause }).NullEstimate?.Value ?? double.NaN)),
            ("score slope", null, 0),
        ];
        double[] Measure(Predicted predicted, int[] rows) => Array.ConvertAll(measures, m => Of(m.Metric, m.Time, predicted, rows));

        var apparent = Measure(own, everybody);
        var optimism = new double[_options.Replicates][];
        var left = new double[_options.Replicates][];
        var done = 0;
        var alone = CrossValidator.HoldsTrainer(whole);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = alone ? 1 : _options.MaxParallelism, CancellationToken = _options.CancellationToken };
        Parallel.For(0, _options.Replicates, parallel, replicate =>
        {
            var rows = Draw(replicate, out var copies);
            int[] outside = [.. everybody.Where(i => copies[i] == 0)];
            if (TryFit(copies) is { } predicted)
            {
                var (sample, all) = (Measure(predicted, rows), Measure(predicted, everybody));
                optimism[replicate] = [.. sample.Zip(all, (s, a) => s - a)];
                left[replicate] = outside.Length > 0 ? Measure(predicted, outside) : [.. measures.Select(_ => double.NaN)];
            }
            else
            {
                optimism[replicate] = left[replicate] = [.. measures.Select(_ => double.NaN)];
            }

            progress?.Report((Interlocked.Increment(ref done), _options.Replicates));
        });
        return
        [
            .. measures.Select((m, k) => new OptimismMeasure(
                m.Metric,
                m.Time,
                double.IsFinite(apparent[k])
                    ? InternalValidation.Summarise(apparent[k], Array.ConvertAll(optimism, o => o[k]), Array.ConvertAll(left, l => l[k]), m.NoInformation)
                    : null)),
        ];
    }

    private int[] Draw(int replicate, out int[] copies)
    {
        var random = new SplitMix((ulong)(uint)_options.Seed, (ulong)replicate);
        copies = new int[_outcome.Count];
        for (var i = 0; i < copies.Length; i++)
        {
            copies[random.Below(copies.Length)]++;
        }

        var times = copies;
        return [.. Enumerable.Range(0, copies.Length).SelectMany(i => Enumerable.Repeat(i, times[i]))];
    }

    /// <summary>What a model of a sample says of everybody; null where none can be fitted to it: too few events, nothing that varies.</summary>
    private Predicted? TryFit(int[] copies)
    {
        try
        {
            return Predict(_pipeline.Fit(new DerivedRows(_data, copies)));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or ArithmeticException or NoEventsException)
        {
            return null;
        }
    }

    private Predicted Predict(ITransformer model)
    {
        var output = model.Transform(_data);
        return new Predicted(DataViewReader.ReadNumbers(output, _options.ScoreColumn), RiskColumns.Read(output, _options.RiskColumn, _options.Horizons));
    }

    private double Of(string metric, double? time, Predicted predicted, int[] rows)
    {
        double[] scores = Array.ConvertAll(rows, i => predicted.Scores[i]);
        if (!Array.TrueForAll(scores, double.IsFinite))
        {
            return double.NaN;
        }

        switch (metric)
        {
            case "Harrell C":
                return Concordance.Harrell(_specific.Select(rows), scores, options: new ConcordanceOptions { StandardError = false }).Estimate.Value ?? double.NaN;
            case "AUC":
                return TimeDependentAuc.CumulativeDynamic(_outcome.Select(rows), scores, [time!.Value], new TimeDependentAucOptions { Cause = Cause, Controls = _options.Controls })[0].Auc.Value ?? double.NaN;
            case "Brier":
                double[]? risk = predicted.Risks.FirstOrDefault(r => r.Time == time) is { } known ? Array.ConvertAll(rows, i => known.Risk[i]) : null;
                return risk is null || !Array.TrueForAll(risk, double.IsFinite)
                    ? double.NaN
                    : BrierScore.At(_outcome.Select(rows), risk, time!.Value, new BrierOptions { Cause = Cause }).Brier.Value ?? double.NaN;
            default:
                return Slope(_specific.Select(rows), scores);
        }
    }

    private double Slope(SurvivalOutcome outcome, double[] scores)
    {
        if (outcome.EventCount() == 0 || Array.TrueForAll(scores, s => s == scores[0]))
        {
            return double.NaN;
        }

        var model = CoxModel.Fit(scores, 1, outcome, cancellationToken: _options.CancellationToken);
        return model.Converged ? model.Coefficients[0] : double.NaN;
    }

    private sealed record Predicted(double[] Scores, IReadOnlyList<HorizonRisk> Risks);
}
