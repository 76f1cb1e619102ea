using HccRisk.Survival.Aft;
using HccRisk.Survival.Average;
using HccRisk.Survival.Competing;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CoxBoost;
using HccRisk.Survival.CoxNet;
using HccRisk.Survival.DiscreteTime;
using HccRisk.Survival.FineGray;
using HccRisk.Survival.Forest;
using HccRisk.Survival.Stacking;
using Microsoft.ML;

namespace HccRisk.Survival.Catalog;

/// <summary>The survival trainers of <c>ml.Survival.Trainers</c>.</summary>
public sealed class SurvivalTrainers
{
    private readonly MLContext _context;

    internal SurvivalTrainers(MLContext context) => _context = context;

    /// <summary>The context that trainers are made in, for packages that add theirs as extension members.</summary>
    public MLContext Context => _context;

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

    /// <summary>A random survival forest (Ishwaran and others, Ann Appl Stat 2008; competing causes: Biostatistics 2014). Features may be missing.</summary>
    /// <param name="featureColumn">Vector of features; it may be wider than there are patients.</param>
    /// <param name="timeColumn">Follow-up time, 0 or greater.</param>
    /// <param name="eventColumn">Event code: 0 censored, 1, 2, ... causes.</param>
    /// <param name="cause">Cause of interest; 0 for any.</param>
    /// <param name="trees">Number of trees.</param>
    /// <param name="seed">Seed of the samples, columns and cuts.</param>
    public ForestTrainer Forest(
        string featureColumn = "Features", string timeColumn = "Time", string eventColumn = "Event", int cause = 1, int trees = 1000, int seed = 1) =>
        Forest(new ForestTrainerOptions
        {
            FeatureColumn = featureColumn,
            TimeColumn = timeColumn,
            EventColumn = eventColumn,
            Cause = cause,
            Forest = new ForestOptions { Trees = trees, Seed = seed },
        });

    /// <summary>A random survival forest.</summary>
    /// <param name="options">Columns, cause, trees, score, horizons.</param>
    public ForestTrainer Forest(ForestTrainerOptions options) => new(_context, options);

    /// <summary>
    /// A Cox model with Firth's correction: less bias with few events, and finite coefficients where a group is separated (Heinze and Schemper,
    /// Biometrics 2001).
    /// </summary>
    /// <param name="featureColumn">Vector of features.</param>
    /// <param name="timeColumn">Follow-up time, above 0.</param>
    /// <param name="eventColumn">Event code: 0 censored, 1, 2, ... causes.</param>
    /// <param name="cause">Cause of interest; 0 for any.</param>
    public CoxTrainer Firth(string featureColumn = "Features", string timeColumn = "Time", string eventColumn = "Event", int cause = 1) =>
        Cox(new CoxTrainerOptions { FeatureColumn = featureColumn, TimeColumn = timeColumn, EventColumn = eventColumn, Cause = cause, Firth = true });

    /// <summary>A Cox model whose standard errors are summed over clusters, as the patient when patients have several rows (Lin and Wei, JASA 1989).</summary>
    /// <param name="clusterColumn">Text column of clusters.</param>
    /// <param name="featureColumn">Vector of features.</param>
    /// <param name="timeColumn">Follow-up time, above 0.</param>
    /// <param name="eventColumn">Event code: 0 censored, 1, 2, ... causes.</param>
    /// <param name="cause">Cause of interest; 0 for any.</param>
    public CoxTrainer ClusteredCox(
        string clusterColumn, string featureColumn = "Features", string timeColumn = "Time", string eventColumn = "Event", int cause = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(clusterColumn);
        var options = new CoxTrainerOptions { FeatureColumn = featureColumn, TimeColumn = timeColumn, EventColumn = eventColumn, Cause = cause };
        return Cox(options with { ClusterColumn = clusterColumn });
    }

    /// <summary>A Cox model of every cause, and the cumulative incidence that they imply together (Benichou and Gail, Biometrics 1990).</summary>
    /// <param name="featureColumn">Vector of features.</param>
    /// <param name="timeColumn">Follow-up time, above 0.</param>
    /// <param name="eventColumn">Event code: 0 censored, 1, 2, ... causes.</param>
    /// <param name="cause">Cause of interest.</param>
    public CauseSpecificCoxTrainer CauseSpecificCox(string featureColumn = "Features", string timeColumn = "Time", string eventColumn = "Event", int cause = 1) =>
        CauseSpecificCox(new CauseSpecificCoxTrainerOptions { FeatureColumn = featureColumn, TimeColumn = timeColumn, EventColumn = eventColumn, Cause = cause });

    /// <summary>A Cox model of every cause.</summary>
    /// <param name="options">Columns, cause, ties, horizons.</param>
    public CauseSpecificCoxTrainer CauseSpecificCox(CauseSpecificCoxTrainerOptions options) => new(_context, options);

    /// <summary>The proportional subdistribution hazards model of one cause among competing ones (Fine and Gray, JASA 1999).</summary>
    /// <param name="featureColumn">Vector of features.</param>
    /// <param name="timeColumn">Follow-up time.</param>
    /// <param name="eventColumn">Event code: 0 censored, 1, 2, ... causes.</param>
    /// <param name="cause">Cause of interest.</param>
    public FineGrayTrainer FineGray(string featureColumn = "Features", string timeColumn = "Time", string eventColumn = "Event", int cause = 1) =>
        FineGray(new FineGrayTrainerOptions { FeatureColumn = featureColumn, TimeColumn = timeColumn, EventColumn = eventColumn, Cause = cause });

    /// <summary>The proportional subdistribution hazards model of one cause among competing ones.</summary>
    /// <param name="options">Columns, cause, convention, horizons.</param>
    public FineGrayTrainer FineGray(FineGrayTrainerOptions options) => new(_context, options);

    /// <summary>An accelerated failure time model; its score is minus the linear predictor of log time, so that higher = more risk.</summary>
    /// <param name="distribution">Distribution of the event time.</param>
    /// <param name="featureColumn">Vector of features.</param>
    /// <param name="timeColumn">Follow-up time, above 0.</param>
    /// <param name="eventColumn">Event code: 0 censored, 1, 2, ... causes.</param>
    /// <param name="cause">Cause of interest; 0 for any.</param>
    public AftTrainer Aft(
        AftDistribution distribution = AftDistribution.Weibull,
        string featureColumn = "Features",
        string timeColumn = "Time",
        string eventColumn = "Event",
        int cause = 1) =>
        Aft(new AftTrainerOptions { FeatureColumn = featureColumn, TimeColumn = timeColumn, EventColumn = eventColumn, Cause = cause, Distribution = distribution });

    /// <summary>An accelerated failure time model; its score is minus the linear predictor of log time, so that higher = more risk.</summary>
    /// <param name="options">Columns, cause, distribution, horizons.</param>
    public AftTrainer Aft(AftTrainerOptions options) => new(_context, options);

    /// <summary>
    /// A Cox model by likelihood boosting: mandatory features without a penalty, and of the others those that single steps take, their number chosen
    /// by cross-validation inside the training data (Binder and Schumacher, BMC Bioinformatics 2008).
    /// </summary>
    /// <param name="featureColumn">Vector of features; it may be wider than there are patients.</param>
    /// <param name="timeColumn">Follow-up time, above 0.</param>
    /// <param name="eventColumn">Event code: 0 censored, 1, 2, ... causes.</param>
    /// <param name="cause">Cause of interest; 0 for any.</param>
    /// <param name="mandatory">Features that are always in the model: names of slots, or what they start with ("Clinical."); null for none.</param>
    /// <param name="seed">Seed of the inner folds.</param>
    public CoxBoostTrainer CoxBoost(
        string featureColumn = "Features",
        string timeColumn = "Time",
        string eventColumn = "Event",
        int cause = 1,
        IReadOnlyList<string>? mandatory = null,
        int seed = 1) =>
        CoxBoost(new CoxBoostTrainerOptions
        {
            FeatureColumn = featureColumn,
            TimeColumn = timeColumn,
            EventColumn = eventColumn,
            Cause = cause,
            Mandatory = mandatory ?? [],
            Boost = new CoxBoostOptions { Seed = seed },
        });

    /// <summary>A Cox, Fine-Gray or cause-specific model by likelihood boosting.</summary>
    /// <param name="options">Columns, cause, form, mandatory features, penalty, steps, horizons.</param>
    public CoxBoostTrainer CoxBoost(CoxBoostTrainerOptions options) => new(_context, options);

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

    /// <summary>Own absolute risks for a model of one cause: a Cox model of each competing cause on its features beside it.</summary>
    /// <param name="own">Unfitted pipeline of the cause of interest; it ends in a score that is a log hazard ratio, and leaves the features in "Features".</param>
    /// <param name="cause">Cause of interest.</param>
    public CompetingTrainer Competing(IEstimator<ITransformer> own, int cause = 1) => Competing(new CompetingTrainerOptions { Cause = cause }, own);

    /// <summary>Own absolute risks for a model of one cause.</summary>
    /// <param name="options">Columns, cause, horizons, penalty.</param>
    /// <param name="own">Unfitted pipeline of the cause of interest; it ends in a score that is a log hazard ratio.</param>
    public CompetingTrainer Competing(CompetingTrainerOptions options, IEstimator<ITransformer> own) => new(_context, options, own);
}
