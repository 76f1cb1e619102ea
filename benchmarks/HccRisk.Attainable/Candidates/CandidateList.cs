using HccRisk.Attainable.Data;
using HccRisk.Attainable.Measures;
using HccRisk.Studies.Models;
using HccRisk.Studies.Protocol;
using HccRisk.Survival.Average;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CoxNet;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Selection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace HccRisk.Attainable.Candidates;

/// <summary>The ways to make a model that are compared.</summary>
internal static class CandidateList
{
    private static readonly double[] Horizons = [KnownRisk.Horizon];

    /// <summary>The learner "ridge" of a study with all clinical columns: what studies did before the ensembles.</summary>
    public static Candidate Present { get; } = new("present", (ml, inputs) => ml.Transforms.CopyColumns(ModelColumns.Clinical, ModelColumns.ClinicalAll).Append(
        ModelPipeline.Build(ml, new ModelDesign
        {
            Modalities = [ModelColumns.Clinical, .. inputs.Images],
            Options = new ModelingOptions { Learner = LearnerNames.Ridge },
            Cause = 1,
            Horizons = Horizons,
            Seed = inputs.Seed,
        })));

    /// <summary>The candidate that the last line is about.</summary>
    public static Candidate Chosen { get; } = Ensemble("all_ens, recalibrated", new FewEvents { PerEvent = 2, Recalibrated = true }) with { Everywhere = false };

    /// <summary>The same without the correction of the slope: it has the same ranks.</summary>
    public static Candidate Uncorrected { get; } = Ensemble("all_ens", new FewEvents { PerEvent = 2 });

    /// <summary>
    /// The same on latents in place of features. A latent bears a tenth of the penalty: what it says is spread over ten features of the modality, each of
    /// which needs a tenth of its coefficient.
    /// </summary>
    public static Candidate OnLatents { get; } = Ensemble("all_ens on latents", new FewEvents { PerEvent = 2, ImageFactor = .1 });

    public static IReadOnlyList<Candidate> All { get; } =
    [
        Present,
        Chosen,
        Uncorrected,
        Ensemble("all_ens with derived scores", new FewEvents { Clinical = ModelColumns.ClinicalAll, PerEvent = 2 }) with { Everywhere = false },
        Ensemble("all_ens + ERASL", new FewEvents { PerEvent = 2, Erasl = true }),
        Ensemble("all_ens, lambda = events", new FewEvents { PerEvent = 1 }) with { Everywhere = false },
        Ensemble("all_ens, one fit", new FewEvents { PerEvent = 2, Single = true }),
        Ensemble("gr_ens", new FewEvents { Clinical = ModelColumns.ClinicalAll, PerEvent = 1, Graded = true }),
        Ensemble("gr_ens + ERASL", new FewEvents { Clinical = ModelColumns.ClinicalAll, PerEvent = 1, Graded = true, Erasl = true }),
        Ensemble("c_ens", new FewEvents { Clinical = ModelColumns.ClinicalListed, PerEvent = 1 }),
        Ensemble("c_ens + ERASL", new FewEvents { Clinical = ModelColumns.ClinicalListed, PerEvent = 1, Erasl = true }),
        new("ridge on everything", (ml, inputs) => Everything(ml, inputs).Append(ml.Survival.Trainers.Cox(Cox() with { RidgeSearch = new CoxRidgeOptions { Seed = inputs.Seed } }))),
        new("CoxNet on everything", (ml, inputs) => Everything(ml, inputs).Append(ml.Survival.Trainers.CoxNet(new CoxNetTrainerOptions
        {
            AllowUncensored = true,
            Horizons = Horizons,
            Net = new CoxNetOptions { Alpha = .5, Seed = inputs.Seed },
        })))
        {
            Everywhere = false,
        },
        new("Cox, list + 3 features", (ml, inputs) => Prepared(ml, [ModelColumns.ClinicalListed, .. inputs.Images], c => ml.Transforms.Winsorize(c))
            .AppendAll(Selected(ml, inputs.Images, 3))
            .Append(ml.Transforms.Concatenate("Features", [ModelColumns.ClinicalListed, .. inputs.Images]))
            .Append(ml.Survival.Trainers.Cox(Cox() with { Ridge = 1e-6 })))
        {
            Everywhere = false,
        },
    ];

    /// <summary>Those compared under every truth: the rest stands for one of them, or has no claim to be the default.</summary>
    public static IReadOnlyList<Candidate> Compared { get; } = [.. All.Where(c => c.Everywhere)];

    private static CoxTrainerOptions Cox() => new() { AllowUncensored = true, Horizons = Horizons };

    private static Candidate Ensemble(string name, FewEvents how) => new(name, (ml, inputs) =>
    {
        string[] columns = [how.Clinical, .. inputs.Images];
        var ridge = Cox() with { RidgePerEvent = how.Graded ? 4 * how.PerEvent : how.PerEvent, Penalties = Penalties(how, inputs) };
        IEstimator<ITransformer> Member(IEstimator<ITransformer> prepared)
        {
            if (how.Erasl)
            {
                prepared = prepared.Append(ml.Transforms.ReplaceMissingValues(ModelColumns.Erasl, replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean));
            }

            return prepared.AppendAll(Selected(ml, inputs.Images, 10)).AppendCacheCheckpoint(ml)
                .Append(ml.Transforms.Concatenate("Features", how.Erasl ? [.. columns, ModelColumns.Erasl] : columns))
                .Append(ml.Survival.Trainers.Cox(ridge));
        }

        var winsorized = Member(Prepared(ml, columns, c => ml.Transforms.Winsorize(c)));
        IEstimator<ITransformer>[] members = how.Single
            ? [winsorized]
            :
            [
                winsorized,
                Member(Prepared(ml, columns, c => ml.Transforms.Winsorize(c)).AppendAll(inputs.Images.Select(c => ml.Transforms.ResidualizeOnSize(c, ModelColumns.Size))).AppendCacheCheckpoint(ml)),
                Member(Prepared(ml, columns, c => ml.Transforms.ToNormalScores(c))),
            ];
        var options = new AverageTrainerOptions
        {
            AllowUncensored = true,
            Horizons = Horizons,
            Recalibration = how.Recalibrated ? new SlopeRecalibration { Seed = inputs.Seed } : null,
        };
        return ml.Survival.Trainers.Average(options, members);
    });

    private static ColumnPenalties Penalties(FewEvents how, CandidateInputs inputs) => new()
    {
        // Clinical columns that are not listed bear four times the penalty. One vector alone is joined under its own names.
        Groups = how.Graded
            ? [new PenaltyGroup
            {
                Slots = [.. inputs.Images.Select(i => i + "."), .. inputs.Listed.Select(name => inputs.Images.Count > 0 || how.Erasl ? how.Clinical + "." + name : name)],
                Factor = .25,
            }]
            : how.ImageFactor == 1 || inputs.Images.Count == 0 ? [] : [new PenaltyGroup { Slots = [.. inputs.Images.Select(i => i + ".")], Factor = how.ImageFactor }],
        FixedCoefficients = how.Erasl ? new Dictionary<string, double> { [ModelColumns.Erasl] = .5 } : [],
    };

    private static EstimatorChain<ColumnConcatenatingTransformer> Everything(MLContext ml, CandidateInputs inputs)
    {
        string[] columns = [ModelColumns.Clinical, .. inputs.Images];
        return Prepared(ml, columns, c => ml.Transforms.NormalizeMeanVariance(c, fixZero: false)).Append(ml.Transforms.Concatenate("Features", columns));
    }

    /// <summary>Missing values at the mean, then what is done to each column.</summary>
    private static EstimatorChain<ITransformer> Prepared(MLContext ml, IReadOnlyList<string> columns, Func<string, IEstimator<ITransformer>> each)
    {
        IEstimator<ITransformer>? chain = null;
        foreach (var column in columns)
        {
            var imputed = ml.Transforms.ReplaceMissingValues(column, replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean);
            chain = chain is null ? imputed : chain.Append(imputed);
            chain = chain.Append(each(column));
        }

        // Prepared rows are read several times in a fit.
        return chain!.AppendCacheCheckpoint(ml);
    }

    private static IEnumerable<IEstimator<ITransformer>> Selected(MLContext ml, IReadOnlyList<string> images, int count) =>
        images.Select(column => ml.Survival.SelectFeatures(new FeatureSelectorOptions { InputColumn = column, AllowUncensored = true, MaxFeatures = count }));

    private static IEstimator<ITransformer> AppendAll(this IEstimator<ITransformer> chain, IEnumerable<IEstimator<ITransformer>> next) =>
        next.Aggregate(chain, (whole, step) => whole.Append(step));

    /// <summary>What the ensembles differ in.</summary>
    private sealed record FewEvents
    {
        public string Clinical { get; init; } = ModelColumns.Clinical;

        public double PerEvent { get; init; }

        public double ImageFactor { get; init; } = 1;

        public bool Graded { get; init; }

        public bool Erasl { get; init; }

        public bool Single { get; init; }

        public bool Recalibrated { get; init; }
    }
}
