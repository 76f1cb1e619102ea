using System.Globalization;
using System.Numerics.Tensors;
using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.HypothesisTests;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Cox;

/// <summary>
/// A Cox proportional hazards model fitted to right-censored follow-up (Cox, JRSS B 1972), plain or ridge-penalised.
/// </summary>
/// <remarks>
/// A fit always returns; whether it can be trusted is in <see cref="Converged"/> and <see cref="Warnings"/>. With a ridge
/// penalty and more columns than rows the fit is made in the row space of the covariates (at most n dimensions), which gives
/// the same coefficients; standard errors are then not available.
/// </remarks>
[TypeFormatterSource(typeof(CoxFormatter))]
public sealed class CoxModel
{
    private readonly double[] _standardErrors;
    private readonly double[]? _covariance;
    private readonly CoxPredictor[] _predictors;
    private readonly CoxSandwich? _sandwich;

    private CoxModel(
        CoxOptions options, IReadOnlyList<string> names, CoxPredictor[] predictors, CoxNewton fit, CoxRiskSets sets, StandardizedColumns design,
        double[]? covariance, CoxSandwich? sandwich, double? effectiveDegreesOfFreedom, bool[] unidentified, List<string> warnings)
    {
        Options = options;
        ColumnNames = names;
        _predictors = predictors;
        Sets = sets;
        Design = design;
        _sandwich = sandwich;
        Count = sets.Order.Length;
        EventCount = sets.EventCount;
        LogLikelihoodNull = fit.LogLikelihoodNull;
        LogLikelihood = fit.LogLikelihood;
        Iterations = fit.Iterations;
        Converged = fit.Converged && CoxWarnings.HasComparison(sets);
        GradientNorm = fit.GradientNorm;
        Diverging = fit.Diverging;
        EffectiveDegreesOfFreedom = effectiveDegreesOfFreedom;
        Warnings = warnings;
        _covariance = covariance;
        var width = names.Count;
        _standardErrors = new double[width];
        for (var j = 0; j < width; j++)
        {
            _standardErrors[j] = covariance is null || unidentified[j] ? double.NaN : Math.Sqrt(covariance[j * width + j]);
        }

        if (options.Ridge == 0)
        {
            var degrees = unidentified.Count(u => !u);
            LikelihoodRatioTest = new ChiSquareTest(Math.Max(0, 2 * (LogLikelihood - LogLikelihoodNull)), degrees);
            ScoreTest = options.Firth ? null : new ChiSquareTest(Math.Max(0, fit.ScoreStatistic), degrees);
            WaldTest = new ChiSquareTest(sandwich?.WaldStatistic ?? fit.WaldStatistic(), degrees);
            RobustScoreTest = sandwich is null ? null : new ChiSquareTest(sandwich.ScoreStatistic, degrees);
        }
    }

    /// <summary>How the model was fitted.</summary>
    public CoxOptions Options { get; }

    /// <summary>Names of the columns, in order.</summary>
    public IReadOnlyList<string> ColumnNames { get; }

    /// <summary>Log hazard ratio per unit of each column; higher = more risk. 0 for a column that cannot be identified.</summary>
    public IReadOnlyList<double> Coefficients => _predictors[0].Coefficients;

    /// <summary>
    /// Standard error of each coefficient: from the inverse information, or with a penalty from the inverse of information
    /// plus penalty. NaN for a column that cannot be identified (named in <see cref="Warnings"/>), and for every column when
    /// the fit was made in the row space.
    /// </summary>
    public IReadOnlyList<double> StandardErrors => _standardErrors;

    /// <summary>
    /// Standard error of each coefficient from the sandwich variance, clustered when the rows name clusters; null unless it
    /// was asked for.
    /// </summary>
    public IReadOnlyList<double>? RobustStandardErrors => _sandwich?.StandardErrors;

    /// <summary>What predicts for new patients of the only stratum; it can be stored.</summary>
    /// <exception cref="InvalidOperationException">There are several strata: use <see cref="PredictorOf"/>.</exception>
    public CoxPredictor Predictor => _predictors.Length == 1
        ? _predictors[0]
        : throw new InvalidOperationException(FormattableString.Invariant($"The model has {_predictors.Length} strata, each with its own baseline: use PredictorOf."));

    /// <summary>The strata (labels, ascending), each with its own baseline hazard; one, 0, when there are none.</summary>
    public IReadOnlyList<int> Strata => Sets.Strata;

    /// <summary>Number of patients (rows, when a patient has several).</summary>
    public int Count { get; }

    /// <summary>Number of events.</summary>
    public int EventCount { get; }

    /// <summary>Log partial likelihood with every coefficient 0.</summary>
    public double LogLikelihoodNull { get; }

    /// <summary>Log partial likelihood at the coefficients, without the penalty.</summary>
    public double LogLikelihood { get; }

    /// <summary>Likelihood ratio test that every coefficient is 0; null with a penalty.</summary>
    public ChiSquareTest? LikelihoodRatioTest { get; }

    /// <summary>Wald test that every coefficient is 0, by the robust variance when there is one; null with a penalty.</summary>
    public ChiSquareTest? WaldTest { get; }

    /// <summary>Score test that every coefficient is 0 (for one group column without ties: the log-rank test); null with a penalty or Firth's correction.</summary>
    public ChiSquareTest? ScoreTest { get; }

    /// <summary>Score test that every coefficient is 0 with the (clustered) robust variance of the score; null without.</summary>
    public ChiSquareTest? RobustScoreTest { get; }

    /// <summary>
    /// Trace of information * (information + penalty)^-1: the number of coefficients the fit is worth (Gray, JASA 1992).
    /// Null when the fit was made in the row space.
    /// </summary>
    public double? EffectiveDegreesOfFreedom { get; }

    /// <summary>Newton steps made.</summary>
    public int Iterations { get; }

    /// <summary>Whether the fit reached its maximum.</summary>
    public bool Converged { get; }

    /// <summary>Largest absolute element of the last gradient of the (penalised) likelihood, per standard deviation of the columns.</summary>
    public double GradientNorm { get; }

    /// <summary>What a reader must know before trusting the fit, in words; empty when there is nothing.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The risk sets at the coefficients.</summary>
    internal CoxRiskSets Sets { get; }

    /// <summary>The covariates as fitted.</summary>
    internal StandardizedColumns Design { get; }

    /// <summary>Model-based covariance, row-major; null when the fit was made in the row space.</summary>
    internal double[]? CovarianceMatrix => _covariance;

    /// <summary>Robust covariance where there is one, else the model's.</summary>
    internal double[]? BestCovariance => _sandwich?.Covariance ?? _covariance;

    /// <summary>Fits the model. Every positive event code counts as the event.</summary>
    /// <param name="x">Covariates, row-major: <c>outcome.Count</c> rows of <paramref name="columns"/> finite values.</param>
    /// <param name="columns">Number of columns, 1 or more.</param>
    /// <param name="outcome">Follow-up, one patient a row.</param>
    /// <param name="options">How to fit; null for the defaults.</param>
    /// <param name="columnNames">Names used in messages and results; null gives x0, x1, ...</param>
    /// <param name="cancellationToken">Stops between Newton steps.</param>
    /// <returns>The fitted model, converged or not.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a value is not finite, or an option is out of range.</exception>
    /// <exception cref="NoEventsException">Everybody is censored.</exception>
    public static CoxModel Fit(
        ReadOnlySpan<double> x,
        int columns,
        SurvivalOutcome outcome,
        CoxOptions? options = null,
        IReadOnlyList<string>? columnNames = null,
        CancellationToken cancellationToken = default) =>
        Fit(x, columns, outcome, new CoxRows(), options, columnNames, cancellationToken);

    /// <summary>
    /// Fits the model with strata, clusters or an offset. Every positive event code counts as the event; entry times and case
    /// weights are those of the outcome.
    /// </summary>
    /// <param name="x">Covariates, row-major: <c>outcome.Count</c> rows of <paramref name="columns"/> finite values.</param>
    /// <param name="columns">Number of columns, 1 or more.</param>
    /// <param name="outcome">Follow-up, one row each; weights, if any, above 0 (R's treatment of them: not frequencies under Efron ties).</param>
    /// <param name="rows">Stratum, cluster and offset of each row.</param>
    /// <param name="options">How to fit; null for the defaults.</param>
    /// <param name="columnNames">Names used in messages and results; null gives x0, x1, ...</param>
    /// <param name="cancellationToken">Stops between Newton steps.</param>
    /// <returns>The fitted model, converged or not.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a value is not finite, a weight is 0, or an option is out of range or does not go with the rows.</exception>
    /// <exception cref="NoEventsException">Everybody is censored.</exception>
    public static CoxModel Fit(
        ReadOnlySpan<double> x,
        int columns,
        SurvivalOutcome outcome,
        CoxRows rows,
        CoxOptions? options = null,
        IReadOnlyList<string>? columnNames = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentNullException.ThrowIfNull(rows);
        options ??= new CoxOptions();
        options.Validate();
        var names = CovariateShape.Check(x, columns, outcome, columnNames, "A Cox model");
        rows.Check(outcome, options);
        options.CheckFactors(columns);
        var sets = new CoxRiskSets(outcome, options.Ties, rows.Strata, rows.Offset);
        var count = outcome.Count;
        var reduced = options.Ridge > 0 && columns > count;
        var design = StandardizedColumns.Create(x, count, columns, sets.Order, !reduced || options.Standardize, names);
        design.Clear(options.PenaltyFactors);
        return reduced
            ? FitReduced(sets, design, options, names, cancellationToken)
            : FitDirect(sets, design, rows, options, names, cancellationToken);
    }

    /// <summary>What predicts for new patients of one stratum; it can be stored.</summary>
    /// <param name="stratum">One of <see cref="Strata"/>.</param>
    /// <returns>The predictor with the baseline hazard of the stratum.</returns>
    /// <exception cref="ArgumentException">The model has no such stratum.</exception>
    public CoxPredictor PredictorOf(int stratum) => _predictors[StratumIndex(stratum)];

    /// <summary>Predicted survival of new patients with confidence limits, by the robust covariance where there is one (as R's <c>survfit.coxph</c>).</summary>
    /// <param name="x">Covariates, row-major, one row a patient.</param>
    /// <param name="times">Times, not beyond the longest follow-up of the stratum.</param>
    /// <param name="type">Scale of the confidence limits.</param>
    /// <param name="level">Confidence level, between 0 and 1.</param>
    /// <param name="stratum">One of <see cref="Strata"/>; null when there is only one.</param>
    /// <param name="offset">Added to the log-risk of each patient: the known part, where the model was fitted with one. Finite.</param>
    /// <returns>One list a patient with one point a time; at risk are the (weighted) development rows of the stratum.</returns>
    /// <exception cref="ArgumentException">Wrong number of values, a value that is not finite, no such stratum, or strata and none named.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A time nobody was followed to, or a level outside 0 to 1.</exception>
    /// <exception cref="NotSupportedException">The model has a penalty, so that its coefficients have no known error.</exception>
    public IReadOnlyList<IReadOnlyList<SurvivalPoint>> PredictSurvival(
        ReadOnlySpan<double> x, ReadOnlySpan<double> times, ConfidenceType type = ConfidenceType.Log, double level = 0.95, int? stratum = null,
        double offset = 0)
    {
        if (Options.Ridge > 0)
        {
            throw new NotSupportedException("A penalised Cox model has no confidence limits: use Predictor.Survival.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(level, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
        if (x.Length % ColumnNames.Count != 0 || !TensorPrimitives.IsFiniteAll(x))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"'x' has {x.Length} values: rows of {ColumnNames.Count} finite values are needed."), nameof(x));
        }

        if (stratum is null && Strata.Count > 1)
        {
            throw new ArgumentException(FormattableString.Invariant($"The model has strata: name one of {string.Join(", ", Strata)}."), nameof(stratum));
        }

        return CoxCurves.Predict(this, x, times, stratum ?? Strata[0], offset, type, level);
    }

    /// <summary>Residuals of the rows the model was fitted to.</summary>
    /// <returns>The residuals, each kind computed when asked for.</returns>
    public CoxResiduals Residuals() => new(this);

    /// <summary>Robust covariance of two coefficients, on the scale of the columns.</summary>
    /// <param name="row">Index of a column.</param>
    /// <param name="column">Index of a column.</param>
    /// <returns>The covariance; 0 when either column cannot be identified.</returns>
    /// <exception cref="InvalidOperationException">No robust variance was asked for.</exception>
    public double RobustCovariance(int row, int column)
    {
        CheckIndices(row, column);
        return _sandwich is null
            ? throw new InvalidOperationException("There is no robust covariance: set CoxOptions.Robust or name clusters.")
            : _sandwich.Covariance[row * ColumnNames.Count + column];
    }

    /// <summary>Covariance of two coefficients, on the scale of the columns.</summary>
    /// <param name="row">Index of a column.</param>
    /// <param name="column">Index of a column.</param>
    /// <returns>The covariance; 0 when either column cannot be identified.</returns>
    /// <exception cref="InvalidOperationException">The fit was made in the row space (more columns than rows).</exception>
    public double Covariance(int row, int column)
    {
        CheckIndices(row, column);
        return _covariance is null
            ? throw new InvalidOperationException(
                $"There is no covariance matrix: the model has {ColumnNames.Count} columns and {Count} rows and was fitted in the row space.")
            : _covariance[row * ColumnNames.Count + column];
    }

    /// <summary>Columns whose coefficient grows without bound; empty when none does.</summary>
    internal bool[] Diverging { get; }

    internal int StratumIndex(int stratum)
    {
        var index = Array.BinarySearch(Sets.Strata, stratum);
        return index >= 0
            ? index
            : throw new ArgumentException(FormattableString.Invariant($"Stratum {stratum} is none of the model's: {string.Join(", ", Sets.Strata)}."), nameof(stratum));
    }

    /// <summary>The predictors of coefficients per scaled unit, with the baselines of the last evaluation of the risk sets.</summary>
    private static CoxPredictor[] MakePredictors(CoxRiskSets sets, StandardizedColumns design, ReadOnlySpan<double> scaled)
    {
        var coefficients = new double[design.Width];
        TensorPrimitives.Divide(scaled[..design.Width], design.Scale, coefficients);
        var result = new CoxPredictor[sets.Strata.Length];
        for (var s = 0; s < result.Length; s++)
        {
            var groups = sets.StratumStarts[s]..sets.StratumStarts[s + 1];
            var hazard = sets.HazardSteps[groups];
            for (var g = 1; g < hazard.Length; g++)
            {
                hazard[g] += hazard[g - 1];
            }

            result[s] = new CoxPredictor(coefficients, design.Center, sets.Times[groups], hazard);
        }

        return result;
    }

    private static CoxModel FitDirect(
        CoxRiskSets sets, StandardizedColumns design, CoxRows rows, CoxOptions options, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var width = design.Width;
        var penalty = new RidgeSpace(design, options.FactorsOf(width), reduce: false).Units[..width];
        for (var j = 0; j < width; j++)
        {
            penalty[j] *= options.Standardize ? options.Ridge : options.Ridge / (design.Scale[j] * design.Scale[j]);
        }

        ICoxLikelihood likelihood = options.Firth
            ? new FirthLikelihood(sets, design.Values, width, design.Stride)
            : Likelihood(sets, options, design.Stride);
        var fit = new CoxNewton(likelihood, design.Values, design.Rows, width, design.Stride, penalty) { HasMaximum = options.Firth };

        // The prior has no second derivative here, so that the error shrinks by a factor a step and not by its square.
        fit.Fit(options.MaxIterations, options.Firth ? options.Tolerance * 1e-7 : options.Tolerance, cancellationToken);
        var covariance = fit.Factor.Inverse();
        var effective = options.Ridge == 0 ? fit.Factor.Rank : fit.TraceWith(covariance);
        for (var i = 0; i < width; i++)
        {
            for (var j = 0; j < width; j++)
            {
                covariance[i * width + j] /= design.Scale[i] * design.Scale[j];
            }
        }

        var warnings = CoxWarnings.Of(sets, design, fit, options, names);
        var sandwich = options.Robust || rows.Clusters is not null
            ? CoxSandwich.Estimate(sets, design, fit.Beta, covariance, fit.Unidentified, rows.Clusters)
            : null;
        return new CoxModel(
            options, names, MakePredictors(sets, design, fit.Beta), fit, sets, design, covariance, sandwich, effective, fit.Unidentified, warnings);
    }

    private static CoxModel FitReduced(
        CoxRiskSets sets, StandardizedColumns design, CoxOptions options, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var space = new RidgeSpace(design, options.FactorsOf(design.Width), reduce: true);
        var penalty = Array.ConvertAll(space.Units[..space.Width], u => u * options.Ridge);
        var fit = new CoxNewton(Likelihood(sets, options, space.Stride), space.Values, design.Rows, space.Width, space.Stride, penalty);
        fit.Fit(options.MaxIterations, options.Tolerance, cancellationToken);
        var warnings = CoxWarnings.Of(sets, design, fit, options, names);
        return new CoxModel(
            options, names, MakePredictors(sets, design, space.MapBack(fit.Beta)), fit, sets, design, null, null, null, new bool[design.Width], warnings);
    }

    private static ICoxLikelihood Likelihood(CoxRiskSets sets, CoxOptions options, int stride) =>
        options.Ties == TieHandling.Exact ? new CoxExactLikelihood(sets, stride) : new CoxPartialLikelihood(sets, stride);

    private void CheckIndices(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, ColumnNames.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, ColumnNames.Count);
    }

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            FormattableString.Invariant($"{(Options.Ridge > 0 ? "ridge-penalised Cox model" : Options.Firth ? "Cox model with Firth's correction" : "Cox model")}, {Count} patients, {EventCount} events"),
            CoefficientText.Of(ColumnNames, Coefficients, Options.Ridge > 0 ? null : RobustStandardErrors ?? StandardErrors, "HR"),
            LikelihoodRatioTest is { } test ? $"likelihood ratio test: {test}" : null,
            .. Warnings,
        ]);
}
