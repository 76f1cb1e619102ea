using HccRisk.Features.Agreement;
using HccRisk.Features.Harmonisation;
using HccRisk.Features.Imputation;
using HccRisk.Features.Selection;
using HccRisk.Studies.Data;
using HccRisk.Studies.Protocol;
using HccRisk.Survival.Average;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Competing;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CoxBoost;
using HccRisk.Survival.CoxNet;
using HccRisk.Survival.Forest;
using HccRisk.Survival.Selection;
using HccRisk.Survival.Stacking;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace HccRisk.Studies.Models;

/// <summary>The pipeline of a study's model. Everything in it is fitted on the patients given to <c>Fit</c> and on nobody else.</summary>
internal sealed class ModelPipeline
{
    private const string Features = "Features";
    private const double MostMissing = 0.95;
    private const double OtherClinicalFactor = 4;
    private const double MostCorrelated = 0.9;
    private const double LeastAgreement = 0.75;

    private static readonly Normalisation[] Three = [Normalisation.Winsorised, Normalisation.SizeResidual, Normalisation.NormalScores];
    private static readonly Normalisation[] One = [Normalisation.Standardised];

    /// <summary>The learners by name; a new one is a line here and its name in <see cref="LearnerNames"/>.</summary>
    private static readonly Dictionary<string, Learner> Learners = new(StringComparer.Ordinal)
    {
        [LearnerNames.AllEnsemble] = new(Three, MaxFeatures: 10, PenaltyPerEvent: 2, CompetingRisk.Modelled, Cox),
        [LearnerNames.GradedEnsemble] = new(Three, MaxFeatures: 10, PenaltyPerEvent: 1, CompetingRisk.Modelled, Cox),
        [LearnerNames.Ridge] = new(One, MaxFeatures: 20, PenaltyPerEvent: null, CompetingRisk.Averaged, Cox),
        [LearnerNames.CoxNet] = new(One, MaxFeatures: 20, PenaltyPerEvent: null, CompetingRisk.Averaged, CoxNet),
        [LearnerNames.CoxBoost] = new(One, MaxFeatures: 20, PenaltyPerEvent: null, CompetingRisk.Modelled, CoxBoost),
        [LearnerNames.Forest] = new(One, MaxFeatures: 20, PenaltyPerEvent: null, null, Forest),
    };

    private readonly MLContext _ml;
    private readonly ModelDesign _design;
    private readonly Learner _learner;

    private ModelPipeline(MLContext ml, ModelDesign design) =>
        (_ml, _design, _learner) = (ml, design, Learners[design.Options.Learner ?? LearnerNames.AllEnsemble]);

    /// <summary>The options that a pipeline goes by: what they leave open is as its learner has it.</summary>
    public static ModelingOptions Effective(ModelDesign design)
    {
        var options = design.Options;
        var pipeline = new ModelPipeline(new MLContext(), design);
        return options with
        {
            Learner = options.Learner ?? LearnerNames.AllEnsemble,
            Fusion = design.IsLate ? Fusion.Late : Fusion.Early,
            MissingModality = options.MissingModality ?? MissingModality.Complete,
            Imputation = options.Imputation ?? Imputation.Mean,
            Normalisation = [.. pipeline.Ways(design.Modalities)],
            Selection = options.Selection ?? Selection.Association,
            MaxFeaturesPerModality = options.MaxFeaturesPerModality ?? pipeline._learner.MaxFeatures,
            MaxCorrelation = options.MaxCorrelation ?? MostCorrelated,
            PenaltyPerEvent = options.PenaltyPerEvent ?? pipeline._learner.PenaltyPerEvent,
            Competing = options.Competing ?? pipeline._learner.Competing,
            SizeColumn = design.Size,
            Harmonisation = options.Harmonisation ?? Harmonisation.None,
        };
    }

    /// <summary>Column of a modality that says of each of its slots whether the patient has no value of it: what was imputed.</summary>
    public static string MissingOf(string modality) => modality + ".Missing";

    /// <summary>Mark what is missing, impute, standardise, select within each image modality, join, fit; several preparations are averaged, late fusion joins models of each modality.</summary>
    public static IEstimator<ITransformer> Build(MLContext ml, ModelDesign design) => new ModelPipeline(ml, design).Whole();

    /// <summary>A Cox model of one score in "Features", without penalty: what gives a comparator risks.</summary>
    public static IEstimator<ITransformer> OfOneScore(MLContext ml, int cause, IReadOnlyList<double> horizons) =>
        ml.Survival.Trainers.Cox(new CoxTrainerOptions { FeatureColumn = Features, Cause = cause, AllowUncensored = true, Horizons = horizons });

    /// <summary>Number column that is 1 where a patient has nothing of a modality.</summary>
    private static string AbsentOf(string modality) => modality + ".Absent";

    private EstimatorChain<ITransformer> Whole()
    {
        var chain = new EstimatorChain<ITransformer>();
        foreach (var column in _design.Modalities)
        {
            chain = Add(chain, _ml.Transforms.IndicateMissingValues(MissingOf(column), column));
            if (!ModelingOptions.IsImage(column))
            {
                chain = Standardise(Impute(chain, column), column);
            }
            else if (_design.KeepsAbsent)
            {
                chain = Add(chain, _ml.Transforms.IndicateAbsent(column, AbsentOf(column)));
            }
        }

        if (_design.Repeats is { } repeats && _design.Modalities.Contains(ModelSpecification.Radiomics, StringComparer.Ordinal))
        {
            chain = Add(chain, _ml.Transforms.SelectReproducible(new ReproducibleOptions
            {
                InputColumn = ModelSpecification.Radiomics,
                Repeats = repeats,
                MinLower = _design.Options.MinReproducibility ?? LeastAgreement,
                Form = _design.Options.ReproducibilityForm ?? IccForm.Agreement,
                CancellationToken = _design.CancellationToken,
            }));
        }

        chain = _design.Modalities.Where(ModelingOptions.IsImage).Aggregate(chain, Harmonise);
        if (_design.Options.PublishedScore is not null)
        {
            chain = Add(Add(chain, _ml.Transforms.IndicateMissingValues(MissingOf(ModelData.Offset), ModelData.Offset)), Mean(ModelData.Offset));
        }

        chain = chain.AppendCacheCheckpoint(_ml);
        var whole = _design.IsLate ? Late() : Fit(_design.Modalities);
        return Add(chain, _learner.Competing is { } usual && (_design.Options.Competing ?? usual) == CompetingRisk.Modelled ? WithCompetingCauses(whole) : whole);
    }

    /// <summary>A model of each modality, joined.</summary>
    private StackedTrainer Late()
    {
        StackedMember[] members =
        [
            .. _design.Modalities.Select(m => new StackedMember(m, Fit([m]), _design.KeepsAbsent && ModelingOptions.IsImage(m) ? AbsentOf(m) : null)),
        ];
        return _ml.Survival.Trainers.Stacked(
            new StackedTrainerOptions
            {
                Cause = _design.Cause,
                AllowUncensored = true, // The endpoint of the cohort has settled what its codes mean.
                Horizons = _design.Horizons,
                Seed = _design.Seed,
                CancellationToken = _design.CancellationToken,
            },
            members);
    }

    /// <summary>The causes that compete are learned from the features of the first fit: those of the first preparation, or of the first modality.</summary>
    private CompetingTrainer WithCompetingCauses(IEstimator<ITransformer> own) => _ml.Survival.Trainers.Competing(
        new CompetingTrainerOptions
        {
            FeatureColumn = Features,
            Cause = _design.Cause,
            AllowUncensored = true,
            Horizons = _design.Horizons,
            CancellationToken = _design.CancellationToken,
        },
        own);

    /// <summary>One model of some modalities: a fit for each preparation of images, averaged.</summary>
    private IEstimator<ITransformer> Fit(IReadOnlyList<string> modalities)
    {
        Normalisation[] ways = [.. Ways(modalities)];
        IEstimator<ITransformer>[] fits = [.. ways.Select(way => Fit(modalities, way))];
        return fits.Length == 1 ? fits[0] : _ml.Survival.Trainers.Average(
            new AverageTrainerOptions { Cause = _design.Cause, AllowUncensored = true, Horizons = _design.Horizons, CancellationToken = _design.CancellationToken }, fits);
    }

    /// <summary>Clinical columns are the same in every preparation; without a size nothing is freed of it.</summary>
    private IEnumerable<Normalisation> Ways(IReadOnlyList<string> modalities)
    {
        if (!modalities.Any(ModelingOptions.IsImage))
        {
            return One;
        }

        var ways = _design.Options.Normalisation ?? _learner.Ways;
        return _design.Size is null ? ways.Select(w => w == Normalisation.SizeResidual ? Normalisation.Winsorised : w).Distinct() : ways;
    }

    private EstimatorChain<ITransformer> Fit(IReadOnlyList<string> modalities, Normalisation way)
    {
        var chain = new EstimatorChain<ITransformer>();
        foreach (var column in modalities.Where(ModelingOptions.IsImage))
        {
            chain = Standardise(Impute(Normalise(chain, column, way), column), column);
            chain = Select(chain, column);
        }

        string[] columns =
        [
            .. modalities,
            .. _design is { KeepsAbsent: true, IsLate: false } ? modalities.Where(ModelingOptions.IsImage).Select(AbsentOf) : [],
            .. _design.Options.PublishedScore is null ? [] : (string[])[ModelData.Offset],
        ];
        chain = Add(chain, _ml.Transforms.Concatenate(Features, columns)).AppendCacheCheckpoint(_ml);
        var factor = columns.Length == 1 && _design.Options.Penalties?.GetValueOrDefault(columns[0]) is [var only] ? only : 1;
        var task = new Task(_ml, _design, factor * (_design.Options.PenaltyPerEvent ?? _learner.PenaltyPerEvent), Penalties(modalities, columns.Length == 1));
        return Add(chain, _learner.Train(task));
    }

    private EstimatorChain<ITransformer> Normalise(EstimatorChain<ITransformer> chain, string column, Normalisation way)
    {
        chain = Add(chain, _ml.Transforms.FilterMissing(column, MostMissing));
        chain = way switch
        {
            Normalisation.Winsorised => Add(chain, _ml.Transforms.Winsorize(column)),
            Normalisation.SizeResidual => Add(Add(chain, _ml.Transforms.Winsorize(column)), _ml.Transforms.ResidualizeOnSize(column, _design.Size!)),
            Normalisation.NormalScores => Add(chain, _ml.Transforms.ToNormalScores(column)),
            Normalisation.Robust => Add(chain, _ml.Transforms.ScaleRobust(column)),
            _ => chain,
        };
        return chain.AppendCacheCheckpoint(_ml);
    }

    /// <summary>Sites brought together, with the clinical columns, prepared before, that are to be kept.</summary>
    private EstimatorChain<ITransformer> Harmonise(EstimatorChain<ITransformer> chain, string column)
    {
        var options = _design.Options;
        return options.Harmonisation is null or Harmonisation.None ? chain : Add(Add(chain, _ml.Transforms.FilterMissing(column, MostMissing)), _ml.Transforms.HarmoniseSites(new CombatOptions
        {
            InputColumn = column,
            SiteColumn = ModelData.Site,
            Covariates = [.. (options.HarmonisationCovariates ?? []).SelectMany(_design.ClinicalSlotsOf).Select(slot => $"{ModelSpecification.Clinical}.{slot}")],
            Prior = options.Harmonisation == Harmonisation.CombatNonparametric ? CombatPrior.Nonparametric : CombatPrior.Parametric,
            CorrectScale = options.Harmonisation != Harmonisation.CombatMeans,
            ReferenceSite = options.HarmonisationReference,
            CancellationToken = _design.CancellationToken,
        }));
    }

    private EstimatorChain<ITransformer> Impute(EstimatorChain<ITransformer> chain, string column) => Add(chain, _design.Options.Imputation switch
    {
        Imputation.Median => _ml.Transforms.ImputeMissing(column),
        Imputation.Nearest => _ml.Transforms.ImputeNearest(column),
        Imputation.Chained => _ml.Transforms.ImputeChained(new ChainedImputationOptions { InputColumn = column, Seed = _design.Seed }),
        _ => Mean(column),
    });

    private MissingValueReplacingEstimator Mean(string column) => _ml.Transforms.ReplaceMissingValues(column, replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean);

    private EstimatorChain<ITransformer> Standardise(EstimatorChain<ITransformer> chain, string column) =>
        Add(chain, _ml.Transforms.NormalizeMeanVariance(column, fixZero: false));

    private EstimatorChain<ITransformer> Select(EstimatorChain<ITransformer> chain, string column)
    {
        var options = _design.Options;
        return options.Selection switch
        {
            Selection.None => chain,
            Selection.Stable => Add(chain, _ml.Survival.SelectStable(new StableSelectionOptions
            {
                InputColumn = column,
                Cause = _design.Cause,
                AllowUncensored = true,
                Seed = _design.Seed,
                MinFeatures = 1,
                CancellationToken = _design.CancellationToken,
            })),
            _ => Add(chain, _ml.Survival.SelectFeatures(new FeatureSelectorOptions
            {
                InputColumn = column,
                Cause = _design.Cause,
                AllowUncensored = true,
                MaxFeatures = options.MaxFeaturesPerModality ?? _learner.MaxFeatures,
                MaxCorrelation = options.MaxCorrelation ?? MostCorrelated,
            })),
        };
    }

    /// <summary>What is known of the coefficients before the fit. The slots of a single column keep their own names, those of several follow the column's.</summary>
    private ColumnPenalties? Penalties(IReadOnlyList<string> modalities, bool single)
    {
        var groups = new List<PenaltyGroup>();
        var clinical = modalities.FirstOrDefault(m => !ModelingOptions.IsImage(m));
        foreach (var (modality, factors) in _design.Options.Penalties ?? new Dictionary<string, IReadOnlyList<double>>())
        {
            if (!single && modalities.Contains(modality, StringComparer.Ordinal))
            {
                groups.Add(new PenaltyGroup { Slots = [modality + "."], Factor = factors[0], Choices = factors.Count > 1 ? factors : [] });
            }
        }

        if (_design.Options.Learner == LearnerNames.GradedEnsemble && clinical is not null)
        {
            var factor = _design.Options.Penalties?.GetValueOrDefault(clinical) is [var given] ? given : 1;
            groups.RemoveAll(g => g.Slots[0] == clinical + ".");
            string Named(string slot) => single ? slot : $"{clinical}.{slot}";
            groups.AddRange(_design.ClinicalSlots.GroupBy(IsPrespecified).Select(slots => new PenaltyGroup
            {
                Slots = [.. slots.Select(Named)],
                Factor = slots.Key ? factor : factor * OtherClinicalFactor,
            }));
        }

        var offset = _design.Options.PublishedScore is { } score
            ? new Dictionary<string, double> { [$"{ModelData.Offset}.{score}"] = _design.Options.PublishedWeight ?? 0.5 }
            : [];
        return groups.Count + offset.Count == 0 ? null : new ColumnPenalties { Groups = groups, FixedCoefficients = offset };
    }

    private bool IsPrespecified(string slot) =>
        _design.Prespecified.Any(p => p.EndsWith('_') ? slot.StartsWith(p, StringComparison.Ordinal) : slot == p);

    private static CoxTrainer Cox(Task task) => task.Ml.Survival.Trainers.Cox(new CoxTrainerOptions
    {
        FeatureColumn = Features,
        Cause = task.Design.Cause,
        AllowUncensored = true,
        Horizons = task.Design.Horizons,
        RidgePerEvent = task.PenaltyPerEvent,
        RidgeSearch = task.PenaltyPerEvent is null ? new CoxRidgeOptions { Seed = task.Design.Seed } : null,
        Penalties = task.Penalties,
        CancellationToken = task.Design.CancellationToken,
    });

    private static CoxNetTrainer CoxNet(Task task) => task.Ml.Survival.Trainers.CoxNet(new CoxNetTrainerOptions
    {
        FeatureColumn = Features,
        Cause = task.Design.Cause,
        AllowUncensored = true,
        Horizons = task.Design.Horizons,
        LambdaPerEvent = task.PenaltyPerEvent,
        Net = new CoxNetOptions { Seed = task.Design.Seed },
        Penalties = task.Penalties,
        CancellationToken = task.Design.CancellationToken,
    });

    private static CoxBoostTrainer CoxBoost(Task task) => task.Ml.Survival.Trainers.CoxBoost(new CoxBoostTrainerOptions
    {
        FeatureColumn = Features,
        Cause = task.Design.Cause,
        AllowUncensored = true,
        Horizons = task.Design.Horizons,
        Boost = new CoxBoostOptions { Seed = task.Design.Seed },
        Penalties = task.Penalties,
        CancellationToken = task.Design.CancellationToken,
    });

    private static ForestTrainer Forest(Task task) => task.Ml.Survival.Trainers.Forest(new ForestTrainerOptions
    {
        FeatureColumn = Features,
        Cause = task.Design.Cause,
        AllowUncensored = true,
        Horizons = task.Design.Horizons,
        Forest = new ForestOptions { Seed = task.Design.Seed },
        CancellationToken = task.Design.CancellationToken,
    });

    private static EstimatorChain<ITransformer> Add(EstimatorChain<ITransformer> chain, IEstimator<ITransformer> next) => chain.Append(next);

    /// <summary>What a trainer is made for.</summary>
    private sealed record Task(MLContext Ml, ModelDesign Design, double? PenaltyPerEvent, ColumnPenalties? Penalties);

    /// <summary>A learner: how images are prepared where nothing is said, how many features, what fixed penalty, how causes compete (null: its own way), and the trainer of "Features".</summary>
    private sealed record Learner(IReadOnlyList<Normalisation> Ways, int MaxFeatures, double? PenaltyPerEvent, CompetingRisk? Competing, Func<Task, IEstimator<ITransformer>> Train);
}
