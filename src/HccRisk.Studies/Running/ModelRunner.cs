using HccRisk.Cohorts;
using HccRisk.Core.Errors;
using HccRisk.Core.Learning;
using HccRisk.Features.Agreement;
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
using Microsoft.ML.Data;

namespace HccRisk.Studies.Running;

/// <summary>Cross-validates models on development patients, fits and freezes them, judges them once on each external site, and takes them apart.</summary>
internal sealed class ModelRunner(
    MLContext ml,
    StudyProtocol protocol,
    StudySites sites,
    EndpointReview review,
    FeatureSetup setup,
    RepeatedFeatures? repeats,
    string version,
    IProgress<StudyProgress>? progress,
    CancellationToken cancellationToken)
{
    /// <summary>Whether every score is explained by its inputs. Default false.</summary>
    public bool Explain { get; init; }

    private readonly ModelFitter _fitter = new(ml, protocol, sites, repeats, progress, cancellationToken);

    /// <summary>Runs one model.</summary>
    /// <param name="plan">The model.</param>
    /// <param name="study">The patients of the study.</param>
    /// <exception cref="StudyProtocolException">An estimator cannot do with these patients, in the words of the study file.</exception>
    public ModelRun Run(ModelPlan plan, FeatureTables study) => Guarded(plan, () => RunModel(plan, study));

    /// <summary>Each model against those before it.</summary>
    public IReadOnlyList<PairedComparison> Compare(IReadOnlyList<ModelRun> runs) =>
    [
        .. from later in Enumerable.Range(0, runs.Count)
           from earlier in Enumerable.Range(0, later)
           from comparison in Pairing.WithDecisions(protocol, runs[later].Result.Name, runs[later].Judged, runs[earlier].Result.Name, runs[earlier].Judged)
           select comparison,
    ];

    private ModelRun RunModel(ModelPlan plan, FeatureTables study)
    {
        var features = study.Exclude(plan.Exclusions);
        var specification = plan.Specification;
        var own = _fitter.Fit(specification, plan.Options, features, specification.Name);
        var validator = new CohortValidator(protocol, features.Cohort.Schema, features.Cohort.Has, cancellationToken);
        var groups = RiskGroups.Quantiles([.. own.Validated.Scores], 1 - protocol.HighRiskFraction);
        var functions = FittedFunctions.Of(own.Pipeline);
        var patients = features.Cohort.Patients;
        var developers = features.Cohort.Where(p => !sites.IsExternal(p.Site));
        var card = new ModelCard
        {
            Specification = specification with { Modalities = own.Modalities, Modeling = own.Options },
            Method = functions.Method,
            Study = protocol.Title,
            Synthetic = protocol.Synthetic,
            Schema = features.Cohort.Schema,
            ClinicalColumns = own.Inputs.Columns,
            Categories = CategoryCoverage.Of(developers),
            Ranges = DevelopmentRange.Of(developers),
            Domains = Domains(own),
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
            [.. developers.Patients.Select(p => p.Id)], [.. developers.Patients.Select(p => p.Site)], "cross-validated", own.Validated.Scores, own.Validated.Risks, card, coverage, DomainDistances.Of(own.Development, card.Domains)));
        var stage = $"evaluation {specification.Name}";
        Report(stage, 0, sites.External.Count + 1);
        var development = SurvivalEvaluator.Evaluate(
            Pairing.OutcomeOf(developers.Patients), own.Validated.Scores, own.Validated.Risks, own.Validated.OwnSurvival, evaluation);
        var onDevelopment = new CohortEvaluation(own.Judged.Cohort, development)
        {
            Validation = validator.Of(specification.Name, own.Judged, bySite: sites.Development.Count > 1),
        };
        Report(stage, 1, sites.External.Count + 1);
        var external = new List<CohortEvaluation>();
        var pipeline = own.Pipeline;
        var explanations = new List<PatientExplanation>(Explain ? ScoreExplainer.Of(ml, pipeline, own.Development, own.Development) : []);
        foreach (var site in sites.External)
        {
            Patient[] others = [.. patients.Where(p => string.Equals(p.Site, site, StringComparison.Ordinal))];
            var rows = RowsOf(own.Data, patients, site);
            pipeline = SiteAdaptation.For(ml, pipeline, rows, site, own.Options);
            var scored = new RiskModel(ml, card, pipeline, own.Data.Schema).Score(rows, "external");
            predictions.AddRange(scored.Predictions);
            explanations.AddRange(Explain ? ScoreExplainer.Of(ml, pipeline, rows, own.Development) : []);
            judged.Add(new Judged(
                ExternalName(site), others, [.. scored.Predictions.Select(p => p.Score)], scored.Risks, review.HorizonsAt(site, protocol.Horizons)));
            var outcome = Pairing.OutcomeOf(others);
            external.Add(new CohortEvaluation(
                ExternalName(site),
                SurvivalEvaluator.Evaluate(
                    outcome,
                    judged[^1].Scores,
                    judged[^1].JudgedRisks,
                    OwnSurvivals.Read(pipeline, pipeline.Transform(rows), outcome, evaluation.ScoreColumn, protocol.Cause),
                    evaluation with { Horizons = judged[^1].Horizons }))
            {
                Validation = validator.Of(specification.Name, judged[^1], bySite: false),
            });
            Report(stage, external.Count + 1, sites.External.Count + 1);
        }

        CohortEvaluation Whole(Judged of) => new(
            of.Cohort, SurvivalEvaluator.Evaluate(Pairing.OutcomeOf(of.Patients), of.Scores, of.JudgedRisks, evaluation with { Horizons = of.Horizons }))
        {
            Validation = validator.Of(specification.Name, of, bySite: true),
        };

        var outside = _fitter.WithoutEachSite(own, specification.Name, out var obstacle);
        var result = new ModelResult(
            specification.Name,
            Describe(specification, own.Modalities, functions, own.Options),
            own.Modalities.ToDictionary(m => m, m => SlotNames.Read(own.Data.Schema[m]).Count, StringComparer.Ordinal),
            own.IsLate ? [] : CoefficientTable.Build(functions.Fits),
            functions.Fits[0].Linear?.Penalty,
            groups.Cuts[0],
            FormattableString.Invariant($"the {protocol.HighRiskFraction:0%} of development patients with the highest cross-validated scores are called high risk; the cut is then frozen"),
            onDevelopment,
            external,
            predictions)
        {
            AllExternal = sites.External.Count > 1 ? Whole(Judged.Join("all external sites", judged.Skip(1))) : null,
            InternalExternal = outside is null ? null : Whole(outside),
            Explanations = explanations,
            Domains = [.. card.Domains.Select(d => Summary(d, predictions))],
            Selection = own.Selection,
            Optimism = _fitter.Optimism(own, development, specification.Name),
            Effects = EffectTables.Of(developers.Patients, [.. own.Inputs.Columns.Select(c => features.Cohort.Schema[c])], Pairing.OutcomeOf(developers.Patients), protocol.Cause),
            Stability = own.IsLate ? null : own.Choices?.Summary(own.Modalities.ToDictionary(m => m, m => SlotNames.Read(own.Data.Schema[m]).Count, StringComparer.Ordinal)),
            SampleSize = SizeGates.Of(
                Pairing.OutcomeOf(developers.Patients), own.Modalities.Sum(m => SlotNames.Read(own.Data.Schema[m]).Count), protocol, card.TimeUnit),
        };
        var (ladder, comparisons) = Ladder(plan with { Options = own.Options }, features, own.Modalities, result, judged);
        var (steps, left) = plan.FlowFrom(study.Cohort);
        var harmonised = SiteShiftReport.Of(pipeline, own.Data);
        return new ModelRun(
            result with
            {
                Method = functions.Method,
                Modalities = own.Modalities,
                Modeling = own.Effective,
                Flow = steps,
                Exclusions = left,
                Ladder = ladder,
                LadderComparisons = comparisons,
                Harmonised = harmonised,
            },
            model,
            judged,
            [.. functions.Warnings.Concat(obstacle is null ? [] : [obstacle]).Select(w => $"Model {specification.Name}: {w}")]);
    }

    /// <summary>What the development patients are like, in each modality.</summary>
    private IReadOnlyList<FeatureDomain> Domains(FittedModel model) =>
    [
        .. model.Modalities
            .Select(m => DomainLearner.Learn(
                m, SlotNames.Read(model.Data.Schema[m]), [.. model.Development.GetColumn<float[]>(model.Development.Schema[m])], protocol.OutOfDistributionRate))
            .OfType<FeatureDomain>(),
    ];

    private DomainSummary Summary(FeatureDomain domain, List<PatientPrediction> predictions)
    {
        string CohortOf(PatientPrediction p) => p.Set == "external" ? ExternalName(p.Site) : sites.DevelopmentNames;

        var cohorts = predictions.GroupBy(CohortOf, StringComparer.Ordinal).ToArray();
        return new DomainSummary(
            domain.Modality,
            domain.Slots.Count,
            domain.Directions.Count,
            domain.Threshold,
            domain.FalsePositiveRate,
            cohorts.ToDictionary(g => g.Key, g => g.Count(p => p.OutOfDistribution.Contains(domain.Modality, StringComparer.Ordinal)), StringComparer.Ordinal),
            cohorts.ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal));
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
        parts = [.. parts.Where(p => p.Length < modalities.Count)];
        foreach (var part in parts)
        {
            Report($"ladder {plan.Specification.Name}", rungs.Count, parts.Length);
            rungs.Add(Rung(plan, features, part));
        }

        Report($"ladder {plan.Specification.Name}", rungs.Count, parts.Length);

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
        var fitted = _fitter.Fit(plan.Specification with { Modalities = modalities }, plan.Options, features, $"{plan.Specification.Name}: {name}");
        var evaluation = StudyRunner.Evaluation(protocol, null, cancellationToken) with { AucCurvePoints = 0 };
        var judged = JudgedBy(fitted, features);
        CohortEvaluation[] evaluations =
        [
            .. judged.Select(j => new CohortEvaluation(
                j.Cohort, SurvivalEvaluator.Evaluate(Pairing.OutcomeOf(j.Patients), j.Scores, j.JudgedRisks, evaluation with { Horizons = j.Horizons }))),
        ];
        return (new LadderRung(name, modalities, evaluations[0], evaluations[1..]), judged);
    }

    /// <summary>A model made anew by the outcomes of other tables.</summary>
    /// <param name="plan">The model.</param>
    /// <param name="run">As it was made by the main endpoint: its learner stays.</param>
    /// <param name="study">The patients of the study with other outcomes.</param>
    public IReadOnlyList<Judged> Refit(ModelPlan plan, ModelRun run, FeatureTables study)
    {
        var features = study.Exclude(plan.Exclusions);
        var specification = run.Model.Card.Specification;
        return Guarded(plan, () => JudgedBy(_fitter.Fit(specification, specification.Modeling!, features, $"{specification.Name}, other endpoint"), features));
    }

    private T Guarded<T>(ModelPlan plan, Func<T> run)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or ArithmeticException or NoEventsException or ColumnException)
        {
            throw new StudyProtocolException(
                FormattableString.Invariant(
                    $"Model {plan.Specification.Name} cannot be fitted: {e.Message.ReplaceLineEndings(" ")} Change its 'modalities' in 'models', or lower 'folds' ({protocol.Folds})."),
                e);
        }
    }

    private List<Judged> JudgedBy(FittedModel fitted, FeatureTables features)
    {
        var evaluation = StudyRunner.Evaluation(protocol, null, cancellationToken);
        var judged = new List<Judged> { fitted.Judged };
        foreach (var site in sites.External)
        {
            Patient[] others = [.. features.Cohort.Patients.Where(p => string.Equals(p.Site, site, StringComparison.Ordinal))];
            var rows = RowsOf(fitted.Data, features.Cohort.Patients, site);
            var output = SiteAdaptation.For(ml, fitted.Pipeline, rows, site, fitted.Options).Transform(rows);
            judged.Add(new Judged(
                ExternalName(site), others, DataViewReader.ReadNumbers(output, evaluation.ScoreColumn), RiskColumns.Read(output, evaluation.RiskColumn, protocol.Horizons),
                review.HorizonsAt(site, protocol.Horizons)));
        }

        return judged;
    }

    private void Report(string stage, int done, int total) => progress?.Report(new StudyProgress(stage, done, total));

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
}
