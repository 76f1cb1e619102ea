using HccRisk.Core.Learning;
using HccRisk.Features.Agreement;
using HccRisk.Features.Harmonisation;
using HccRisk.Features.Imputation;
using HccRisk.Features.Scaling;
using HccRisk.Features.Selection;

namespace Microsoft.ML;

/// <summary>
/// Imputation, scaling and filters of feature vectors as ML.NET transforms. All learn from the rows they are fitted on and never look at
/// an outcome; slot names stay, and saved models load with a plain <c>ml.Model.Load</c>.
/// </summary>
public static class FeatureTransformsCatalog
{
    extension(TransformsCatalog catalog)
    {
        /// <summary>Puts the median of the training rows where a value is missing.</summary>
        /// <param name="column">Vector of features; the complete one takes its place.</param>
        /// <param name="missingColumn">Name of a vector written beside it: 1 where a value was missing; null for none.</param>
        public LearnedEstimator<MedianImputation> ImputeMissing(string column = "Features", string? missingColumn = null) =>
            catalog.ImputeMissing(new MedianImputationOptions { InputColumn = column, MissingColumn = missingColumn });

        /// <summary>Puts the median of the training rows where a value is missing.</summary>
        /// <param name="options">Columns.</param>
        /// <exception cref="ArgumentException">An option is out of range; the message lists all faults.</exception>
        public LearnedEstimator<MedianImputation> ImputeMissing(MedianImputationOptions options) => new MedianImputer(catalog, options);

        /// <summary>Tells rows that have no value at all in a vector: a patient without a modality.</summary>
        /// <param name="column">Vector of features, before anything is imputed.</param>
        /// <param name="outputColumn">Number written: 1 where every slot is missing, else 0.</param>
        public IEstimator<ITransformer> IndicateAbsent(string column, string outputColumn)
        {
            ArgumentException.ThrowIfNullOrEmpty(column);
            ArgumentException.ThrowIfNullOrEmpty(outputColumn);
            return new AbsenceIndicator(catalog, column, outputColumn);
        }

        /// <summary>Puts the mean of the training rows that are most alike where a value is missing.</summary>
        /// <param name="column">Vector of features; the complete one takes its place.</param>
        /// <param name="neighbours">Rows averaged.</param>
        public LearnedEstimator<NearestImputation> ImputeNearest(string column = "Features", int neighbours = 5) =>
            catalog.ImputeNearest(new NearestImputationOptions { InputColumn = column, Neighbours = neighbours });

        /// <summary>Puts the mean of the training rows that are most alike where a value is missing.</summary>
        /// <param name="options">Columns, neighbours, distance.</param>
        /// <exception cref="ArgumentException">An option is out of range; the message lists all faults.</exception>
        public LearnedEstimator<NearestImputation> ImputeNearest(NearestImputationOptions options) => new NearestImputer(catalog, options);

        /// <summary>Puts what the other slots let expect where a value is missing, by chained equations.</summary>
        /// <param name="column">Vector of features; the complete one takes its place.</param>
        public LearnedEstimator<ChainedImputation> ImputeChained(string column = "Features") =>
            catalog.ImputeChained(new ChainedImputationOptions { InputColumn = column });

        /// <summary>
        /// Puts what the other slots let expect, or a draw at random of it, where a value is missing, by chained equations.
        /// </summary>
        /// <param name="options">Columns, rounds, draw.</param>
        /// <exception cref="ArgumentException">An option is out of range; the message lists all faults.</exception>
        public LearnedEstimator<ChainedImputation> ImputeChained(ChainedImputationOptions options) => new ChainedImputer(catalog, options);

        /// <summary>
        /// Multiple imputation: one estimator a copy, each with a draw of its own. Fit each, analyse each completed table, and pool by
        /// Rubin's rules (<c>RubinPooling</c> of HccRisk.Survival). An analysis of the outcome needs the outcome among the slots (event
        /// and cumulative hazard), or its coefficients are drawn towards 0; a prediction must not have it.
        /// </summary>
        /// <param name="column">Vector of features; the complete one takes its place.</param>
        /// <param name="copies">Number of copies, 2 or more.</param>
        /// <param name="seed">Seed of the draws.</param>
        /// <exception cref="ArgumentOutOfRangeException">Fewer than two copies.</exception>
        public IReadOnlyList<LearnedEstimator<ChainedImputation>> ImputeMultiple(
            string column = "Features", int copies = 5, int seed = 1) =>
            catalog.ImputeMultiple(new ChainedImputationOptions { InputColumn = column, Seed = seed }, copies);

        /// <summary>Multiple imputation: one estimator a copy, each with a draw of its own.</summary>
        /// <param name="options">Columns, rounds, seed; the numbers of the draws go on from that of the options.</param>
        /// <param name="copies">Number of copies, 2 or more.</param>
        /// <exception cref="ArgumentOutOfRangeException">Fewer than two copies.</exception>
        /// <exception cref="ArgumentException">An option is out of range; the message lists all faults.</exception>
        public IReadOnlyList<LearnedEstimator<ChainedImputation>> ImputeMultiple(ChainedImputationOptions options, int copies)
        {
            ArgumentNullException.ThrowIfNull(options);
            ArgumentOutOfRangeException.ThrowIfLessThan(copies, 2);
            return [.. Enumerable.Range(Math.Max(1, options.Draw), copies)
                .Select(draw => catalog.ImputeChained(options with { Draw = draw }))];
        }

        /// <summary>
        /// Takes off the median and divides by the distance of the quartiles; a slot that does not vary becomes 0, never NaN.
        /// </summary>
        /// <param name="column">Vector of features; the scaled one takes its place.</param>
        public LearnedEstimator<ScaledSlots> ScaleRobust(string column = "Features") =>
            catalog.ScaleRobust(new RobustScalingOptions { InputColumn = column });

        /// <summary>
        /// Takes off the median and divides by the distance of the quartiles; a slot that does not vary becomes 0, never NaN.
        /// </summary>
        /// <param name="options">Columns and unit. Where the quartiles are equal the standard deviation takes their place.</param>
        /// <exception cref="ArgumentException">An option is out of range; the message lists all faults.</exception>
        public LearnedEstimator<ScaledSlots> ScaleRobust(RobustScalingOptions options) => new RobustScaler(catalog, options);

        /// <summary>Moves values beyond the 1 and 99 per cent quantiles of the training rows to them.</summary>
        /// <param name="column">Vector of features; the new one takes its place.</param>
        public LearnedEstimator<WinsorizedSlots> Winsorize(string column = "Features") =>
            catalog.Winsorize(new WinsorizingOptions { InputColumn = column });

        /// <summary>Moves values beyond quantiles of the training rows to them.</summary>
        /// <param name="options">Columns and quantiles.</param>
        /// <exception cref="ArgumentException">An option is out of range; the message lists all faults.</exception>
        public LearnedEstimator<WinsorizedSlots> Winsorize(WinsorizingOptions options) => new Winsorizer(catalog, options);

        /// <summary>Turns values into normal scores of their ranks among the training rows.</summary>
        /// <param name="column">Vector of features; the new one takes its place.</param>
        public LearnedEstimator<NormalScores> ToNormalScores(string column = "Features") =>
            catalog.ToNormalScores(new NormalScoresOptions { InputColumn = column });

        /// <summary>Turns values into normal scores of their ranks among the training rows.</summary>
        /// <param name="options">Columns and number of values kept.</param>
        /// <exception cref="ArgumentException">An option is out of range; the message lists all faults.</exception>
        public LearnedEstimator<NormalScores> ToNormalScores(NormalScoresOptions options) => new NormalScorer(catalog, options);

        /// <summary>Takes off each slot what follows from the logarithm of a size.</summary>
        /// <param name="column">Vector of features; the new one takes its place.</param>
        /// <param name="size">Number column with the size, or the name of a slot of the vector.</param>
        public IEstimator<ITransformer> ResidualizeOnSize(string column, string size) =>
            catalog.ResidualizeOnSize(new SizeResidualOptions { InputColumn = column, Size = size });

        /// <summary>Takes off each slot what follows from a size.</summary>
        /// <param name="options">Columns and size.</param>
        /// <exception cref="ArgumentException">An option is out of range; the message lists all faults.</exception>
        public IEstimator<ITransformer> ResidualizeOnSize(SizeResidualOptions options)
        {
            ArgumentNullException.ThrowIfNull(options);
            options.Validate();
            return new SizeEstimator(catalog, options);
        }

        /// <summary>Brings the sites of a text column to one location and scale, slot by slot (ComBat). A row of another site is refused.</summary>
        /// <param name="column">Vector of features; the new one takes its place.</param>
        /// <param name="siteColumn">Text column of the sites.</param>
        /// <param name="covariates">What is kept: number columns, vectors, or slots such as <c>Clinical.age</c>; never an outcome.</param>
        public IEstimator<ITransformer> HarmoniseSites(string column = "Features", string siteColumn = "Site", params IReadOnlyList<string> covariates) =>
            catalog.HarmoniseSites(new CombatOptions { InputColumn = column, SiteColumn = siteColumn, Covariates = covariates });

        /// <summary>Brings the sites of a text column to one location and scale, slot by slot (ComBat). A row of another site is refused.</summary>
        /// <param name="options">Columns, covariates, prior, reference site.</param>
        /// <exception cref="ArgumentException">An option is out of range; the message lists all faults.</exception>
        public IEstimator<ITransformer> HarmoniseSites(CombatOptions options)
        {
            ArgumentNullException.ThrowIfNull(options);
            options.Validate();
            return new CombatEstimator(catalog, options);
        }

        /// <summary>
        /// Adds a site to a model that harmonises sites: what was fitted stays frozen, the shift and scale of the new site come from its own cases. No outcome is read.
        /// </summary>
        /// <param name="model">The model, fitted or loaded; it stays as it is.</param>
        /// <param name="cases">Rows of that site alone, as the model reads them.</param>
        /// <param name="site">Name of the site in the site column.</param>
        /// <param name="minCases">Cases needed, 2 or more.</param>
        /// <returns>A model that knows the site too; <c>CombatCorrection.AddedSites</c> says that it was added.</returns>
        /// <exception cref="ColumnException">There are too few cases, the site is known, or a case is of another site.</exception>
        /// <exception cref="InvalidOperationException">The model harmonises nothing.</exception>
        public ITransformer AdaptToSite(ITransformer model, IDataView cases, string site, int minCases = 20)
        {
            ArgumentNullException.ThrowIfNull(model);
            ArgumentNullException.ThrowIfNull(cases);
            ArgumentException.ThrowIfNullOrEmpty(site);
            ArgumentOutOfRangeException.ThrowIfLessThan(minCases, 2);
            return SiteAdapter.Adapt(catalog, model, cases, site, minCases);
        }

        /// <summary>Leaves out slots that do not vary among the training rows.</summary>
        /// <param name="column">Vector of features; the slots kept take its place.</param>
        public LearnedEstimator<SelectedSlots> FilterConstant(string column = "Features") =>
            catalog.FilterConstant(new ConstantFilterOptions { InputColumn = column });

        /// <summary>Leaves out slots that hardly vary among the training rows.</summary>
        /// <param name="options">Columns and limits.</param>
        /// <exception cref="ArgumentException">An option is out of range; the message lists all faults.</exception>
        public LearnedEstimator<SelectedSlots> FilterConstant(ConstantFilterOptions options) => new ConstantFilter(catalog, options);

        /// <summary>Leaves out slots that too many training rows lack.</summary>
        /// <param name="column">Vector of features; the slots kept take its place.</param>
        /// <param name="maxShare">Share of rows that may lack a slot.</param>
        public LearnedEstimator<SelectedSlots> FilterMissing(string column = "Features", double maxShare = 0.5) =>
            catalog.FilterMissing(new MissingFilterOptions { InputColumn = column, MaxShare = maxShare });

        /// <summary>Leaves out slots that too many training rows lack.</summary>
        /// <param name="options">Columns and limit.</param>
        /// <exception cref="ArgumentException">An option is out of range; the message lists all faults.</exception>
        public LearnedEstimator<SelectedSlots> FilterMissing(MissingFilterOptions options) => new MissingFilter(catalog, options);

        /// <summary>Of slots that say the same, keeps one; no outcome is looked at.</summary>
        /// <param name="column">Vector of features; the slots kept take its place.</param>
        /// <param name="maxCorrelation">Absolute rank correlation with a slot that is kept, above which one is left out.</param>
        public LearnedEstimator<SelectedSlots> FilterCorrelated(string column = "Features", double maxCorrelation = 0.9) =>
            catalog.FilterCorrelated(new CorrelationFilterOptions { InputColumn = column, MaxCorrelation = maxCorrelation });

        /// <summary>Of slots that say the same, keeps one; no outcome is looked at.</summary>
        /// <param name="options">Columns, limit, kind of correlation.</param>
        /// <exception cref="ArgumentException">An option is out of range; the message lists all faults.</exception>
        public LearnedEstimator<SelectedSlots> FilterCorrelated(CorrelationFilterOptions options) =>
            new CorrelationFilter(catalog, options);

        /// <summary>Keeps slots that agree between repeated measurements of the training patients (lower limit of their intraclass correlation); no outcome is looked at.</summary>
        /// <param name="repeats">The repeats; those of other patients than the training rows' are not used.</param>
        /// <param name="column">Vector of features; the slots kept take its place.</param>
        /// <param name="minLower">Least lower limit.</param>
        public LearnedEstimator<SelectedSlots> SelectReproducible(RepeatedFeatures repeats, string column = "Features", double minLower = 0.75) =>
            catalog.SelectReproducible(new ReproducibleOptions { Repeats = repeats, InputColumn = column, MinLower = minLower });

        /// <summary>Keeps slots that agree between repeated measurements of the training patients; no outcome is looked at.</summary>
        /// <param name="options">Repeats, columns, form of the correlation, limit.</param>
        /// <exception cref="ArgumentException">An option is out of range; the message lists all faults.</exception>
        public LearnedEstimator<SelectedSlots> SelectReproducible(ReproducibleOptions options) => new ReproducibleFilter(catalog, options);
    }
}
