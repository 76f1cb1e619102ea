using HccRisk.Survival.Average;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CoxBoost;
using HccRisk.Survival.CoxNet;
using HccRisk.Survival.DiscreteTime;
using HccRisk.Survival.Forest;
using HccRisk.Survival.Tuning;
using HccRisk.Survival.Tuning.Spaces;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace HccRisk.Survival.Catalog;

/// <summary>
/// The trainers of this package as candidates of <c>ml.Survival.Tune</c> and <c>ml.Survival.AutoFit</c>, each with what is worth varying of it. Make one of your own as
/// these are made; candidates of other packages stand beside them.
/// </summary>
public static class SurvivalCandidates
{
    private const string Features = "Features";

    /// <summary>All of them, simpler ones first; <see cref="CoxRidge"/> is the first, which the others are compared with.</summary>
    /// <param name="featureColumn">Vector of features.</param>
    public static IReadOnlyList<TuningCandidate> All(string featureColumn = Features) =>
        [CoxRidge(featureColumn), CoxNet(featureColumn), CoxBoost(featureColumn), RidgeAndNet(featureColumn), DiscreteLogistic(featureColumn), Forest(featureColumn)];

    /// <summary>A Cox model with a ridge penalty of so many times the number of events.</summary>
    /// <remarks>
    /// It says nothing of complexity, and so do the other candidates with a ridge penalty: a greater one leaves no feature out, and a C hardly sees how far risks shrink
    /// towards one, so that the simplest within an error of the best would be a model that predicts the same for everybody.
    /// </remarks>
    /// <param name="featureColumn">Vector of features.</param>
    public static TuningCandidate CoxRidge(string featureColumn = Features) => new(
        "Cox ridge",
        new SearchSpace().Real("ridge per event", 0.05, 20, log: true),
        t => Ridge(t, featureColumn));

    /// <summary>A Cox model with an elastic net, whose penalty it chooses itself on folds of its training rows; the more of a lasso, the simpler.</summary>
    /// <param name="featureColumn">Vector of features.</param>
    public static TuningCandidate CoxNet(string featureColumn = Features) => new(
        "Cox elastic net",
        new SearchSpace().Real("alpha", 0.05, 1),
        t => Net(t, featureColumn, t.Values.Real("alpha")))
    {
        Complexity = v => -v.Real("alpha"),
    };

    /// <summary>The mean of a ridge and an elastic-net Cox model.</summary>
    /// <param name="featureColumn">Vector of features.</param>
    public static TuningCandidate RidgeAndNet(string featureColumn = Features) => new(
        "mean of ridge and net",
        new SearchSpace().Real("ridge per event", 0.05, 20, log: true),
        t => t.Context.Survival.Trainers.Average(t.Apply(new AverageTrainerOptions()), Ridge(t, featureColumn), Net(t, featureColumn, 0.5)));

    /// <summary>A Cox model grown by likelihood boosting, whose steps it chooses itself on folds of its training rows.</summary>
    /// <param name="featureColumn">Vector of features.</param>
    public static TuningCandidate CoxBoost(string featureColumn = Features) => new(
        "CoxBoost",
        new SearchSpace().Real("step size", 0.5, 1),
        t => t.Context.Survival.Trainers.CoxBoost(t.Apply(new CoxBoostTrainerOptions
        {
            FeatureColumn = featureColumn,
            Boost = new CoxBoostOptions { StepSizeFactor = t.Values.Real("step size"), Seed = t.Seed },
        })));

    /// <summary>A survival forest; the larger its leaves, the simpler.</summary>
    /// <param name="featureColumn">Vector of features.</param>
    public static TuningCandidate Forest(string featureColumn = Features) => new(
        "survival forest",
        new SearchSpace().Whole("leaf", 5, 50, log: true),
        t => t.Context.Survival.Trainers.Forest(t.Apply(new ForestTrainerOptions
        {
            FeatureColumn = featureColumn,
            Forest = new ForestOptions { Trees = 500, MinimumLeaf = t.Values.Whole("leaf"), Seed = t.Seed, MaxParallelism = 1 },
        })))
    {
        Complexity = v => -v.Whole("leaf"),
    };

    /// <summary>A logistic model of the hazards between the horizons, with a ridge penalty: not proportional to a baseline.</summary>
    /// <param name="featureColumn">Vector of features.</param>
    public static TuningCandidate DiscreteLogistic(string featureColumn = Features) => new(
        "discrete-time logistic",
        new SearchSpace().Real("ridge", 0.1, 100, log: true),
        t => t.Context.Transforms.NormalizeMeanVariance(featureColumn, fixZero: false).Append(t.Context.Survival.Trainers.DiscreteTime(
            t.Context.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
            {
                FeatureColumnName = featureColumn,
                ExampleWeightColumnName = "Weight",
                L1Regularization = 0,
                L2Regularization = (float)t.Values.Real("ridge"),
                NumberOfThreads = 1,
            }),
            new DiscreteTimeOptions
            {
                Times = [.. t.Validation.Horizons.Order()],
                FeatureColumn = featureColumn,
                PeriodIndicators = true,
                TimeColumn = t.Validation.TimeColumn,
                EventColumn = t.Validation.EventColumn,
                AllowUncensored = t.Validation.AllowUncensored,
                Cause = t.Validation.Cause,
                ScoreColumn = t.Validation.ScoreColumn,
            })));

    private static CoxTrainer Ridge(TrialSetting t, string featureColumn) =>
        t.Context.Survival.Trainers.Cox(t.Apply(new CoxTrainerOptions { FeatureColumn = featureColumn, RidgePerEvent = t.Values.Real("ridge per event") }));

    private static CoxNetTrainer Net(TrialSetting t, string featureColumn, double alpha) =>
        t.Context.Survival.Trainers.CoxNet(t.Apply(new CoxNetTrainerOptions { FeatureColumn = featureColumn, Net = new CoxNetOptions { Alpha = alpha, Seed = t.Seed } }));
}
