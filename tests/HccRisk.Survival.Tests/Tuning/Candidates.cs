using HccRisk.Survival.Cox;
using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Tests.Learning;
using HccRisk.Survival.Tuning;
using HccRisk.Survival.Tuning.Spaces;
using Microsoft.ML;

namespace HccRisk.Survival.Tests.Tuning;

/// <summary>Small searches for tests.</summary>
internal static class Candidates
{
    public static readonly string[] Names = ["x0", "x1", "x2"];

    public static readonly TuningOptions Few = new() { Trials = 14, Validation = new CrossValidationOptions { Folds = 5, Seed = 3 }, Seed = 7 };

    public static TuningCandidate Ridge { get; } = new(
        "ridge",
        new SearchSpace().Real("penalty", 0.01, 100, log: true),
        t => t.Context.Survival.Trainers.Cox(t.Apply(new CoxTrainerOptions { RidgePerEvent = t.Values.Real("penalty") })))
    {
        Complexity = v => -v.Real("penalty"),
    };

    public static IDataView View(MLContext ml, int count = 120, int seed = 1) => TrainingData.View(ml, TrainingData.Make(count, 3, seed), Names);

    /// <summary>What two searches must have in common to the last bit: everything but the time they took.</summary>
    public static string[] Text(IEnumerable<TuningTrial> trials) =>
        [.. trials.Select(t => FormattableString.Invariant($"{t.Candidate} {t.Part} {t.Number} {t.State} {t.Values.ToJson().ToJsonString()} [{string.Join(' ', t.Folds.Select(f => f.ToString("R", System.Globalization.CultureInfo.InvariantCulture)))}] {t.Error}"))];

    /// <summary>A pipeline that calls back before it is fitted.</summary>
    public sealed class Spy(IEstimator<ITransformer> inner, Action<IDataView> seen) : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input)
        {
            seen(input);
            return inner.Fit(input);
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inner.GetOutputSchema(inputSchema);
    }
}
