using HccRisk.Studies.Models;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Tuning;
using HccRisk.Survival.Tuning.Spaces;
using Microsoft.ML;

namespace HccRisk.Studies.Running;

/// <summary>Chooses among learners: in each outer fold anew, for figures that the choice did not see, and once on all development patients.</summary>
/// <param name="Validated">The outer cross-validation.</param>
/// <param name="Selection">What was chosen.</param>
internal sealed record LearnerChoice(CrossValidationResult Validated, LearnerSelection Selection)
{
    private const string Rule =
        "of the candidates, in the order given, the first whose mean over the inner folds comes within one standard error of the best; chosen once on all development "
        + "patients and frozen; the cross-validated figures are those of the whole procedure, which chooses anew without the patients it is judged on";

    /// <param name="ml">The context.</param>
    /// <param name="protocol">Folds, seed, cause.</param>
    /// <param name="design">The design of the model, whatever its learner.</param>
    /// <param name="development">Development patients.</param>
    /// <param name="report">Told about trials done and to do.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public static LearnerChoice Of(
        MLContext ml, StudyProtocol protocol, ModelDesign design, IDataView development, Action<int, int>? report, CancellationToken cancellationToken)
    {
        var names = design.Options.Candidates!;
        TuningCandidate[] candidates = [.. names.Select(name => new TuningCandidate(name, new SearchSpace(), trial => ModelPipeline.Build(trial.Context, design.With(name) with { CancellationToken = trial.CancellationToken })))];
        var tuning = new TuningOptions
        {
            Validation = StudyRunner.CrossValidation(protocol, cancellationToken) with { Folds = protocol.InnerFolds, Repeats = protocol.InnerRepeats },
            Trials = 1,
            Pruner = TrialPruner.None,
            Seed = protocol.Seed,
        };
        var progress = report is null ? null : new Relay(report);
        var nested = ml.Survival.NestedCrossValidate(development, candidates, new NestedOptions { Tuning = tuning, Folds = protocol.Folds, Repeats = protocol.Repeats }, progress);
        var all = ml.Survival.Tune(development, candidates, tuning, progress);
        return new LearnerChoice(
            nested.Validation,
            new LearnerSelection(
                tuning.Metric.ToString(),
                all.Chosen.Candidate,
                [
                    .. from name in names
                       let trial = all.Trials.FirstOrDefault(t => t.Candidate == name)
                       select new LearnerCandidate(name, trial?.Mean, trial?.StandardError, nested.Folds.Count(f => f.Chosen.Candidate == name), trial?.Error),
                ],
                nested.Folds.Count,
                Rule));
    }

    private sealed class Relay(Action<int, int> report) : IProgress<TuningProgress>
    {
        public void Report(TuningProgress value) => report(value.Done, value.Total);
    }
}
