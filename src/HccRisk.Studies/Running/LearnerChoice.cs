using HccRisk.Studies.Data;
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
    /// <param name="name">What the progress calls the model.</param>
    /// <param name="progress">Told about trials done and to do: of the outer folds, then of the choice on all patients.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public static LearnerChoice Of(
        MLContext ml, StudyProtocol protocol, ModelDesign design, IDataView development, string name, IProgress<StudyProgress>? progress, CancellationToken cancellationToken)
    {
        var names = design.Options.Candidates!;
        TuningCandidate[] candidates = [.. names.Select(c => new TuningCandidate(c, new SearchSpace(), trial => ModelPipeline.Build(trial.Context, design.With(c) with { CancellationToken = trial.CancellationToken })))];
        var tuning = new TuningOptions
        {
            Validation = StudyRunner.CrossValidation(protocol, cancellationToken) with { Folds = protocol.InnerFolds, Repeats = protocol.InnerRepeats, FoldMetrics = true },
            Trials = 1,
            Pruner = TrialPruner.None,
            Seed = protocol.Seed,
        };
        Relay? Stage(string stage) => progress is null ? null : new Relay($"{stage} {name}", progress);

        var nested = ml.Survival.NestedCrossValidate(development, candidates, new NestedOptions { Tuning = tuning, Folds = protocol.Folds, Repeats = protocol.Repeats }, Stage("nested cross-validation"));
        var all = ml.Survival.Tune(development, candidates, tuning, Stage("choice of learner"));
        return new LearnerChoice(
            nested.Validation,
            new LearnerSelection(
                tuning.Metric.ToString(),
                all.Chosen.Candidate,
                [
                    .. from candidate in names
                       let trial = all.Trials.FirstOrDefault(t => t.Candidate == candidate)
                       select new LearnerCandidate(candidate, trial?.Mean, trial?.StandardError, nested.Folds.Count(f => f.Chosen.Candidate == candidate), trial?.Error),
                ],
                nested.Folds.Count,
                Rule));
    }

    private sealed class Relay(string stage, IProgress<StudyProgress> target) : IProgress<TuningProgress>
    {
        public void Report(TuningProgress value) => target.Report(new StudyProgress(stage, value.Done, value.Total));
    }
}
