using System.Numerics.Tensors;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Regression;

/// <summary>
/// The proportional subdistribution hazards model of one cause among competing ones (Fine and Gray, JASA 1999), as R's
/// <c>cmprsk::crr</c>: coefficients speak of the cumulative incidence itself.
/// </summary>
public sealed class FineGrayModel
{
    private readonly double[] _covariance;

    private FineGrayModel(
        int cause, IReadOnlyList<string> names, CoxPredictor predictor, CoxNewton fit, FineGrayLikelihood likelihood, double[] covariance, List<string> warnings)
    {
        Cause = cause;
        ColumnNames = names;
        Predictor = predictor;
        Count = likelihood.Order.Length;
        EventCount = likelihood.EventCount;
        LogLikelihoodNull = fit.LogLikelihoodNull;
        LogLikelihood = fit.LogLikelihood;
        Iterations = fit.Iterations;
        Converged = fit.Converged;
        Warnings = warnings;
        _covariance = covariance;
        StandardErrors = [.. names.Select((_, j) => fit.Unidentified[j] ? double.NaN : Math.Sqrt(covariance[(j * names.Count) + j]))];
    }

    /// <summary>Event code of the cause of interest.</summary>
    public int Cause { get; }

    /// <summary>Names of the columns, in order.</summary>
    public IReadOnlyList<string> ColumnNames { get; }

    /// <summary>Log subdistribution hazard ratio per unit of each column; higher = more events of the cause. 0 for a column that cannot be identified.</summary>
    public IReadOnlyList<double> Coefficients => Predictor.Coefficients;

    /// <summary>Standard errors from the sandwich variance, which counts the estimated censoring weights too; NaN for a column that cannot be identified.</summary>
    public IReadOnlyList<double> StandardErrors { get; }

    /// <summary>
    /// Coefficients and cumulative subdistribution hazard; it can be stored. Its "survival" is one less the cumulative incidence.
    /// </summary>
    public CoxPredictor Predictor { get; }

    /// <summary>Number of patients.</summary>
    public int Count { get; }

    /// <summary>Number of events of the cause.</summary>
    public int EventCount { get; }

    /// <summary>Log pseudo-likelihood with every coefficient 0.</summary>
    public double LogLikelihoodNull { get; }

    /// <summary>Log pseudo-likelihood at the coefficients; differences of it are not chi-square distributed.</summary>
    public double LogLikelihood { get; }

    /// <summary>Newton steps made.</summary>
    public int Iterations { get; }

    /// <summary>Whether the fit reached its maximum.</summary>
    public bool Converged { get; }

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
        CancellationToken cancellationToken = default)
    {
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
        var likelihood = new FineGrayLikelihood(outcome, cause, design.Stride);
        var fit = new CoxNewton(likelihood, design.Values, design.Rows, columns, design.Stride, new double[columns]);
        fit.Fit(maxIterations, new CoxOptions().Tolerance, cancellationToken);
        var covariance = Sandwich(fit, FineGrayVariance.Meat(likelihood, design.Values, design.Stride), design);
        var coefficients = new double[columns];
        TensorPrimitives.Divide(fit.Beta.AsSpan(0, columns), design.Scale, coefficients);
        var hazard = (double[])likelihood.Steps.Clone();
        for (var g = 1; g < hazard.Length; g++)
        {
            hazard[g] += hazard[g - 1];
        }

        var predictor = new CoxPredictor(coefficients, design.Center, likelihood.Times, hazard);
        var warnings = CoxWarnings.Of(likelihood.EventCount, design, fit, penalised: false, names);
        return new FineGrayModel(cause, names, predictor, fit, likelihood, covariance, warnings);
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

    private static double[] Sandwich(CoxNewton fit, double[] meat, StandardizedColumns design)
    {
        var width = design.Width;
        var bread = fit.Factor.Inverse();
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
}
