using HccRisk.Core.Learning;
using HccRisk.Core.Naming;
using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Landmark;
using HccRisk.Survival.Learning;
using HccRisk.Survival.PseudoObservations;
using HccRisk.Survival.Resampling;
using HccRisk.Survival.Selection;
using HccRisk.Survival.Tuning;
using HccRisk.Survival.Validation;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace HccRisk.Survival.Catalog;

/// <summary>Survival analysis inside ML.NET: what <c>ml.Survival</c> gives.</summary>
public sealed class SurvivalCatalog
{
    private readonly MLContext _context;

    internal SurvivalCatalog(MLContext context)
    {
        _context = context;
        Trainers = new SurvivalTrainers(context);
    }

    /// <summary>The trainers.</summary>
    public SurvivalTrainers Trainers { get; }

    /// <summary>What a fitted model goes by.</summary>
    public SurvivalExplanations Explain { get; } = new();

    /// <summary>Keeps the features that go most strongly with the event on their own, without repeats; in a pipeline it sees training rows only.</summary>
    /// <param name="inputColumn">Vector to choose from; the chosen slots take its place.</param>
    /// <param name="maxFeatures">Features kept at most.</param>
    /// <param name="maxCorrelation">A feature more correlated than this with a stronger one is left out.</param>
    public FeatureSelector SelectFeatures(string inputColumn = "Features", int maxFeatures = 20, double maxCorrelation = 0.9) =>
        SelectFeatures(new FeatureSelectorOptions { InputColumn = inputColumn, MaxFeatures = maxFeatures, MaxCorrelation = maxCorrelation });

    /// <summary>Keeps the features that go most strongly with the event on their own, without repeats.</summary>
    /// <param name="options">Columns, cause, limits.</param>
    public FeatureSelector SelectFeatures(FeatureSelectorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new FeatureSelector(_context.Transforms, options, (IHostEnvironment)_context);
    }

    /// <summary>
    /// Makes a label (had the event by the horizon) and an inverse probability of censoring weight from time and event, for any binary trainer. Weights of rows
    /// that are only scored come from the censoring of the training rows; a row censored before the horizon weighs 0. The step needs the columns of follow-up:
    /// append it with <c>TransformerScope.TrainTest</c> and save <c>GetModelFor(TransformerScope.Scoring)</c>, or use the overload that takes the trainer.
    /// </summary>
    /// <param name="horizon">The horizon, in the unit of the times.</param>
    /// <param name="cause">Cause of interest, other codes being competing events; 0 for any.</param>
    public IEstimator<ITransformer> Landmark(double horizon, int cause = 1) => Landmark(new LandmarkOptions { Horizon = horizon, Cause = cause });

    /// <summary>Makes a label and an inverse probability of censoring weight.</summary>
    /// <param name="options">Horizon, cause, columns.</param>
    public IEstimator<ITransformer> Landmark(LandmarkOptions options) => LandmarkLearner.Make(_context, options);

    /// <summary>
    /// Fits a binary trainer to the status at a horizon: it gets label and weight of the training rows whose status is known, and its model needs neither.
    /// Evaluate its "Probability" as the risk at that horizon.
    /// </summary>
    /// <param name="trainer">Reads the label "Label" and the weight "Weight": <c>FastTree(exampleWeightColumnName: "Weight")</c>.</param>
    /// <param name="horizon">The horizon, in the unit of the times.</param>
    /// <param name="cause">Cause of interest, other codes being competing events; 0 for any.</param>
    public LandmarkTrainer Landmark(IEstimator<ITransformer> trainer, double horizon, int cause = 1) =>
        Landmark(trainer, new LandmarkOptions { Horizon = horizon, Cause = cause });

    /// <summary>Fits a binary trainer to the status at a horizon.</summary>
    /// <param name="trainer">Reads the columns of label and weight that the options name.</param>
    /// <param name="options">Horizon, cause, columns.</param>
    public LandmarkTrainer Landmark(IEstimator<ITransformer> trainer, LandmarkOptions options) => new(_context, trainer, options);

    /// <summary>Fits a regression trainer to pseudo-values of the risk at a horizon; adds "Probability", its score held between 0 and 1.</summary>
    /// <param name="trainer">Reads the label "Label", writes "Score".</param>
    /// <param name="horizon">The horizon, in the unit of the times.</param>
    /// <param name="cause">Cause of interest, other codes being competing events; 0 for any.</param>
    public PseudoValueTrainer PseudoValues(IEstimator<ITransformer> trainer, double horizon, int cause = 1) =>
        PseudoValues(trainer, new PseudoValueOptions { Horizon = horizon, Cause = cause });

    /// <summary>Fits a regression trainer to pseudo-values of the risk at a horizon.</summary>
    /// <param name="trainer">Reads and writes the columns that the options name.</param>
    /// <param name="options">Horizon, cause, columns.</param>
    public PseudoValueTrainer PseudoValues(IEstimator<ITransformer> trainer, PseudoValueOptions options) => new(_context, trainer, options);

    /// <summary>
    /// Keeps some features of each of several vectors (modalities), those that go most strongly with the event on their own, without repeats: a large
    /// vector leaves room for a small one.
    /// </summary>
    /// <param name="inputColumns">Vectors to choose from; the chosen slots take their place.</param>
    /// <param name="maxFeatures">Features kept of each at most.</param>
    /// <param name="options">How they are chosen; null for the defaults. Its columns and number of features are not looked at.</param>
    /// <exception cref="ArgumentException">There is no column, or an option is out of range.</exception>
    public IEstimator<ITransformer> SelectPerModality(IReadOnlyList<string> inputColumns, int maxFeatures = 10, FeatureSelectorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(inputColumns);
        if (inputColumns.Count == 0)
        {
            throw new ArgumentException("'inputColumns' is empty: name the vector of each modality.", nameof(inputColumns));
        }

        IEstimator<ITransformer>? chain = null;
        foreach (var column in inputColumns)
        {
            var next = SelectFeatures((options ?? new FeatureSelectorOptions()) with { InputColumn = column, OutputColumn = null, MaxFeatures = maxFeatures });
            chain = chain is null ? next : chain.Append(next);
        }

        return chain!;
    }

    /// <summary>
    /// Keeps the features that halves of the patients choose again and again, with a bound on how many of them are there by chance (stability selection
    /// with complementary pairs).
    /// </summary>
    /// <param name="inputColumn">Vector to choose from; the chosen slots take its place.</param>
    /// <param name="maxFalseSelections">Bound on the expected number of features kept by chance.</param>
    /// <param name="seed">Seed of the halves.</param>
    public StableSelector SelectStable(string inputColumn = "Features", double maxFalseSelections = 1, int seed = 1) =>
        SelectStable(new StableSelectionOptions { InputColumn = inputColumn, MaxFalseSelections = maxFalseSelections, Seed = seed });

    /// <summary>Keeps the features that halves of the patients choose again and again.</summary>
    /// <param name="options">Columns, cause, threshold, bound.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message lists all faults.</exception>
    public StableSelector SelectStable(StableSelectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new StableSelector(_context.Transforms, options, (IHostEnvironment)_context);
    }

    /// <summary>Evaluates a score.</summary>
    /// <param name="data">Data with score, time and event, as a model's <c>Transform</c> returns it.</param>
    /// <param name="horizons">Horizons of the AUC, in the unit of the time column; null for 12, 24, 36.</param>
    /// <param name="cause">Cause of interest; 0 for any.</param>
    public SurvivalMetrics Evaluate(IDataView data, IReadOnlyList<double>? horizons = null, int cause = 1) =>
        Evaluate(data, new EvaluationOptions { Horizons = horizons ?? [12, 24, 36], Cause = cause });

    /// <summary>Evaluates a score.</summary>
    /// <param name="data">Data with score, time and event.</param>
    /// <param name="options">Columns, cause, horizons.</param>
    /// <exception cref="ColumnException">A column is missing or mistyped.</exception>
    /// <exception cref="InvalidOperationException">A score is not finite; the message names the row.</exception>
    public SurvivalMetrics Evaluate(IDataView data, EvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        return EvaluateOutput(model: null, data, options);
    }

    /// <summary>Scores data and evaluates them, with what only the model itself can tell: D- and A-calibration and van Houwelingen's alpha.</summary>
    /// <param name="model">A fitted pipeline, or one that was loaded. One that is not a survival model is judged as its output is.</param>
    /// <param name="data">Data the model scores, with time and event; not those it was fitted on.</param>
    /// <param name="options">Columns, cause, horizons.</param>
    /// <exception cref="ColumnException">A column is missing or mistyped.</exception>
    /// <exception cref="InvalidOperationException">A score is not finite; the message names the row.</exception>
    public SurvivalMetrics Evaluate(ITransformer model, IDataView data, EvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        return EvaluateOutput(model, model.Transform(data), options);
    }

    /// <summary>
    /// Validates predictions on patients that no part of the model was fitted on: discrimination, calibration, Brier score, decision curves, models against each other,
    /// by site and subgroup, recalibration, sample size.
    /// </summary>
    /// <param name="data">Time, event and what one or several models said, one row a patient.</param>
    /// <param name="columns">Where they are; null for "Time", "Event" and the columns that survival trainers write.</param>
    /// <param name="options">Cause, horizons, level; null for the defaults.</param>
    /// <returns>Everything that was found; what these patients cannot tell says why, and what a reader must know is in its remarks.</returns>
    /// <exception cref="ColumnException">A column is missing or mistyped.</exception>
    /// <exception cref="ArgumentException">A risk lies outside 0 to 1, two patients or models have one name, or an option is out of range.</exception>
    /// <exception cref="Data.NoEventsException">Nobody had the event.</exception>
    public ValidationResult Validate(IDataView data, ValidationColumns? columns = null, ValidationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return ExternalValidation.Run(ValidationReader.Read(data, columns ?? new ValidationColumns()), options);
    }

    /// <summary>
    /// Cross-validates a pipeline: everything in it is fitted anew on the training part of each fold. Rows with one "PatientId", where the data
    /// have that column, stay in one fold.
    /// </summary>
    /// <param name="data">Development data.</param>
    /// <param name="pipeline">An unfitted pipeline that ends in a score.</param>
    /// <param name="folds">Folds.</param>
    /// <param name="repeats">Repeats with other folds.</param>
    /// <param name="seed">Seed of the folds.</param>
    public CrossValidationResult CrossValidate(IDataView data, IEstimator<ITransformer> pipeline, int folds = 5, int repeats = 1, int seed = 1) =>
        CrossValidate(data, pipeline, new CrossValidationOptions { Folds = folds, Repeats = repeats, Seed = seed });

    /// <summary>Cross-validates a pipeline: everything in it is fitted anew on the training part of each fold.</summary>
    /// <param name="data">Development data.</param>
    /// <param name="pipeline">An unfitted pipeline that ends in a score.</param>
    /// <param name="options">Folds, repeats, seed, evaluation.</param>
    /// <param name="progress">Told after every fold: folds done and to do.</param>
    /// <returns>Out-of-fold scores and, where the pipeline writes them, risks; metrics pooled, by repeat and by fold.</returns>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    public CrossValidationResult CrossValidate(
        IDataView data, IEstimator<ITransformer> pipeline, CrossValidationOptions options, IProgress<(int Done, int Total)>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(options);
        return CrossValidator.Run(data, pipeline, options, progress);
    }

    /// <summary>
    /// How much the figures of a pipeline on its own rows promise too much: everything in it is fitted anew to bootstrap samples of the rows (Harrell and others, Stat Med
    /// 1996), with the .632+ estimate beside.
    /// </summary>
    /// <param name="data">Development data, a row a patient.</param>
    /// <param name="pipeline">An unfitted pipeline that ends in a score.</param>
    /// <param name="options">Samples, seed, cause, horizons.</param>
    /// <param name="progress">Told after every sample: samples done and to do.</param>
    /// <returns>Harrell's C, AUC and Brier score at the horizons, and the slope of the score, each with the samples that failed.</returns>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    public IReadOnlyList<OptimismMeasure> Optimism(
        IDataView data, IEstimator<ITransformer> pipeline, OptimismOptions options, IProgress<(int Done, int Total)>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(options);
        return OptimismValidator.Run(data, pipeline, options, progress);
    }

    /// <summary>
    /// Searches for the values of candidates that predict best in cross-validation, and fits what it chose to all rows. Of several candidates the first that comes within
    /// one standard error of the best is taken: give simpler ones first.
    /// </summary>
    /// <param name="data">Development data.</param>
    /// <param name="candidates">The candidates, as those of <see cref="SurvivalCandidates"/>.</param>
    public TuningResult Tune(IDataView data, params TuningCandidate[] candidates) => Tune(data, candidates, new TuningOptions());

    /// <summary>Searches for the values of candidates that predict best in cross-validation, and fits what it chose to all rows.</summary>
    /// <param name="data">Development data.</param>
    /// <param name="candidates">The candidates, simpler ones first.</param>
    /// <param name="options">Folds, metric, budget, record.</param>
    /// <param name="progress">Told after every trial.</param>
    /// <returns>What was chosen, every trial and the model. Cancelled, or out of time, the best so far: <see cref="TuningResult.Stopped"/> tells.</returns>
    /// <exception cref="TooFewEventsException">There are too few events to choose by.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before any trial was complete.</exception>
    /// <exception cref="TimeoutException">The time was up before any trial was complete.</exception>
    /// <exception cref="InvalidOperationException">Every trial failed; the message says how the first did.</exception>
    public TuningResult Tune(IDataView data, IReadOnlyList<TuningCandidate> candidates, TuningOptions options, IProgress<TuningProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(options);
        return Tuner.Tune(_context, data, candidates, options, progress);
    }

    /// <summary>
    /// Cross-validates the search itself: in each outer fold candidates are tuned, one is chosen and fitted on the training rows alone, and judged on the test rows.
    /// </summary>
    /// <param name="data">Development data.</param>
    /// <param name="candidates">The candidates, as those of <see cref="SurvivalCandidates"/>.</param>
    public NestedResult NestedCrossValidate(IDataView data, params TuningCandidate[] candidates) => NestedCrossValidate(data, candidates, new NestedOptions());

    /// <summary>Cross-validates the search itself.</summary>
    /// <param name="data">Development data.</param>
    /// <param name="candidates">The candidates, simpler ones first.</param>
    /// <param name="options">Outer folds (or sites), and the search within them.</param>
    /// <param name="progress">Told after every trial.</param>
    /// <returns>What each outer fold chose, and the figure of the procedure.</returns>
    /// <exception cref="TooFewEventsException">There are too few events to choose by.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; with a record file it goes on from there.</exception>
    /// <exception cref="TimeoutException">The time was up before a trial was complete in every outer fold.</exception>
    /// <exception cref="InvalidOperationException">Every trial of an outer fold failed; the message says how the first did.</exception>
    public NestedResult NestedCrossValidate(IDataView data, IReadOnlyList<TuningCandidate> candidates, NestedOptions options, IProgress<TuningProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(options);
        return Tuner.Nested(_context, data, candidates, options, progress);
    }

    /// <summary>
    /// Tunes the trainers of <see cref="SurvivalCandidates"/> within a time, compares them on equal outer folds with the ridge-penalised Cox model, and fits the best to all
    /// rows.
    /// </summary>
    /// <param name="data">Development data with "Features", "Time" and "Event".</param>
    /// <param name="budget">The longest it may take.</param>
    public AutoFitResult AutoFit(IDataView data, TimeSpan budget) => AutoFit(data, new NestedOptions { Tuning = new TuningOptions { MaxTime = budget } });

    /// <summary>Tunes candidates, compares them on equal outer folds, and fits the best to all rows.</summary>
    /// <param name="data">Development data.</param>
    /// <param name="options">Outer folds (or sites), the search within them, and its budget in time and trials.</param>
    /// <param name="candidates">
    /// The candidates; null for all of <see cref="SurvivalCandidates"/>. The ridge-penalised Cox model is always among them: where none is called so, it is put first.
    /// </param>
    /// <param name="progress">Told after every trial.</param>
    /// <returns>The candidates beside each other and the model. Cancelled, or out of time, the best so far: <see cref="AutoFitResult.Stopped"/> tells.</returns>
    /// <exception cref="TooFewEventsException">There are too few events to choose by.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before any trial on all rows was complete.</exception>
    /// <exception cref="TimeoutException">The time was up before any trial on all rows was complete.</exception>
    /// <exception cref="InvalidOperationException">Every trial failed; the message says how the first did.</exception>
    public AutoFitResult AutoFit(IDataView data, NestedOptions options, IReadOnlyList<TuningCandidate>? candidates = null, IProgress<TuningProgress>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        candidates ??= SurvivalCandidates.All();
        var name = SurvivalCandidates.CoxRidge().Name;
        var reference = candidates.FirstOrDefault(c => c.Name == name) ?? SurvivalCandidates.CoxRidge();
        return AutoFitter.Run(_context, data, [reference, .. candidates.Where(c => !ReferenceEquals(c, reference))], options, progress);
    }

    /// <summary>
    /// Splits data of two sites: the external one is kept aside for one evaluation. With more sites, those that develop the model must be named:
    /// <see cref="SplitBySite(IDataView, IReadOnlyList{string}, IReadOnlyList{string}, string)"/>.
    /// </summary>
    /// <param name="data">The data.</param>
    /// <param name="external">Name of the external site.</param>
    /// <param name="siteColumn">Text column of sites.</param>
    /// <exception cref="ArgumentException">
    /// No row, or every row, is of that site; there are more sites than two; or the other one may be the same in another spelling.
    /// </exception>
    /// <exception cref="InvalidOperationException">A patient, by the column "PatientId" where the data have it, has rows on both sides.</exception>
    public SiteSplit SplitBySite(IDataView data, string external, string siteColumn = "Site")
    {
        var sites = DataViewReader.ReadTexts(data, siteColumn);
        var others = sites.Where(s => s != external).Distinct(StringComparer.Ordinal).Count();
        return Split(data, sites, others == 1 ? [SiteRoles.AllOthers] : [], [external]);
    }

    /// <summary>Splits data by a site column: the external sites are kept aside for one evaluation.</summary>
    /// <param name="data">The data.</param>
    /// <param name="development">Sites a model is developed on; <see cref="SiteRoles.AllOthers"/> for all that are not external.</param>
    /// <param name="external">The external sites.</param>
    /// <param name="siteColumn">Text column of sites.</param>
    /// <exception cref="ArgumentException">
    /// A site is in neither list (leave out its rows first), a named site has no row, or a site that is not named may be a named one in another spelling.
    /// </exception>
    /// <exception cref="InvalidOperationException">A patient, by the column "PatientId" where the data have it, has rows on both sides.</exception>
    public SiteSplit SplitBySite(IDataView data, IReadOnlyList<string> development, IReadOnlyList<string> external, string siteColumn = "Site") =>
        Split(data, DataViewReader.ReadTexts(data, siteColumn), development, external);

    private static SiteSplit Split(IDataView data, string[] sites, IReadOnlyList<string> development, IReadOnlyList<string> external)
    {
        var roles = SiteRoles.Resolve(sites, development, external);
        if (roles.Others.Count > 0)
        {
            throw new ArgumentException(
                $"Site '{roles.Others[0]}' is neither in 'development' nor in 'external': name it, or leave out its rows first.", nameof(development));
        }

        var isExternal = Array.ConvertAll(sites, s => roles.External.Contains(s, StringComparer.Ordinal));
        RowGroups.RequireOneSide(RowGroups.Read(data, RowGroups.Standard), [.. isExternal.Select(e => e ? "external" : "development")]);
        return new SiteSplit(new RowSubset(data, [.. isExternal.Select(e => !e)]), new RowSubset(data, isExternal));
    }

    private static SurvivalMetrics EvaluateOutput(ITransformer? model, IDataView output, EvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var outcome = OutcomeReader.Read(output, options.TimeColumn, options.EventColumn, options.AllowUncensored);
        return SurvivalEvaluator.Evaluate(
            outcome,
            DataViewReader.ReadNumbers(output, options.ScoreColumn),
            RiskColumns.Read(output, options.RiskColumn, options.Horizons),
            model is null ? [] : OwnSurvivals.Read(model, output, outcome, options.ScoreColumn, options.Cause),
            options);
    }
}
