using HccRisk.Cohorts;
using HccRisk.Core.Errors;
using HccRisk.Core.Learning;
using HccRisk.Features.Harmonisation;
using HccRisk.Studies.Data;
using HccRisk.Studies.Description;
using HccRisk.Studies.Models;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.CutPoints;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Resampling;
using Microsoft.ML;

namespace HccRisk.Studies.Running;

/// <summary>Cross-validates models on development patients, fits and freezes them, judges them once on each external site, and takes them apart.</summary>
internal sealed class ModelRunner(
    MLContext ml, StudyProtocol protocol, StudySites sites, EndpointReview review, FeatureSetup setup, string version, IProgress<StudyProgress>? progress, CancellationToken cancellationToken)
{
    /// <summary>Runs one model.</summary>
    /// <param name="plan">The model.</param>
    /// <param name="study">The patients of the study.</param>
    /// <exception cref="StudyProtocolException">An estimator cannot do with these patients, in the words of the study file.</exception>
    public ModelRun Run(ModelPlan plan, FeatureTables study)
    {
        try
        {
            return RunModel(plan, study);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or ArithmeticException or NoEventsException or ColumnException)
        {
            throw new StudyProtocolException(
                FormattableString.Invariant(
                    $"Model {plan.Specification.Name} cannot be fitted: {e.Message.ReplaceLineEndings(" ")} Change its 'modalities' in 'models', or lower 'folds' ({protocol.Folds})."),
                e);
        }
    }

    /// <summary>Each model against those before it.</summary>
    public IReadOnlyList<PairedComparison> Compare(IReadOnlyList<ModelRun> runs) =>
    [
        .. from later in Enumerable.Range(0, runs.Count)
           from earlier in Enumerable.Range(0, later)
           from comparison in Pairing.Of(protocol, runs[later].Result.Name, runs[later].Judged, runs[earlier].Result.Name, runs[earlier].Judged)
           select comparison,
    ];

    private ModelRun RunModel(ModelPlan plan, FeatureTables study)
    {
        var features = study.Exclude(plan.Exclusions);
        var specification = plan.Specification;
        var own = Fit(specification, plan.Options, features, specification.Name);
        var groups = RiskGroups.Quantiles([.. own.Validated.Scores], 1 - protocol.HighRiskFraction);
        var functions = FittedFunctions.Of(own.Pipeline);
        var patients = features.Cohort.Patients;
        var developers = features.Cohort.Where(p => !sites.IsExternal(p.Site));
        var card = new ModelCard
        {
            Specification = specification with { Modalities = own.Modalities, Modeling = plan.Options },
            Method = functions.Method,
            Study = protocol.Title,
            Synthetic = protocol.Synthetic,
            Schema = features.Cohort.Schema,
            ClinicalColumns = own.Inputs.Columns,
            Categories = CategoryCoverage.Of(developers),
            Ranges = DevelopmentRange.Of(developers),
            Scores = own.Inputs.Scores,
            NumberColumns = own.Inputs.Numbers,
            Features = setup with
            {
                Slides = setup.Slides && own.Modalities.Contains(ModelSpecification.Pathomics),
                Series = own.Modalities.Contains(ModelSpecification.Radiomics) ? setup.Series : [],
            },
            EventName = EndpointText.EventName(features.Cohort.Schema, protocol.Cause),
            TimeUnit = features.Cohort.Schema.Endpoint?.TimeUnit ?? "months",
            Horizon = protocol.Horizon,
            Groups = groups,
            DevelopmentSites = sites.Development,
            Patients = functions.Final.Patients,
            Events = functions.Final.Events,
            SoftwareVersion = version,
        };
        var model = new RiskModel(ml, card, own.Pipeline, own.Data.Schema);

        // What the folds wrote of patients they never saw: no score of one model meets the baseline of another.
        var evaluation = StudyRunner.Evaluation(protocol, groups, cancellationToken);
        var judged = new List<Judged> { own.Judged };
        var coverage = InputCoverage.Of(own.Pipeline.Transform(own.Development), own.Data.Schema, card.Vectors, functions.InputSlots);
        var predictions = new List<PatientPrediction>(PatientPredictions.Of(
            [.. developers.Patients.Select(p => p.Id)], [.. developers.Patients.Select(p => p.Site)], "cross-validated", own.Validated.Scores, own.Validated.Risks, card, coverage));
        var external = new List<CohortEvaluation>();
        foreach (var site in sites.External)
        {
            Patient[] others = [.. patients.Where(p => string.Equals(p.Site, site, StringComparison.Ordinal))];
            var rows = RowsOf(own.Data, patients, site);
            own = own with { Pipeline = SiteAdaptation.For(ml, own.Pipeline, rows, site, plan.Options) };
            var scored = new RiskModel(ml, card, own.Pipeline, own.Data.Schema).Score(rows, "external");
            predictions.AddRange(scored.Predictions);
            judged.Add(new Judged(
                ExternalName(site), others, [.. scored.Predictions.Select(p => p.Score)], scored.Risks, review.HorizonsAt(site, protocol.Horizons)));
            var outcome = Pairing.OutcomeOf(others);
            external.Add(new CohortEvaluation(
                ExternalName(site),
                SurvivalEvaluator.Evaluate(
                    outcome,
                    judged[^1].Scores,
                    judged[^1].JudgedRisks,
                    OwnSurvivals.Read(own.Pipeline, own.Pipeline.Transform(rows), outcome, evaluation.ScoreColumn, protocol.Cause),
                    evaluation with { Horizons = judged[^1].Horizons })));
        }

        var result = new ModelResult(
            specification.Name,
            Describe(specification, own.Modalities, functions, plan.Options),
            own.Modalities.ToDictionary(m => m, m => SlotNames.Read(own.Data.Schema[m]).Count, StringComparer.Ordinal),
            own.IsLate ? [] : CoefficientTable.Build(functions.Fits),
            functions.Fits[0].Linear?.Penalty,
            groups.Cuts[0],
            FormattableString.Invariant($"the {protocol.HighRiskFraction:0%} of development patients with the highest cross-validated scores are called high risk; the cut is then frozen"),
            new CohortEvaluation(
                own.Judged.Cohort,
                SurvivalEvaluator.Evaluate(Pairing.OutcomeOf(developers.Patients), own.Validated.Scores, own.Validated.Risks, own.Validated.OwnSurvival, evaluation)),
            external,
            predictions);
        var (ladder, comparisons) = Ladder(plan, features, own.Modalities, result, judged);
        var (steps, left) = plan.FlowFrom(study.Cohort);
        result = result with { Harmonised = SiteShiftReport.Of(own.Pipeline, own.Data) };
        return new ModelRun(
            result with { Flow = steps, Exclusions = left, Ladder = ladder, LadderComparisons = comparisons },
            model,
            judged,
            [.. functions.Warnings.Select(w => $"Model {specification.Name}: {w}")]);
    }

    private Fitted Fit(ModelSpecification specification, ModelingOptions options, FeatureTables features, string name)
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
            Cause = protocol.Cause,
            Horizons = protocol.Horizons,
            Seed = protocol.Seed,
            CancellationToken = cancellationToken,
        };
        var pipeline = ModelPipeline.Build(ml, design);
        var patients = features.Cohort.Patients;
        var development = new RowSubset(data, [.. patients.Select(p => !sites.IsExternal(p.Site))]);
        var validated = ml.Survival.CrossValidate(
            development,
            pipeline,
            StudyRunner.CrossValidation(protocol, cancellationToken),
            progress is null ? null : new FoldProgress($"cross-validation {name}", progress));
        var judged = new Judged(
            $"{sites.DevelopmentNames}, cross-validated", [.. patients.Where(p => !sites.IsExternal(p.Site))], validated.Scores, validated.Risks,
            protocol.Horizons);
        return new Fitted(inputs, data, modalities, development, validated, pipeline.Fit(development), judged, design.IsLate);
    }

    /// <summary>The model taken apart: the clinical block alone, with each image modality, all. Without a clinical block, each modality alone and all.</summary>
    private (IReadOnlyList<LadderRung> Rungs, IReadOnlyList<PairedComparison> Comparisons) Ladder(
        ModelPlan plan, FeatureTables features, IReadOnlyList<string> modalities, ModelResult whole, IReadOnlyList<Judged> judged)
    {
        if (!protocol.AblationLadder || modalities.Count < 2)
        {
            return ([], []);
        }

        string[] basis = [.. modalities.Where(m => !ModelingOptions.IsImage(m))];
        string[] images = [.. modalities.Where(ModelingOptions.IsImage)];
        string[][] parts = [.. basis.Length > 0 ? [basis] : (string[][])[], .. images.Select(m => (string[])[.. basis, m])];
        var rungs = new List<(LadderRung Rung, IReadOnlyList<Judged> Judged)>();
        foreach (var part in parts.Where(p => p.Length < modalities.Count))
        {
            rungs.Add(Rung(plan, features, part));
        }

        rungs.Add((new LadderRung(NameOf(modalities), modalities, whole.Development, whole.External), judged));
        return (
            [.. rungs.Select(r => r.Rung)],
            [
                .. from upper in rungs
                   from lower in rungs
                   where lower.Rung.Modalities.Count < upper.Rung.Modalities.Count && lower.Rung.Modalities.All(m => upper.Rung.Modalities.Contains(m))
                   from comparison in Pairing.Of(protocol, upper.Rung.Name, upper.Judged, lower.Rung.Name, lower.Judged)
                   select comparison,
            ]);
    }

    private (LadderRung Rung, IReadOnlyList<Judged> Judged) Rung(ModelPlan plan, FeatureTables features, string[] modalities)
    {
        var name = NameOf(modalities);
        var fitted = Fit(plan.Specification with { Modalities = modalities }, plan.Options, features, $"{plan.Specification.Name}: {name}");
        var evaluation = StudyRunner.Evaluation(protocol, null, cancellationToken) with { AucCurvePoints = 0 };
        var judged = new List<Judged> { fitted.Judged };
        foreach (var site in sites.External)
        {
            Patient[] others = [.. features.Cohort.Patients.Where(p => string.Equals(p.Site, site, StringComparison.Ordinal))];
            var rows = RowsOf(fitted.Data, features.Cohort.Patients, site);
            var output = SiteAdaptation.For(ml, fitted.Pipeline, rows, site, plan.Options).Transform(rows);
            judged.Add(new Judged(
                ExternalName(site), others, DataViewReader.ReadNumbers(output, evaluation.ScoreColumn), RiskColumns.Read(output, evaluation.RiskColumn, protocol.Horizons),
                review.HorizonsAt(site, protocol.Horizons)));
        }

        CohortEvaluation[] evaluations =
        [
            .. judged.Select(j => new CohortEvaluation(
                j.Cohort, SurvivalEvaluator.Evaluate(Pairing.OutcomeOf(j.Patients), j.Scores, j.JudgedRisks, evaluation with { Horizons = j.Horizons }))),
        ];
        return (new LadderRung(name, modalities, evaluations[0], evaluations[1..]), judged);
    }

    private static string NameOf(IEnumerable<string> modalities) => string.Join(" + ", modalities);

    private static string ExternalName(string site) => $"{site}, external";

    private static RowSubset RowsOf(IDataView data, IReadOnlyList<Patient> patients, string site) =>
        new(data, [.. patients.Select(p => string.Equals(p.Site, site, StringComparison.Ordinal))]);

    private static string Describe(ModelSpecification specification, IReadOnlyList<string> modalities, FittedFunctions functions, ModelingOptions options)
    {
        var time = specification.Availability == Availability.Pre ? "Before surgery" : "After surgery";
        var missing = options.MissingModality switch
        {
            MissingModality.Impute => " A missing modality is imputed, with an indicator.",
            MissingModality.Late => " A missing modality adds nothing to the score.",
            _ => "",
        };
        return $"{time}: {string.Join(" + ", modalities.Select(m => m.ToLowerInvariant()))}; {functions.Method} of the cause of interest.{missing}";
    }

    /// <summary>A pipeline cross-validated and fitted on development patients.</summary>
    private sealed record Fitted(
        ModelInputs Inputs,
        IDataView Data,
        IReadOnlyList<string> Modalities,
        IDataView Development,
        CrossValidationResult Validated,
        ITransformer Pipeline,
        Judged Judged,
        bool IsLate);

    private sealed class FoldProgress(string stage, IProgress<StudyProgress> target) : IProgress<(int Done, int Total)>
    {
        public void Report((int Done, int Total) value) => target.Report(new StudyProgress(stage, value.Done, value.Total));
    }
}
