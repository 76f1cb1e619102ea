using HccRisk.Survival.Average;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CoxNet;
using HccRisk.Survival.DiscreteTime;
using HccRisk.Survival.Stacking;
using Microsoft.ML;

namespace HccRisk.Survival.Catalog;

/// <summary>The survival trainers of <c>ml.Survival.Trainers</c>.</summary>
public sealed class SurvivalTrainers
{
    private readonly MLContext _context;

    internal SurvivalTrainers(MLContext context) => _context = context;

    /// <summary>A Cox model without penalty (Cox, JRSS B 1972; ties by Efron).</summary>
    /// <param name="featureColumn">Vector of features.</param>
    /// <param name="timeColumn">Follow-up time, above 0.</param>
    /// <param name="eventColumn">Event code: 0 censored, 1, 2, ... causes.</param>
    /// <param name="cause">Cause of interest; 0 for any.</param>
    public CoxTrainer Cox(string featureColumn = "Features", string timeColumn = "Time", string eventColumn = "Event", int cause = 1) =>
        Cox(new CoxTrainerOptions { FeatureColumn = featureColumn, TimeColumn = timeColumn, EventColumn = eventColumn, Cause = cause });

    /// <summary>A Cox model.</summary>
    /// <param name="options">Columns, cause, ties, penalty, horizons.</param>
    public CoxTrainer Cox(CoxTrainerOptions options) => new(_context, options);

    /// <summary>A ridge-penalised Cox model whose penalty is chosen by cross-validation inside the training data.</summary>
    /// <param name="featureColumn">Vector of features; it may be wider than there are patients.</param>
    /// <param name="timeColumn">Follow-up time, above 0.</param>
    /// <param name="eventColumn">Event code: 0 censored, 1, 2, ... causes.</param>
    /// <param name="cause">Cause of interest; 0 for any.</param>
    /// <param name="seed">Seed of the inner folds.</param>
    public CoxTrainer CoxRidge(string featureColumn = "Features", string timeColumn = "Time", string eventColumn = "Event", int cause = 1, int seed = 1) =>
        Cox(new CoxTrainerOptions
        {
            FeatureColumn = featureColumn,
            TimeColumn = timeColumn,
            EventColumn = eventColumn,
            Cause = cause,
            RidgeSearch = new CoxRidgeOptions { Seed = seed },
        });

    /// <summary>
    /// Fits a binary trainer to the hazards of periods of follow-up, and turns them into survival and cumulative incidence: a survival model made of any
    /// trainer with calibrated probabilities.
    /// </summary>
    /// <param name="trainer">Reads "Features" (the period after the features), "Label" and, where it is told so, "Weight"; writes "Probability".</param>
    /// <param name="times">Ends of the periods, ascending.</param>
    /// <param name="cause">Cause of interest, other codes being competing events; 0 for any.</param>
    public DiscreteTimeTrainer DiscreteTime(IEstimator<ITransformer> trainer, IReadOnlyList<double> times, int cause = 1) =>
        DiscreteTime(trainer, new DiscreteTimeOptions { Times = times, Cause = cause });

    /// <summary>Fits a binary trainer to the hazards of periods of follow-up.</summary>
    /// <param name="trainer">Reads and writes the columns that the options name.</param>
    /// <param name="options">Periods, cause, columns, horizons.</param>
    public DiscreteTimeTrainer DiscreteTime(IEstimator<ITransformer> trainer, DiscreteTimeOptions options) => new(_context, trainer, options);

    /// <summary>A Cox model with a lasso or elastic-net penalty chosen by cross-validation inside the training data (Simon and others, J Stat Softw 2011).</summary>
    /// <param name="featureColumn">Vector of features; it may be wider than there are patients.</param>
    /// <param name="timeColumn">Follow-up time, above 0.</param>
    /// <param name="eventColumn">Event code: 0 censored, 1, 2, ... causes.</param>
    /// <param name="cause">Cause of interest; 0 for any.</param>
    /// <param name="alpha">Share of the lasso, 0 to 1.</param>
    /// <param name="seed">Seed of the inner folds.</param>
    public CoxNetTrainer CoxNet(
        string featureColumn = "Features", string timeColumn = "Time", string eventColumn = "Event", int cause = 1, double alpha = 1, int seed = 1) =>
        CoxNet(new CoxNetTrainerOptions
        {
            FeatureColumn = featureColumn,
            TimeColumn = timeColumn,
            EventColumn = eventColumn,
            Cause = cause,
            Net = new CoxNetOptions { Alpha = alpha, Seed = seed },
        });

    /// <summary>A Cox model with a lasso or elastic-net penalty.</summary>
    /// <param name="options">Columns, cause, ties, penalty, horizons.</param>
    public CoxNetTrainer CoxNet(CoxNetTrainerOptions options) => new(_context, options);

    /// <summary>The mean score of several fits, as pipelines that prepare the features in different ways.</summary>
    /// <param name="members">Unfitted pipelines, each of which ends in a score that is a log hazard ratio.</param>
    public AverageTrainer Average(params IEstimator<ITransformer>[] members) => Average(new AverageTrainerOptions(), members);

    /// <summary>The mean score of several fits, as pipelines that prepare the features in different ways.</summary>
    /// <param name="options">Columns, cause, horizons.</param>
    /// <param name="members">Unfitted pipelines, each of which ends in a score that is a log hazard ratio.</param>
    public AverageTrainer Average(AverageTrainerOptions options, params IEstimator<ITransformer>[] members) => new(_context, options, members);

    /// <summary>Late fusion: several models, one a modality say, and a Cox model of their out-of-fold scores that joins them.</summary>
    /// <param name="members">The models.</param>
    public StackedTrainer Stacked(params StackedMember[] members) => Stacked(new StackedTrainerOptions(), members);

    /// <summary>Late fusion: several models and a Cox model of their out-of-fold scores that joins them.</summary>
    /// <param name="options">Columns, cause, horizons, folds.</param>
    /// <param name="members">The models.</param>
    public StackedTrainer Stacked(StackedTrainerOptions options, params StackedMember[] members) => new(_context, options, members);
}
