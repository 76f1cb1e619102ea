using System.Numerics.Tensors;
using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Regression;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.FineGray;

/// <summary>
/// The proportional subdistribution hazards model of one cause among competing ones (Fine and Gray, JASA 1999), as R's
/// <c>cmprsk::crr</c>: coefficients speak of the cumulative incidence itself.
/// </summary>
[TypeFormatterSource(typeof(FineGrayFormatter))]
public sealed class FineGrayModel
{
    private readonly double[] _covariance;
    private readonly FineGrayLikelihood _likelihood;
    private readonly double[] _scale;

    private FineGrayModel(
        int cause, IReadOnlyList<string> names, CoxPredictor predictor, CoxNewton fit, FineGrayLikelihood likelihood, double[] scale,
        double[] covariance, double[] inverse, FineGrayConvention convention, List<string> warnings)
    {
        Cause = cause;
        Convention = convention;
        WeightedRows = CountWeightedRows(likelihood);
        ColumnNames = names;
        Predictor = predictor;
        Count = likelihood.Order.Length;
        EventCount = likelihood.EventCount;
        LogLikelihoodNull = fit.LogLikelihoodNull;
        LogLikelihood = fit.LogLikelihood;
        Iterations = fit.Iterations;
        Warnings = warnings;
        _covariance = covariance;
        _likelihood = likelihood;
        _scale = scale;
        StandardErrors = [.. names.Select((_, j) => fit.Unidentified[j] ? double.NaN : Math.Sqrt(covariance[(j * names.Count) + j]))];
        InformationErrors = [.. names.Select((_, j) => fit.Unidentified[j] ? double.NaN : Math.Sqrt(inverse[(j * names.Count) + j]))];
    }

    /// <summary>Whose definition of the weights and of the variance the fit follows.</summary>
    public FineGrayConvention Convention { get; }

    /// <summary>Event code of the cause of interest.</summary>
    public int Cause { get; }

    /// <summary>Names of the columns, in order.</summary>
    public IReadOnlyList<string> ColumnNames { get; }

    /// <summary>Log subdistribution hazard ratio per unit of each column; higher = more events of the cause. 0 for a column that cannot be identified.</summary>
    public IReadOnlyList<double> Coefficients => Predictor.Coefficients;

    /// <summary>Standard errors from the sandwich variance, which counts the estimated censoring weights too; NaN for a column that cannot be identified.</summary>
    public IReadOnlyList<double> StandardErrors { get; }

    /// <summary>
    /// Standard errors from the inverse information alone (<c>crr</c>'s invinf), which take the weighted rows for independent ones: too small
    /// as a rule, given for comparison. NaN for a column that cannot be identified.
    /// </summary>
    public IReadOnlyList<double> InformationErrors { get; }

    /// <summary>
    /// Coefficients and cumulative subdistribution hazard; it can be stored. Its "survival" is one less the cumulative incidence.
    /// </summary>
    public CoxPredictor Predictor { get; }

    /// <summary>Number of patients.</summary>
    public int Count { get; }

    /// <summary>
    /// Rows of the weighted data set that would give the same fit (R's <c>finegray</c>): a patient with a competing event has one for each
    /// value of the weight under which the cause still occurs. The fit itself needs none of them.
    /// </summary>
    public int WeightedRows { get; }

    /// <summary>Number of events of the cause.</summary>
    public int EventCount { get; }

    /// <summary>Log pseudo-likelihood with every coefficient 0.</summary>
    public double LogLikelihoodNull { get; }

    /// <summary>Log pseudo-likelihood at the coefficients; differences of it are not chi-square distributed.</summary>
    public double LogLikelihood { get; }

    /// <summary>Newton steps made.</summary>
    public int Iterations { get; }

    /// <summary>Whether the fit reached its maximum.</summary>
    public bool Converged { get; private init; }

    /// <summary>What a reader must know before trusting the fit, in words; empty when there is nothing.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Fits the model. Censoring is taken to depend on no covariate.</summary>
    /// <param name="x">Covariates, row-major: <c>outcome.Count</c> rows of <paramref name="columns"/> finite values.</param>
    /// <param name="columns">Number of columns, 1 or more.</param>
    /// <param name="outcome">Follow-up with the competing causes as codes; no entry times, no weights.</param>
    /// <param name="cause">Event code of interest, 1 or greater; every other positive code competes.</param>
    /// <param name="columnNames">Names used in messages and results; null gives x0, x1, ...</param>
    /// <param name="maxIterations">Newton steps allowed, 1 or more.</param>
    /// <param name="cancellationToken">Stops between Newton steps.</param>
    /// <returns>The fitted model, converged or not.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a value is not finite, or an argument is out of range.</exception>
    /// <exception cref="NoEventsException">Nobody had an event of the cause.</exception>
    /// <exception cref="NotSupportedException">The outcome has entry times or weights.</exception>
    public static FineGrayModel Fit(
        ReadOnlySpan<double> x,
        int columns,
        SurvivalOutcome outcome,
        int cause = 1,
        IReadOnlyList<string>? columnNames = null,
        int maxIterations = 30,
        CancellationToken cancellationToken = default) =>
        Fit(x, columns, outcome, cause, FineGrayConvention.Crr, columnNames, maxIterations, cancellationToken);

    /// <summary>Fits the model by a named convention. Censoring is taken to depend on no covariate.</summary>
    /// <param name="x">Covariates, row-major: <c>outcome.Count</c> rows of <paramref name="columns"/> finite values.</param>
    /// <param name="columns">Number of columns, 1 or more.</param>
    /// <param name="outcome">Follow-up with the competing causes as codes; no entry times, no weights.</param>
    /// <param name="cause">Event code of interest, 1 or greater; every other positive code competes.</param>
    /// <param name="convention">Who leaves first at a tie, and whether the variance counts the estimated weights.</param>
    /// <param name="columnNames">Names used in messages and results; null gives x0, x1, ...</param>
    /// <param name="maxIterations">Newton steps allowed, 1 or more.</param>
    /// <param name="cancellationToken">Stops between Newton steps.</param>
    /// <returns>The fitted model, converged or not.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a value is not finite, or an argument is out of range.</exception>
    /// <exception cref="NoEventsException">Nobody had an event of the cause.</exception>
    /// <exception cref="NotSupportedException">The outcome has entry times or weights.</exception>
    public static FineGrayModel Fit(
        ReadOnlySpan<double> x,
        int columns,
        SurvivalOutcome outcome,
        int cause,
        FineGrayConvention convention,
        IReadOnlyList<string>? columnNames = null,
        int maxIterations = 30,
        CancellationToken cancellationToken = default)
    {
        if (!Enum.IsDefined(convention))
        {
            throw new ArgumentOutOfRangeException(nameof(convention), convention, "The convention is not known.");
        }

        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentOutOfRangeException.ThrowIfLessThan(cause, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxIterations, 1);
        outcome.RequirePlain("The Fine-Gray model");
        var names = CovariateShape.Check(x, columns, outcome, columnNames, "A Fine-Gray model");
        if (outcome.EventCount(cause) == 0)
        {
            throw new NoEventsException(FormattableString.Invariant(
                $"None of {outcome.Count} patients had an event of cause {cause}; the causes that occur are {string.Join(", ", outcome.Causes)}."));
        }

        var design = StandardizedColumns.Create(x, outcome.Count, columns, outcome.Order, true, names);
        var likelihood = new FineGrayLikelihood(
            outcome, cause, design.Stride, convention == FineGrayConvention.WeightedCox ? CensoringTies.EventsFirst : CensoringTies.Simultaneous);
        var fit = new CoxNewton(likelihood, design.Values, design.Rows, columns, design.Stride, new double[columns]);
        fit.Fit(maxIterations, new CoxOptions().Tolerance, cancellationToken);
        var bread = fit.Factor.Inverse();
        var meat = FineGrayVariance.Meat(likelihood, design.Values, design.Stride, knownWeights: convention == FineGrayConvention.WeightedCox);
        var covariance = Sandwich(bread, meat, design);
        var inverse = Enumerable.Range(0, bread.Length).Select(k => bread[k] / (design.Scale[k / columns] * design.Scale[k % columns])).ToArray();
        var coefficients = new double[columns];
        TensorPrimitives.Divide(fit.Beta.AsSpan(0, columns), design.Scale, coefficients);
        // Where the fit has diverged the risk sets under- or overflow: such a step is none, and the fit no fit.
        var overflows = Array.Exists(likelihood.Steps, step => !(step >= 0) || !double.IsFinite(step));
        double[] hazard = Array.ConvertAll(likelihood.Steps, step => step >= 0 && double.IsFinite(step) ? step : 0);
        for (var g = 1; g < hazard.Length; g++)
        {
            hazard[g] += hazard[g - 1];
        }

        var predictor = new CoxPredictor(coefficients, design.Center, likelihood.Times, hazard);
        var warnings = CoxWarnings.Of(likelihood.EventCount, design, fit, new CoxOptions(), names);
        if (overflows)
        {
            warnings.Add("The fit has diverged so far that the hazard overflows: its estimates and risks mean nothing.");
        }

        return new FineGrayModel(cause, names, predictor, fit, likelihood, design.Scale, covariance, inverse, convention, warnings) { Converged = fit.Converged && !overflows };
    }

    /// <summary>Covariance of two coefficients, on the scale of the columns.</summary>
    /// <param name="row">Index of a column.</param>
    /// <param name="column">Index of a column.</param>
    /// <returns>The covariance; 0 when either column cannot be identified.</returns>
    public double Covariance(int row, int column)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, ColumnNames.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, ColumnNames.Count);
        return _covariance[(row * ColumnNames.Count) + column];
    }

    /// <summary>Probability that a patient has had an event of the cause by some times.</summary>
    /// <param name="x">One finite value a column.</param>
    /// <param name="times">Times, not beyond the longest follow-up.</param>
    /// <returns>One probability a time: <c>1 - exp(-H0(t) exp(log-risk))</c>.</returns>
    /// <exception cref="ArgumentException">The number of values differs from the number of columns.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Nobody was followed to a time.</exception>
    public double[] CumulativeIncidence(ReadOnlySpan<double> x, ReadOnlySpan<double> times)
    {
        var logRisk = Predictor.LogRisk(x);
        var result = new double[times.Length];
        for (var t = 0; t < result.Length; t++)
        {
            if (!(times[t] <= Predictor.Times[^1]))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(times), times[t], FormattableString.Invariant($"Nobody was followed to {times[t]}: the longest follow-up is {Predictor.Times[^1]}."));
            }

            // 1 - exp(-h) without losing the digits of a small h.
            var hazard = Predictor.CumulativeHazardAt(times[t]) * Math.Exp(logRisk);
            result[t] = hazard < 1e-5 ? hazard - (hazard * hazard / 2) : 1 - Math.Exp(-hazard);
        }

        return result;
    }

    /// <summary>
    /// Confidence limits of the cumulative incidence at a time, symmetric on the scale log(-log(1 - incidence)): the error of the coefficients is the sandwich's, that of
    /// the baseline Breslow's over the weighted risk sets, the censoring weights taken as known.
    /// </summary>
    /// <param name="x">Covariates, row-major, one row a patient.</param>
    /// <param name="time">A time somebody was followed to.</param>
    /// <param name="level">Confidence level, between 0 and 1.</param>
    /// <returns>Limits of each patient; NaN where the incidence is 0.</returns>
    internal (double Lower, double Upper)[] Limits(ReadOnlySpan<double> x, double time, double level)
    {
        var width = ColumnNames.Count;
        var stride = _likelihood.Means.Length / _likelihood.Deaths.Length;
        var moment = new double[width];
        double hazard = 0, variance = 0;
        for (var g = 0; g < _likelihood.Deaths.Length && _likelihood.Times[g] <= time; g++)
        {
            if (_likelihood.Deaths[g] == 0)
            {
                continue;
            }

            hazard += _likelihood.Steps[g];
            variance += _likelihood.Steps[g] * _likelihood.Steps[g] / _likelihood.Deaths[g];
            for (var j = 0; j < width; j++)
            {
                moment[j] += _likelihood.Steps[g] * _likelihood.Means[(g * stride) + j] * _scale[j];
            }
        }

        var z = Normal.InvCDF(0, 1, 0.5 + (level / 2));
        var change = new double[width];
        var limits = new (double, double)[x.Length / width];
        for (var i = 0; i < limits.Length; i++)
        {
            var row = x.Slice(i * width, width);
            var risk = Math.Exp(Predictor.LogRisk(row));
            for (var j = 0; j < width; j++)
            {
                change[j] = (hazard * (row[j] - Predictor.Center[j])) - moment[j];
            }

            var sum = variance;
            for (var j = 0; j < width; j++)
            {
                sum += change[j] * TensorPrimitives.Dot<double>(_covariance.AsSpan(j * width, width), change);
            }

            var (lower, upper) = SurvivalInterval.Of(Math.Exp(-hazard * risk), risk * Math.Sqrt(Math.Max(0, sum)), z, ConfidenceType.LogLog);
            limits[i] = (1 - upper, 1 - lower);
        }

        return limits;
    }

    private static double[] Sandwich(double[] bread, double[] meat, StandardizedColumns design)
    {
        var width = design.Width;
        var half = new double[width * width];
        for (var i = 0; i < width; i++)
        {
            for (var k = 0; k < width; k++)
            {
                for (var j = 0; j < width; j++)
                {
                    half[(i * width) + j] += bread[(i * width) + k] * meat[(Math.Min(k, j) * design.Stride) + Math.Max(k, j)];
                }
            }
        }

        var result = new double[width * width];
        for (var i = 0; i < width; i++)
        {
            for (var j = 0; j < width; j++)
            {
                var product = TensorPrimitives.Dot<double>(half.AsSpan(i * width, width), bread.AsSpan(j * width, width));
                result[(i * width) + j] = product / (design.Scale[i] * design.Scale[j]);
            }
        }

        return result;
    }

    private static int CountWeightedRows(FineGrayLikelihood likelihood)
    {
        // Values of the weight after each time, among those under which an event of the cause occurs.
        var count = likelihood.Order.Length;
        var values = 0;
        var last = double.NaN;
        for (var g = likelihood.Deaths.Length - 1; g >= 0; g--)
        {
            var competing = likelihood.Codes.AsSpan(likelihood.Starts[g]..likelihood.Starts[g + 1]).Count(2);
            count += competing * (likelihood.Uncensored[g] == last ? values - 1 : values);
            if (likelihood.Deaths[g] > 0 && likelihood.Uncensored[g] != last)
            {
                values++;
                last = likelihood.Uncensored[g];
            }
        }

        return count;
    }

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            FormattableString.Invariant($"Fine-Gray model of cause {Cause}, {Count} patients, {EventCount} events"),
            CoefficientText.Of(ColumnNames, Coefficients, StandardErrors, "SHR"),
            .. Warnings,
        ]);
}
