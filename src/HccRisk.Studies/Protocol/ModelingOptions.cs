using System.Globalization;
using HccRisk.Core.Naming;
using HccRisk.Features.Agreement;

namespace HccRisk.Studies.Protocol;

/// <summary>
/// How the models of a study are made. What a model's own options leave null is as the study's say, and what those leave null has the default given here.
/// </summary>
public sealed record ModelingOptions
{
    private static readonly string[] ImageModalities = [ModelSpecification.Radiomics, ModelSpecification.Pathomics];

    /// <summary>Name of the learner, of <see cref="LearnerNames.Known"/>. Default <see cref="LearnerNames.AllEnsemble"/>.</summary>
    public string? Learner { get; init; }

    /// <summary>
    /// Learners to choose from by cross-validation within the training patients, simpler ones first, in place of <see cref="Learner"/>: the first that comes within a
    /// standard error of the best is taken. The figures are then those of nested cross-validation, which chooses anew in every outer fold. Default none.
    /// </summary>
    public IReadOnlyList<string>? Candidates { get; init; }

    /// <summary>How modalities come together. Default early; late where <see cref="MissingModality"/> is.</summary>
    public Fusion? Fusion { get; init; }

    /// <summary>What happens to a patient without a modality. Default: left out of the models that read it.</summary>
    public MissingModality? MissingModality { get; init; }

    /// <summary>What takes the place of single missing values. Default their mean.</summary>
    public Imputation? Imputation { get; init; }

    /// <summary>
    /// How image features are prepared: a model is fitted to each, and their scores are averaged. Default winsorised, freed of size and normal scores
    /// for the ensembles, standardised for other learners.
    /// </summary>
    public IReadOnlyList<Normalisation>? Normalisation { get; init; }

    /// <summary>Which image features are kept. Default by association.</summary>
    public Selection? Selection { get; init; }

    /// <summary>Image or slide features kept at most, each modality. Default 10 for the ensembles, 20 for other learners.</summary>
    public int? MaxFeaturesPerModality { get; init; }

    /// <summary>Features of a modality more correlated than this with a stronger one are left out. Default 0.9.</summary>
    public double? MaxCorrelation { get; init; }

    /// <summary>
    /// Multiples of the penalty by modality: one is given, several are chosen from by inner cross-validation (of learners that choose their penalty by it). Default 1 for each.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>>? Penalties { get; init; }

    /// <summary>Fixed rule: the penalty is this many times the number of events. Default 2 and 1 for the two ensembles; none for other learners, which choose it.</summary>
    public double? PenaltyPerEvent { get; init; }

    /// <summary>
    /// With what hazards of the competing causes absolute risks are made. Default: modelled for the ensembles and <see cref="LearnerNames.CoxBoost"/>; averaged for
    /// <see cref="LearnerNames.Ridge"/> and <see cref="LearnerNames.CoxNet"/>, whose models are then ML.NET's own and go to ONNX. A forest has its own.
    /// </summary>
    public CompetingRisk? Competing { get; init; }

    /// <summary>Clinical columns of the models, by canonical name. Default: every feature column of the schema that is known in time.</summary>
    public IReadOnlyList<string>? ClinicalColumns { get; init; }

    /// <summary>
    /// Clinical scores, such as <c>albi</c>, that enter the models beside the columns they are made of. Default none: they say again what the columns say.
    /// </summary>
    public IReadOnlyList<string>? DerivedScores { get; init; }

    /// <summary>
    /// Clinical columns that were expected to matter before anybody looked: <see cref="LearnerNames.GradedEnsemble"/> penalises them least. Default: those the schema marks.
    /// </summary>
    public IReadOnlyList<string>? Prespecified { get; init; }

    /// <summary>The date on which <see cref="Prespecified"/> was laid down; <see cref="LearnerNames.GradedEnsemble"/> asks for it.</summary>
    public DateOnly? PrespecifiedOn { get; init; }

    /// <summary>A published score, of the library or a column of the file, in units of log hazard, that enters with a coefficient that is given. Default none.</summary>
    public string? PublishedScore { get; init; }

    /// <summary>The coefficient of <see cref="PublishedScore"/>. Default 0.5: half its weight.</summary>
    public double? PublishedWeight { get; init; }

    /// <summary>Numeric clinical column with the size that image features are freed of. Default <c>tumour_size_cm</c>.</summary>
    public string? SizeColumn { get; init; }

    /// <summary>
    /// Least lower 95 % limit of the intraclass correlation of a radiomics feature, in training patients of <see cref="StudyProtocol.RepeatedMeasurements"/>, -1 to 1. Default 0.75;
    /// of no use without repeats.
    /// </summary>
    public double? MinReproducibility { get; init; }

    /// <summary>Form of that correlation. Default agreement, as for readers; one-way for perturbations.</summary>
    public IccForm? ReproducibilityForm { get; init; }

    /// <summary>How the image features of sites are brought to one location and scale, inside each fold. Default none.</summary>
    public Harmonisation? Harmonisation { get; init; }

    /// <summary>Clinical columns, among the inputs of the model, whose effects on image features a harmonisation keeps. Default none.</summary>
    public IReadOnlyList<string>? HarmonisationCovariates { get; init; }

    /// <summary>Development site that others are brought to, and which itself stays as it is. Default none: to the mean of all.</summary>
    public string? HarmonisationReference { get; init; }

    /// <summary>What happens to patients of a site that a harmonisation was not fitted on. Default refused.</summary>
    public UnseenSites? UnseenSites { get; init; }

    /// <summary>The same, with what is null here taken from others.</summary>
    /// <param name="others">The study's options.</param>
    internal ModelingOptions Or(ModelingOptions others) => new()
    {
        Learner = Learner ?? (Candidates is null ? others.Learner : null),
        Candidates = Candidates ?? (Learner is null ? others.Candidates : null),
        Fusion = Fusion ?? others.Fusion,
        MissingModality = MissingModality ?? others.MissingModality,
        Imputation = Imputation ?? others.Imputation,
        Normalisation = Normalisation ?? others.Normalisation,
        Selection = Selection ?? others.Selection,
        MaxFeaturesPerModality = MaxFeaturesPerModality ?? others.MaxFeaturesPerModality,
        MaxCorrelation = MaxCorrelation ?? others.MaxCorrelation,
        Penalties = Penalties ?? others.Penalties,
        PenaltyPerEvent = PenaltyPerEvent ?? others.PenaltyPerEvent,
        Competing = Competing ?? others.Competing,
        ClinicalColumns = ClinicalColumns ?? others.ClinicalColumns,
        DerivedScores = DerivedScores ?? others.DerivedScores,
        Prespecified = Prespecified ?? others.Prespecified,
        PrespecifiedOn = PrespecifiedOn ?? others.PrespecifiedOn,
        PublishedScore = PublishedScore ?? others.PublishedScore,
        PublishedWeight = PublishedWeight ?? others.PublishedWeight,
        SizeColumn = SizeColumn ?? others.SizeColumn,
        MinReproducibility = MinReproducibility ?? others.MinReproducibility,
        ReproducibilityForm = ReproducibilityForm ?? others.ReproducibilityForm,
        Harmonisation = Harmonisation ?? others.Harmonisation,
        HarmonisationCovariates = HarmonisationCovariates ?? others.HarmonisationCovariates,
        HarmonisationReference = HarmonisationReference ?? others.HarmonisationReference,
        UnseenSites = UnseenSites ?? others.UnseenSites,
    };

    /// <summary>What is wrong, one a fault.</summary>
    /// <param name="path">Where the options stand: <c>modeling</c> or <c>models[0].modeling</c>.</param>
    internal IEnumerable<string> Faults(string path)
    {
        if (Learner is { } learner && !LearnerNames.Known.Contains(learner, StringComparer.Ordinal))
        {
            yield return LearnerNames.Reserved.Contains(learner, StringComparer.Ordinal)
                ? $"'{path}.learner' is '{learner}', a name kept for a learner that this version does not have: it has {string.Join(", ", LearnerNames.Known)}"
                : $"'{path}.learner' is '{learner}', which is not known{NearestNames.Hint(learner, LearnerNames.Known)}";
        }

        foreach (var fault in CandidateFaults(path))
        {
            yield return fault;
        }

        if (MaxFeaturesPerModality < 1)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"'{path}.maxFeaturesPerModality' is {MaxFeaturesPerModality}, it must be 1 or more");
        }

        if (MaxCorrelation is { } correlation && (!(correlation > 0) || correlation > 1))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"'{path}.maxCorrelation' is {correlation}, it must lie above 0 and at most be 1");
        }

        if (PenaltyPerEvent is { } perEvent && !(perEvent > 0 && double.IsFinite(perEvent)))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"'{path}.penaltyPerEvent' is {perEvent}, it must be above 0");
        }

        if (MinReproducibility is { } least && (!(least >= -1) || least > 1))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"'{path}.minReproducibility' is {least}, it must lie from -1 to 1");
        }

        if (PublishedWeight is { } weight && !double.IsFinite(weight))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"'{path}.publishedWeight' is {weight}, it must be finite");
        }

        if (Learner is LearnerNames.CoxBoost or LearnerNames.Forest && PenaltyPerEvent is not null)
        {
            yield return $"'{path}.penaltyPerEvent' is of no use to the learner '{Learner}': leave it out";
        }

        if (Learner == LearnerNames.Forest && (Penalties is not null || PublishedScore is not null))
        {
            yield return $"'{path}.{(Penalties is not null ? "penalties" : "publishedScore")}' is of no use to the learner '{Learner}': leave it out";
        }

        if (Learner == LearnerNames.Forest && Competing is not null)
        {
            yield return $"'{path}.competing' is of no use to the learner '{Learner}', which models all causes itself: leave it out";
        }

        foreach (var fault in NameFaults(path).Concat(PenaltyFaults(path)))
        {
            yield return fault;
        }
    }

    private IEnumerable<string> CandidateFaults(string path)
    {
        if (Candidates is not { } candidates)
        {
            yield break;
        }

        if (Learner is not null)
        {
            yield return $"'{path}' has 'learner' and 'candidates': give one of them";
        }

        if (candidates.Count < 2 || candidates.Distinct(StringComparer.Ordinal).Count() < candidates.Count)
        {
            yield return $"'{path}.candidates' must name two learners or more, each once";
        }

        foreach (var (index, name) in candidates.Index())
        {
            foreach (var fault in (this with { Learner = name ?? "", Candidates = null }).Faults(path).Except((this with { Learner = null, Candidates = null }).Faults(path), StringComparer.Ordinal))
            {
                yield return FormattableString.Invariant($"'{path}.candidates[{index}]': {fault}");
            }
        }
    }

    private IEnumerable<string> NameFaults(string path)
    {
        if (Normalisation is { Count: 0 })
        {
            yield return $"'{path}.normalisation' is empty: name one or more, or leave it out";
        }
        else if (Normalisation is { } several && several.Distinct().Count() < several.Count)
        {
            yield return $"'{path}.normalisation' names one of them twice";
        }

        (string Name, IReadOnlyList<string>? Values)[] lists = [("clinicalColumns", ClinicalColumns), ("derivedScores", DerivedScores), ("prespecified", Prespecified), ("harmonisationCovariates", HarmonisationCovariates)];
        foreach (var (name, _) in lists.Where(l => l.Values?.Any(string.IsNullOrWhiteSpace) == true))
        {
            yield return $"'{path}.{name}' has an empty name";
        }
    }

    private IEnumerable<string> PenaltyFaults(string path)
    {
        foreach (var (modality, factors) in Penalties ?? new Dictionary<string, IReadOnlyList<double>>())
        {
            var at = $"'{path}.penalties.{modality}'";
            if (!ModelSpecification.Known.Contains(modality, StringComparer.Ordinal))
            {
                yield return $"{at} is of no modality{NearestNames.Hint(modality, ModelSpecification.Known)}";
            }

            if (factors is null || factors.Count == 0 || factors.Any(f => !(f >= 0) || !double.IsFinite(f)))
            {
                yield return $"{at} must be one or more numbers of 0 or greater";
            }
            else if (factors.Count > 1 && (PenaltyPerEvent is not null || (Learner is null && Candidates is null) || Learner is LearnerNames.AllEnsemble or LearnerNames.GradedEnsemble))
            {
                yield return $"{at} has several numbers to choose from by cross-validation, but the penalty is fixed: give one, or the learner '{LearnerNames.Ridge}' or '{LearnerNames.CoxNet}'";
            }
        }
    }

    /// <summary>Whether a learner may make the model.</summary>
    internal bool Uses(string learner) => Learner == learner || Candidates?.Contains(learner, StringComparer.Ordinal) == true;

    /// <summary>Modalities of images.</summary>
    internal static bool IsImage(string modality) => ImageModalities.Contains(modality, StringComparer.Ordinal);
}
