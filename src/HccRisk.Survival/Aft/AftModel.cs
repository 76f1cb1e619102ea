using System.Globalization;
using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.HypothesisTests;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Aft;

/// <summary>
/// An accelerated failure time model, log T = intercept + sum of coefficient * x + scale * error, fitted by maximum likelihood
/// (Kalbfleisch and Prentice, 2002); the values of R's survreg.
/// </summary>
/// <remarks>
/// A coefficient above 0 means later events: higher = less risk, the other way round than Cox. Every positive event code counts
/// as the event; case weights multiply the log-likelihood of their rows. A row with an entry time counts given that it was free of
/// the event then (left truncation: log density or log survival less the log survival at entry), which survreg does not offer. A fit always returns; whether it can be trusted is in
/// <see cref="Converged"/> and <see cref="Warnings"/>.
/// </remarks>
[TypeFormatterSource(typeof(AftFormatter))]
public sealed class AftModel
{
    private readonly double[] _coefficients;
    private readonly double[] _errors;
    private readonly double[] _covariance;
    private readonly int _size;

    private AftModel(
        AftOptions options, IReadOnlyList<string> names, double[] coefficients, double scale, double[] covariance, bool[] unidentified,
        AftNewton fit, double logLikelihood, double logLikelihoodNull, int count, int events, List<string> warnings)
    {
        Options = options;
        ColumnNames = names;
        _coefficients = coefficients;
        _covariance = covariance;
        _size = unidentified.Length;
        _errors = new double[_size];
        for (var j = 0; j < _size; j++)
        {
            _errors[j] = unidentified[j] ? double.NaN : Math.Sqrt(covariance[j * _size + j]);
        }

        Scale = scale;
        LogLikelihood = logLikelihood;
        LogLikelihoodNull = logLikelihoodNull;
        Count = count;
        EventCount = events;
        Iterations = fit.Iterations;
        Converged = fit.Converged && !double.IsNaN(scale);
        GradientNorm = fit.GradientNorm;
        Warnings = warnings;
        var parameters = unidentified.Count(u => !u);
        Aic = 2 * (parameters - logLikelihood);
        var tested = names.Count - unidentified.Skip(1).Take(names.Count).Count(u => u);
        LikelihoodRatioTest = new ChiSquareTest(Math.Max(0, 2 * (logLikelihood - logLikelihoodNull)), tested);
    }

    /// <summary>How the model was fitted.</summary>
    public AftOptions Options { get; }

    /// <summary>Names of the columns, in order.</summary>
    public IReadOnlyList<string> ColumnNames { get; }

    /// <summary>Location of log T when every column is 0.</summary>
    public double Intercept => _coefficients[0];

    /// <summary>Change of log T per unit of each column; exp of it multiplies the time. 0 for a column that cannot be identified.</summary>
    public IReadOnlyList<double> Coefficients => _coefficients.AsSpan(1).ToArray();

    /// <summary>Scale of the error of log T, above 0; 1 for the exponential and 0.5 for the Rayleigh distribution. NaN when every event is fitted exactly.</summary>
    public double Scale { get; }

    /// <summary>
    /// Standard errors of the intercept, of each coefficient, and of log scale when it is estimated (R's order). NaN for a
    /// column that cannot be identified, and throughout when every event is fitted exactly.
    /// </summary>
    public IReadOnlyList<double> StandardErrors => _errors;

    /// <summary>Log-likelihood of the times; NaN when every event is fitted exactly, where it has no maximum.</summary>
    public double LogLikelihood { get; }

    /// <summary>Log-likelihood without the columns: intercept and scale alone.</summary>
    public double LogLikelihoodNull { get; }

    /// <summary>Akaike's criterion: lower fits better for its number of parameters; comparable between distributions.</summary>
    public double Aic { get; }

    /// <summary>Likelihood ratio test that every coefficient is 0.</summary>
    public ChiSquareTest LikelihoodRatioTest { get; }

    /// <summary>Number of patients.</summary>
    public int Count { get; }

    /// <summary>Number of events.</summary>
    public int EventCount { get; }

    /// <summary>Newton steps made.</summary>
    public int Iterations { get; }

    /// <summary>Whether the fit reached its maximum.</summary>
    public bool Converged { get; }

    /// <summary>Largest absolute element of the last gradient, per standard deviation of the columns.</summary>
    public double GradientNorm { get; }

    /// <summary>What a reader must know before trusting the fit, in words; empty when there is nothing.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Fits the model.</summary>
    /// <param name="x">Covariates, row-major: <c>outcome.Count</c> rows of <paramref name="columns"/> finite values.</param>
    /// <param name="columns">Number of columns, 1 or more.</param>
    /// <param name="outcome">Follow-up, one patient a row.</param>
    /// <param name="options">How to fit; null for the defaults.</param>
    /// <param name="columnNames">Names used in messages and results; null gives x0, x1, ...</param>
    /// <param name="cancellationToken">Stops between Newton steps.</param>
    /// <returns>The fitted model, converged or not.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a time is 0, a value is not finite, or an option is out of range.</exception>
    /// <exception cref="NoEventsException">Everybody is censored.</exception>
    public static AftModel Fit(
        ReadOnlySpan<double> x,
        int columns,
        SurvivalOutcome outcome,
        AftOptions? options = null,
        IReadOnlyList<string>? columnNames = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        options ??= new AftOptions();
        options.Validate();
        var names = CovariateShape.Check(x, columns, outcome, columnNames, "An accelerated failure time model");
        if (outcome.Times.IndexOf(0) is var start && start >= 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Time {start} is 0: an accelerated failure time model takes the logarithm of times, which must be above 0."), nameof(outcome));
        }

        var design = AftDesign.Create(x, columns, outcome, names);
        var null0 = new AftNewton(options.Distribution, design.Ones, 1, design.LogTime, outcome.EventArray, outcome.WeightArray, design.LogEntry);
        null0.Fit(options.MaxIterations, options.Tolerance, cancellationToken);
        var fit = new AftNewton(options.Distribution, design.Values, columns + 1, design.LogTime, outcome.EventArray, outcome.WeightArray, design.LogEntry);
        fit.Parameters[0] = null0.Parameters[0];
        fit.Parameters[^1] = null0.Parameters[^1];
        fit.Fit(options.MaxIterations, options.Tolerance, cancellationToken);
        var (coefficients, covariance) = design.MapBack(fit);
        var exact = IsExact(fit, options.Distribution);
        var warnings = exact
            ?
            [
                FormattableString.Invariant(
                    $"The scale is not estimable: {outcome.EventCount()} events of {outcome.Count} rows are fitted exactly by an intercept and {columns} columns, so that the likelihood has no maximum. There are no standard errors."),
            ]
            : Warn(design, fit, names);
        return new AftModel(
            options, names, coefficients, exact ? double.NaN : 1 / fit.Parameters[^1], covariance, exact ? Array.ConvertAll(fit.Factor.Dropped, _ => true) : fit.Factor.Dropped, fit,
            exact ? double.NaN : fit.LogLikelihood - design.LogTimeOfEvents,
            null0.LogLikelihood - design.LogTimeOfEvents, outcome.Count, outcome.EventCount(), warnings);
    }

    /// <summary>Covariance of two parameters in the order of <see cref="StandardErrors"/>.</summary>
    /// <param name="row">Index.</param>
    /// <param name="column">Index.</param>
    /// <returns>The covariance; 0 when either cannot be identified.</returns>
    public double Covariance(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, _size);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, _size);
        return _covariance[row * _size + column];
    }

    /// <summary>Location of log T of a patient: higher = later event, less risk.</summary>
    /// <param name="x">One finite value a column.</param>
    /// <returns>Intercept plus sum of coefficient * x.</returns>
    /// <exception cref="ArgumentException">The number of values differs from the number of columns.</exception>
    public double LinearPredictor(ReadOnlySpan<double> x)
    {
        if (x.Length != ColumnNames.Count)
        {
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"'x' has {x.Length} values, the model has {ColumnNames.Count} columns."), nameof(x));
        }

        var sum = _coefficients[0];
        for (var j = 0; j < x.Length; j++)
        {
            sum += _coefficients[j + 1] * x[j];
        }

        return sum;
    }

    /// <summary>Probability of being free of the event at a time.</summary>
    /// <param name="x">One finite value a column.</param>
    /// <param name="time">Any time; at or before 0 the probability is 1. Beyond follow-up it extrapolates the distribution.</param>
    /// <returns>The probability, 0 to 1.</returns>
    public double SurvivalAt(ReadOnlySpan<double> x, double time)
    {
        var location = LinearPredictor(x);
        return time <= 0 ? 1 : AftBaseline.Survival(Options.Distribution, (Math.Log(time) - location) / Scale);
    }

    /// <summary>The time by which a fraction of patients like this one have had the event.</summary>
    /// <param name="x">One finite value a column.</param>
    /// <param name="probability">The fraction, between 0 and 1; 0.5 for the median.</param>
    /// <param name="level">Level of the confidence limits, between 0 and 1.</param>
    /// <returns>The time with its standard error and limits.</returns>
    public AftQuantile Quantile(ReadOnlySpan<double> x, double probability, double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(probability, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(probability, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(level, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
        var w = AftBaseline.Quantile(Options.Distribution, probability);
        var location = LinearPredictor(x) + Scale * w;
        var direction = new double[_size];
        direction[0] = 1;
        x.CopyTo(direction.AsSpan(1));
        if (_size > x.Length + 1)
        {
            direction[^1] = Scale * w;
        }

        double variance = 0;
        for (var i = 0; i < _size; i++)
        {
            for (var j = 0; j < _size; j++)
            {
                variance += direction[i] * direction[j] * _covariance[i * _size + j];
            }
        }

        var error = Math.Sqrt(Math.Max(0, variance));
        var half = error * Normal.InvCDF(0, 1, 0.5 + level / 2);
        return new AftQuantile(
            probability, Math.Exp(location), Math.Exp(location) * error, Math.Exp(location - half), Math.Exp(location + half));
    }

    /// <summary>
    /// Whether the likelihood has no maximum because the scale goes to 0: a spread of the times of less than 0.01 % that the fit was still narrowing.
    /// </summary>
    private static bool IsExact(AftNewton fit, AftDistribution distribution) =>
        AftBaseline.FixedScale(distribution) is null && fit.Parameters[^1] > 1e4 && (!fit.Converged || fit.Factor.Dropped[^1]);

    private static List<string> Warn(AftDesign design, AftNewton fit, string[] names)
    {
        var warnings = new List<string>();
        for (var j = 0; j < names.Length; j++)
        {
            if (design.IsConstant(j))
            {
                warnings.Add($"Column '{names[j]}' is constant: its coefficient is fixed at 0.");
            }
            else if (fit.Factor.Dropped[j + 1])
            {
                warnings.Add($"Column '{names[j]}' is a linear combination of the columns before it: its coefficient is fixed at 0.");
            }
        }

        if (!fit.Converged)
        {
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"The fit did not converge in {fit.Iterations} iterations; the last gradient norm is {fit.GradientNorm:G3}."));
        }

        return warnings;
    }

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            FormattableString.Invariant($"{Options.Distribution} accelerated failure time model, {Count} patients, {EventCount} events"),
            CoefficientText.Of(ColumnNames, Coefficients, StandardErrors, "time ratio"),
            $"intercept {Printed.Number(Intercept)}, scale {Printed.Number(Scale)}, log-likelihood {Printed.Number(LogLikelihood)}; likelihood ratio test: {LikelihoodRatioTest}",
            .. Warnings,
        ]);
}
