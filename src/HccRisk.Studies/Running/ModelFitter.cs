using HccRisk.Cohorts;
using HccRisk.Core.Errors;
using HccRisk.Core.Learning;
using HccRisk.Features.Agreement;
using HccRisk.Studies.Data;
using HccRisk.Studies.Description;
using HccRisk.Studies.Models;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation;
using Microsoft.ML;

namespace HccRisk.Studies.Running;

/// <summary>Fits models on development patients, and says what these patients alone tell of them.</summary>
internal sealed class ModelFitter(
    MLContext ml, StudyProtocol protocol, StudySites sites, RepeatedFeatures? repeats, IProgress<StudyProgress>? progress, CancellationToken cancellationToken)
{
    /// <summary>Cross-validates a model and fits it to all development patients.</summary>
    /// <param name="specification">The model.</param>
    /// <param name="options">How it is made.</param>
    /// <param name="features">Its patients.</param>
    /// <param name="name">What the progress calls it.</param>
    public FittedModel Fit(ModelSpecification specification, ModelingOptions options, FeatureTables features, string name)
    {
        var inputs = ModelData.InputsOf(features.Cohort, specification, options);
        var data = ModelData.Load(ml, features, specification, inputs);
        string[] modalities = [.. specification.Modalities.Where(m => data.Schema.GetColumnOrNull(m) is not null)];
        var clinical = data.Schema.GetColumnOrNull(ModelSpecification.Clinical);
        var listed = options.Prespecified ?? [.. features.Cohort.Schema.Columns.Where(c => c.Prespecified).Select(c => c.Name)];
        var design = new ModelDesign
        {
            Modalities = modalities,
            Options = options,
            Size = inputs.Numbers is [var size] ? size : null,
            ClinicalSlots = clinical is { } column ? SlotNames.Read(column) : [],
            Prespecified = [.. listed.Select(c => ModelData.SlotOf(features.Cohort.Schema[c]))],
            Repeats = repeats,
            Cause = protocol.Cause,
            Horizons = protocol.Horizons,
            Seed = protocol.Seed,
            CancellationToken = cancellationToken,
        };
        var patients = features.Cohort.Patients;
        var development = new RowSubset(data, [.. patients.Select(p => !sites.IsExternal(p.Site))]);
        LearnerSelection? selection = null;
        FeatureChoices? choices = null;
        CrossValidationResult validated;
        IEstimator<ITransformer> estimator;
        if (options.Candidates is null)
        {
            estimator = ModelPipeline.Build(ml, design);
            progress?.Report(new StudyProgress($"cross-validation {name}", 0, protocol.Folds * protocol.Repeats));
            var found = choices = new FeatureChoices();
            var validation = StudyRunner.CrossValidation(protocol, cancellationToken) with { Fitted = (_, pipeline) => found.Add(pipeline) };
            validated = ml.Survival.CrossValidate(development, estimator, validation, Progress($"cross-validation {name}"));
        }
        else
        {
            (validated, selection) = LearnerChoice.Of(ml, protocol, design, development, name, progress, cancellationToken);
            design = design.With(selection.Winner);
            estimator = ModelPipeline.Build(ml, design);
        }

        var judged = new Judged(
            $"{sites.DevelopmentNames}, cross-validated", [.. patients.Where(p => !sites.IsExternal(p.Site))], validated.Scores, validated.Risks,
            protocol.Horizons);
        return new FittedModel(inputs, data, modalities, development, validated, estimator, estimator.Fit(development), judged, design.Options, ModelPipeline.Effective(design), design.IsLate, selection, choices);
    }

    /// <summary>The model made without each development site in turn and judged on it; null with one site, or where the others cannot teach it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">What the progress calls it.</param>
    /// <param name="obstacle">Why it cannot be done; null where it can, or need not.</param>
    public Judged? WithoutEachSite(FittedModel model, string name, out string? obstacle)
    {
        obstacle = null;
        if (sites.Development.Count < 2)
        {
            return null;
        }

        try
        {
            var options = StudyRunner.CrossValidation(protocol, cancellationToken) with { SiteColumn = "Site" };
            var validated = ml.Survival.CrossValidate(model.Development, model.Estimator, options, Progress($"without each site {name}"));
            return new Judged($"{sites.DevelopmentNames}, each site by the others", model.Judged.Patients, validated.Scores, validated.Risks, protocol.Horizons);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or ArithmeticException or NoEventsException or ColumnException)
        {
            obstacle = $"internal-external validation was not possible: {e.GetBaseException().Message.ReplaceLineEndings(" ")}";
            return null;
        }
    }

    /// <summary>How much the figures on its own patients promise too much.</summary>
    /// <param name="model">The model.</param>
    /// <param name="validated">Its cross-validated figures.</param>
    /// <param name="name">What the progress calls it.</param>
    public OptimismSummary Optimism(FittedModel model, SurvivalMetrics validated, string name)
    {
        var evaluation = StudyRunner.Evaluation(protocol, null, cancellationToken) with { AucCurvePoints = 0, Horizons = [protocol.Horizon] };
        var output = model.Pipeline.Transform(model.Development);
        var own = SurvivalEvaluator.Evaluate(
            Pairing.OutcomeOf(model.Judged.Patients),
            DataViewReader.ReadNumbers(output, evaluation.ScoreColumn),
            [.. RiskColumns.Read(output, evaluation.RiskColumn, protocol.Horizons).Where(r => r.Time == protocol.Horizon)],
            evaluation);
        ApparentMeasure[] apparent =
        [
            new("Harrell C", null, own.Harrell.Value, validated.Harrell.Value),
            new("AUC", protocol.Horizon, own.Auc[0].Auc.Value, validated.Auc.FirstOrDefault(a => a.Time == protocol.Horizon)?.Auc.Value),
            new("Brier", protocol.Horizon, own.Brier is [var brier, ..] ? brier.Brier.Value : null, validated.Brier.FirstOrDefault(b => b.Time == protocol.Horizon)?.Brier.Value),
        ];
        if (protocol.Bootstrap == 0)
        {
            return new OptimismSummary(apparent, 0, []);
        }

        var options = new OptimismOptions
        {
            Replicates = protocol.Bootstrap,
            Seed = protocol.Seed,
            AllowUncensored = true,
            Cause = protocol.Cause,
            Horizons = [protocol.Horizon],
            Controls = protocol.AucControls,
            CancellationToken = cancellationToken,
        };
        return new OptimismSummary(apparent, protocol.Bootstrap, ml.Survival.Optimism(model.Development, model.Estimator, options, Progress($"bootstrap {name}")));
    }

    private FoldProgress? Progress(string stage) => progress is null ? null : new FoldProgress(stage, progress);

    private sealed class FoldProgress(string stage, IProgress<StudyProgress> target) : IProgress<(int Done, int Total)>
    {
        public void Report((int Done, int Total) value) => target.Report(new StudyProgress(stage, value.Done, value.Total));
    }
}
