using System.Reflection;
using HccRisk.Cohorts;
using HccRisk.Cohorts.Privacy;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Features.Agreement;
using HccRisk.Features.Clinical;
using HccRisk.Pathomics.Embedding;
using HccRisk.Studies.Data;
using HccRisk.Studies.Description;
using HccRisk.Studies.Models;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;
using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.CutPoints;
using HccRisk.Survival.Evaluation;
using Microsoft.ML;

namespace HccRisk.Studies.Running;

/// <summary>
/// Runs a study: reads the cohort, extracts features through a resumable store, cross-validates each model on the development sites, fits and
/// freezes it, and evaluates it once on each external site.
/// </summary>
public sealed class StudyRunner
{
    private const int CurvePoints = 24;

    private readonly StudyProtocol _protocol;
    private readonly StudyRunOptions _options;
    private readonly MLContext _ml;

    /// <summary>Prepares a run.</summary>
    /// <param name="protocol">What to do.</param>
    /// <param name="options">Where.</param>
    public StudyRunner(StudyProtocol protocol, StudyRunOptions options)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(options);
        protocol.Validate();
        _protocol = protocol;
        _options = options;
        _ml = new MLContext(protocol.Seed);
    }

    /// <summary>Runs the study and writes models, predictions and manifest into the output folder.</summary>
    /// <param name="progress">Told about every unit of work.</param>
    /// <param name="cancellationToken">Stops the run; extracted features stay in the store.</param>
    /// <exception cref="StudyProtocolException">The cohort cannot answer the question: no events, an unknown site, no patients.</exception>
    /// <exception cref="TableFormatException">A cohort file is absent or malformed.</exception>
    public StudyResult Run(IProgress<StudyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var record = new RunRecord(_options.OutputFolder);
        try
        {
            var result = Run(record, progress, cancellationToken);
            record.Write();
            return result;
        }
        catch (Exception e)
        {
            if (record.TryWrite() && e is StudyProtocolException && record.Exclusions.Count > 0)
            {
                throw new StudyProtocolException(FormattableString.Invariant($"{e.Message} {record.Exclusions.Count} patients were left out so far: see '{record.Path}'."), e);
            }

            throw;
        }
    }

    private StudyResult Run(RunRecord record, IProgress<StudyProgress>? progress, CancellationToken cancellationToken)
    {
        var library = _protocol.Scores is { } own ? ScoreLibrary.BuiltIn.With(ScoreLibrary.Load(Path.Combine(_options.ProtocolFolder, own))) : ScoreLibrary.BuiltIn;
        var scans = _protocol.Scans is { } dates ? ScanSchedule.Load(Path.Combine(_options.ProtocolFolder, dates)) : ScanSchedule.Unknown;
        var repeats = _protocol.RepeatedMeasurements is { } measured ? RepeatedFeatures.Read([.. measured.Select(path => Path.Combine(_options.ProtocolFolder, path))]) : null;
        var flow = LoadCohort(record);
        record.Set(flow);
        if (flow.Cohort.Count == 0)
        {
            throw new StudyProtocolException(FormattableString.Invariant(
                $"No patient is left of {flow.Cohort.Listed.Count}. Left out: {FilePlaces.HidePaths(ExclusionCounts.Text(flow.Cohort.Exclusions))}."));
        }

        var sites = StudySites.Resolve(_protocol, flow.Cohort);
        var cohort = flow.Cohort.Exclude(sites.Strangers(flow.Cohort));
        StudyOverlaps.RequireApart(cohort, sites);
        cohort = cohort.Exclude(StudyOverlaps.Repeated(cohort));
        cohort = cohort.Exclude(CategoryCoverage.Unseen(
            cohort.Where(p => sites.IsExternal(p.Site)), CategoryCoverage.Of(cohort.Where(p => !sites.IsExternal(p.Site)))));
        record.Set(flow, cohort, sites);
        sites.RequirePatients(cohort);
        var checks = new StudyChecks(_protocol, sites);
        checks.RequireEvents(cohort);
        var unit = cohort.Schema.Endpoint?.TimeUnit ?? "months";
        EndpointReview.Of(cohort, _protocol, scans).RequireHorizons(sites, _protocol, unit);
        var setup = Setup(cohort.Where(p => !sites.IsExternal(p.Site)), out var notes);
        var known = cohort;
        StudyChecks.RequireAll(
            () => checks.RequireInputs(known, setup), () => checks.RequireNames(known), () => ComparatorValues.Of(_protocol, _options.ProtocolFolder, known));
        using var backbone = setup.Slides ? OpenBackbone() : null;
        setup = _protocol.Backbone is null ? setup : setup with { Backbone = backbone?.Manifest.Name, BackboneSha256 = backbone?.Sha256 };
        Directory.CreateDirectory(_options.OutputFolder);
        var store = FeatureStore.Open(_options.StoreFolder ?? Path.Combine(_options.OutputFolder, "features"));
        var features = FeatureTables.Compute(cohort, setup, backbone, store, WithOptions, progress, cancellationToken);
        notes.AddRange(features.Notes);
        notes.AddRange(features.Tables.Where(t => t.Modality != ModelSpecification.Clinical)
            .SelectMany(t => StudyOverlaps.SameFeatures(t, t.Modality == ModelSpecification.Radiomics ? setup.Series : [])));
        var plans = _protocol.Models.Select(m => ModelPlan.Of(m, _protocol.ModelingOf(m), features)).ToArray();
        features = features.Exclude(ModelPlan.UsedByNone(plans));
        record.Set(flow, features.Cohort, sites);
        record.Set(plans);

        sites.RequirePatients(features.Cohort);
        checks.RequireEvents(features.Cohort);
        checks.RequireVariation(features);
        notes.AddRange(checks.FewEvents(features.Cohort));
        foreach (var plan in plans)
        {
            var patients = features.Exclude(plan.Exclusions).Cohort;
            sites.RequirePatients(patients, plan.Specification.Name);
            checks.RequireEvents(patients, plan.Specification.Name);
        }

        var review = EndpointReview.Of(features.Cohort, _protocol, scans);
        review.RequireHorizons(sites, _protocol, unit);
        notes.AddRange(review.Notes(features.Cohort, unit));

        var runner = new ModelRunner(_ml, _protocol, sites, review, setup, repeats, Version, progress, cancellationToken) { Explain = _options.Explain };
        var comparators = new ComparatorRunner(_ml, _protocol, sites, review, features.Cohort, progress, cancellationToken);
        var runs = new List<ModelRun>();
        foreach (var plan in plans)
        {
            runs.Add(runner.Run(plan, features));
            notes.AddRange(runs[^1].Notes);
            notes.AddRange(SiteAdaptation.Notes(runs[^1].Result.Harmonised).Select(n => $"Model {runs[^1].Result.Name}: {n}"));
            runs[^1].Model.Save(Path.Combine(_options.OutputFolder, StudyFiles.ModelFile(plan.Specification)));
        }

        var result = new StudyResult
        {
            Title = _protocol.Title,
            Synthetic = _protocol.Synthetic,
            Seed = _protocol.Seed,
            SoftwareVersion = Version,
            Endpoint = EndpointText.Describe(features.Cohort.Schema, _protocol),
            EventName = EndpointText.EventName(features.Cohort.Schema, _protocol.Cause),
            TimeUnit = unit,
            Horizon = _protocol.Horizon,
            Protocol = StudyFiles.WithoutPlaces(_protocol),
            Features = setup,
            Flow = record.Flow,
            Exclusions = [.. features.Cohort.Exclusions.Select(RunRecord.Hidden)],
            Sites = sites.Summaries(features.Cohort),
            Characteristics = CharacteristicsTable.Build(features.Cohort, sites.All, p => sites.IsExternal(p.Site)),
            Models = [.. runs.Select(r => r.Result)],
            Comparisons = runner.Compare(runs),
            Comparators = comparators.Run(ComparatorValues.Of(_protocol, _options.ProtocolFolder, features.Cohort), runs),
            Notes = [.. notes.Select(FilePlaces.HidePaths)],
            Truth = _options.Truth,
            SensitivityEndpoints = review.Sensitivity,
            SensitivityEvaluations = new SensitivityJudge(_protocol, review, progress, cancellationToken).Of(
                features, plans, runs, _protocol.RefitSensitivity ? runner.Refit : null),
            ScanIntervals = review.Scans,
            RefusedHorizons = review.Refused,
            Shifts = SiteShifts.Of(features, sites.Development, sites.External),
            Scores = ScoreSummaries.Of(library, features.Cohort),
        };
        foreach (var table in features.Tables.Where(t => t.Modality == ModelSpecification.Radiomics))
        {
            table.SaveProvenanceCsv(Path.Combine(_options.OutputFolder, StudyFiles.ProvenanceFile));
        }

        StudyFiles.Write(_protocol, result, _options);
        return result;
    }

    private static string Version =>
        typeof(StudyRunner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";

    private FeatureJob WithOptions(FeatureJob job) =>
        job with { MaxParallelism = _options.MaxParallelism, RetryFailed = _options.RetryFailed, VerifyInputs = _options.VerifyInputs };

    private CohortFlow LoadCohort(RunRecord record)
    {
        var folder = _options.ProtocolFolder;
        var schema = _protocol.ResolveSchema(folder);
        try
        {
            var cohort = Cohort.Load(
                Path.Combine(folder, _protocol.Clinical),
                schema,
                _protocol.Manifest is null ? null : Path.Combine(folder, _protocol.Manifest),
                new CohortLoadOptions { ConfirmedUnits = _protocol.ConfirmedUnits, KeepWithoutFiles = true });
            return (schema.Eligibility ?? new EligibilityCriteria()).Apply(cohort);
        }
        catch (TableFormatException e)
        {
            record.Exclusions = e.Exclusions;
            throw;
        }
    }

    private OnnxBackbone OpenBackbone() => _protocol.Backbone is not { } named ? OnnxBackbone.CreateDefault()
        : _options.Backbones.TryGetValue(named, out var known) ? OnnxBackbone.Load(known.ModelPath, known.Manifest)
        : OnnxBackbone.Load(Path.Combine(_options.ProtocolFolder, named));

    /// <summary>Which series and slides the models use: what at least half of the development patients have.</summary>
    private FeatureSetup Setup(Cohort cohort, out List<string> notes)
    {
        notes = [.. cohort.Notes];
        var wanted = _protocol.Models.SelectMany(m => m.Modalities).ToHashSet(StringComparer.Ordinal);
        var half = (cohort.Count + 1) / 2;
        var series = cohort.Patients
            .SelectMany(p => p.FilesOf(PatientFileKind.Mri).Select(f => f.Name).Distinct(StringComparer.OrdinalIgnoreCase))
            .GroupBy(n => n, StringComparer.OrdinalIgnoreCase)
            .Where(g => g.Count() >= half)
            .Select(g => g.Key)
            .ToArray();
        var slides = cohort.Patients.Count(p => p.FilesOf(PatientFileKind.Slide).Any()) >= half;
        if (wanted.Contains(ModelSpecification.Radiomics) && series.Length == 0)
        {
            notes.Add("No MRI series is listed for at least half of the development patients: the models do without radiomics.");
        }

        if (wanted.Contains(ModelSpecification.Pathomics) && !slides)
        {
            notes.Add("No slide is listed for at least half of the development patients: the models do without pathomics.");
        }

        return new FeatureSetup
        {
            Series = wanted.Contains(ModelSpecification.Radiomics) ? series : [],
            Slides = slides && wanted.Contains(ModelSpecification.Pathomics),
            Radiomics = _protocol.Radiomics,
            Pathomics = _protocol.Pathomics,
        };
    }

    /// <summary>How each model is cross-validated; the risks its pipeline writes are those of the protocol's horizons.</summary>
    internal static CrossValidationOptions CrossValidation(StudyProtocol protocol, CancellationToken cancellationToken) => new()
    {
        Folds = protocol.Folds,
        Repeats = protocol.Repeats,
        Seed = protocol.Seed,
        Cause = protocol.Cause,
        AllowUncensored = true, // The endpoint of the cohort has settled what its codes mean.
        Horizons = protocol.Horizons,
        SmoothedCalibration = false, // What is shown of the predictions is computed from them elsewhere.
        FoldMetrics = false,
        CancellationToken = cancellationToken,
    };

    /// <summary>How each model is judged, on whatever patients.</summary>
    internal static EvaluationOptions Evaluation(StudyProtocol protocol, RiskGroups? groups, CancellationToken cancellationToken) => new()
    {
        Cause = protocol.Cause,
        Horizons = protocol.Horizons,
        Controls = protocol.AucControls,
        AucCurvePoints = CurvePoints,
        SmoothedCalibration = false, // Those that are shown come with the full validation of a cohort.
        Groups = groups,
        CancellationToken = cancellationToken,
    };
}
