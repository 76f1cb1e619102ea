using System.Runtime.ExceptionServices;
using HccRisk.Core.Learning;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Resampling;
using Microsoft.ML;

namespace HccRisk.Survival.CrossValidation;

/// <summary>Repeated stratified cross-validation of a pipeline.</summary>
internal static class CrossValidator
{
    public static CrossValidationResult Run(IDataView data, IEstimator<ITransformer> pipeline, CrossValidationOptions options, IProgress<(int Done, int Total)>? progress)
    {
        options.Validate();
        EvaluationOf(options).Validate();
        var rows = ValidationRows.Read(data, options);
        return Run(data, rows, rows.Split(options), _ => pipeline, isShared: true, options, progress);
    }

    /// <summary>The same with a pipeline for each fold, made for it alone.</summary>
    public static CrossValidationResult Run(
        IDataView data, ValidationRows rows, IReadOnlyList<Fold> folds, Func<Fold, IEstimator<ITransformer>> pipelineOf, CrossValidationOptions options) =>
        Run(data, rows, folds, pipelineOf, isShared: false, options, null);

    private static CrossValidationResult Run(
        IDataView data,
        ValidationRows rows,
        IReadOnlyList<Fold> folds,
        Func<Fold, IEstimator<ITransformer>> pipelineOf,
        bool isShared,
        CrossValidationOptions options,
        IProgress<(int Done, int Total)>? progress)
    {
        var evaluation = EvaluationOf(options);
        var outcome = rows.Outcome;
        var predictions = Fit(data, pipelineOf, isShared, options, folds, outcome, progress);

        var pooled = Predictions.Mean(predictions);
        var metrics = Evaluate(outcome, pooled, evaluation);
        if (!options.FoldMetrics)
        {
            return new CrossValidationResult(pooled.Scores, metrics, []) { Risks = pooled.Known(), OwnSurvival = pooled.Own ?? [] };
        }

        SurvivalMetrics[] repeats = [.. predictions.Select(p => Evaluate(outcome, p, evaluation))];
        var results = new FoldResult[folds.Count];
        Parallel.For(0, folds.Count, new ParallelOptions { MaxDegreeOfParallelism = options.MaxParallelism, CancellationToken = options.CancellationToken }, f =>
        {
            int[] test = [.. folds[f].Test];
            results[f] = new FoldResult(folds[f], rows.NameOf(folds[f]), Evaluate(outcome.Select(test), predictions[folds[f].Repeat].Of(test), evaluation));
        });
        return new CrossValidationResult(pooled.Scores, metrics, repeats)
        {
            Risks = pooled.Known(),
            OwnSurvival = pooled.Own ?? [],
            Folds = results,
            Summary = FoldSummaries.Of(results, evaluation.Level),
        };
    }

    private static EvaluationOptions EvaluationOf(CrossValidationOptions options) => new()
    {
        Cause = options.Cause,
        Horizons = options.Horizons,
        Tau = options.Tau,
        SmoothedCalibration = options.SmoothedCalibration,
        CancellationToken = options.CancellationToken,
    };

    private static SurvivalMetrics Evaluate(SurvivalOutcome outcome, Predictions predictions, EvaluationOptions options) =>
        SurvivalEvaluator.Evaluate(outcome, predictions.Scores, predictions.Known(), predictions.Own ?? [], options);

    private static Predictions[] Fit(
        IDataView data,
        Func<Fold, IEstimator<ITransformer>> pipelineOf,
        bool isShared,
        CrossValidationOptions options,
        IReadOnlyList<Fold> folds,
        SurvivalOutcome outcome,
        IProgress<(int Done, int Total)>? progress)
    {
        var count = outcome.Count;
        var predictions = Enumerable.Range(0, folds[^1].Repeat + 1).Select(_ => new Predictions(count, options.Horizons)).ToArray();
        var done = 0;

        // The first fold alone shows what a pipeline of all folds holds: a trainer of ML.NET keeps what it is about in fields of its own, and may not be fitted twice
        // at once.
        var alone = isShared && HoldsTrainer(Fit(folds[0]));
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = alone ? 1 : options.MaxParallelism, CancellationToken = options.CancellationToken };
        try
        {
            Parallel.ForEach(folds.Skip(isShared ? 1 : 0), parallel, fold => Fit(fold));
        }
        catch (AggregateException e)
        {
            // What went wrong in a fold is more use than that several folds went wrong.
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        return predictions;

        ITransformer Fit(Fold fold)
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            var output = FoldOutput.Of(data, count, pipelineOf(fold), fold, options);
            predictions[fold.Repeat].Put(
                output.Rows, output.Scores, output.Risks, OwnSurvivals.Read(output.Model, output.View, outcome.Select(output.Rows), options.ScoreColumn, options.Cause));
            options.Fitted?.Invoke(fold, output.Model);
            progress?.Report((Interlocked.Increment(ref done), folds.Count));
            return output.Model;
        }
    }

    /// <summary>Whether a model has a predictor of ML.NET's own trainers in it.</summary>
    internal static bool HoldsTrainer(ITransformer model) => LearnedModel.Steps(model).Any(s => s.Transformer is IPredictionTransformer<object>);

    /// <summary>Scores and risks of all rows; risks of horizons that the pipeline predicts nothing for are left out.</summary>
    private sealed class Predictions(int count, IReadOnlyList<double> horizons)
    {
        private readonly double[]?[] _risks = new double[]?[horizons.Count];
        private OwnSurvival[]? _own;

        /// <summary>Survival of all rows at their own times; null when the pipeline is no survival model.</summary>
        public IReadOnlyList<OwnSurvival>? Own => _own;

        public double[] Scores { get; } = new double[count];

        public static Predictions Mean(Predictions[] repeats)
        {
            var mean = new Predictions(repeats[0].Scores.Length, repeats[0].Horizons);
            foreach (var repeat in repeats)
            {
                Add(mean.Scores, repeat.Scores, repeats.Length);
                for (var h = 0; h < repeat._risks.Length; h++)
                {
                    if (repeat._risks[h] is { } risk)
                    {
                        Add(mean._risks[h] ??= new double[risk.Length], risk, repeats.Length);
                    }
                }
            }

            // Where repeats know a row up to different times, that of the one that knows least, which all know.
            mean._own = Array.TrueForAll(repeats, r => r._own is not null)
                ? [.. mean.Scores.Select((_, i) => Mean([.. repeats.Select(r => r._own![i])]))]
                : null;
            return mean;
        }

        public void Put(int[] rows, double[] scores, IReadOnlyList<HorizonRisk> risks, IReadOnlyList<OwnSurvival> own)
        {
            if (own.Count > 0)
            {
                Interlocked.CompareExchange(ref _own, new OwnSurvival[count], null);
                for (var i = 0; i < rows.Length; i++)
                {
                    _own[rows[i]] = own[i];
                }
            }

            for (var i = 0; i < rows.Length; i++)
            {
                Scores[rows[i]] = scores[i];
            }

            foreach (var (time, risk) in risks)
            {
                var target = Horizon(time);
                for (var i = 0; i < rows.Length; i++)
                {
                    target[rows[i]] = risk[i];
                }
            }
        }

        public Predictions Of(int[] rows)
        {
            var part = new Predictions(rows.Length, horizons);
            part.Put([.. Enumerable.Range(0, rows.Length)], Array.ConvertAll(rows, i => Scores[i]), [.. Known().Select(k => new HorizonRisk(k.Time, Array.ConvertAll(rows, i => k.Risk[i])))], _own is { } own ? Array.ConvertAll(rows, i => own[i]) : []);
            return part;
        }

        public IReadOnlyList<HorizonRisk> Known() =>
            [.. Enumerable.Range(0, _risks.Length).Where(h => _risks[h] is not null).Select(h => new HorizonRisk(horizons[h], _risks[h]!))];

        private IReadOnlyList<double> Horizons => horizons;

        private static OwnSurvival Mean(OwnSurvival[] repeats)
        {
            var time = repeats.Min(r => r.Time);
            return new OwnSurvival(time, repeats.Where(r => r.Time == time).Average(r => r.Survival));
        }

        private static void Add(double[] sum, double[] values, int parts)
        {
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] += values[i] / parts;
            }
        }

        /// <summary>Several folds fill one array, each its own rows; NaN is what no fold has filled.</summary>
        private double[] Horizon(double time)
        {
            var h = 0;
            while (horizons[h] != time)
            {
                h++;
            }

            if (_risks[h] is null)
            {
                var empty = new double[count];
                Array.Fill(empty, double.NaN);
                Interlocked.CompareExchange(ref _risks[h], empty, null);
            }

            return _risks[h]!;
        }
    }
}
