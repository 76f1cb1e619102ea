using System.Numerics.Tensors;
using HccRisk.Core.Printing;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.CoxNet;

/// <summary>
/// An elastic-net Cox model at each of a sequence of penalties (Simon and others, J Stat Softw 2011), with strata, entry times, case weights
/// and an offset.
/// </summary>
public sealed class CoxNetPath
{
    // The path is at its end when this many further penalties gained less than this share of what is explained, or all of it is.
    private const int Look = 4;
    private const double LeastGain = 1e-3;
    private const double MostExplained = 0.99;
    private const double LeastAlpha = 1e-3;

    private readonly List<double> _lambdas = [];
    private readonly List<double[]> _coefficients = [];
    private readonly List<double> _ratios = [];

    private CoxNetPath()
    {
    }

    /// <summary>The penalties, descending.</summary>
    public IReadOnlyList<double> Lambdas => _lambdas;

    /// <summary>Log hazard ratio per unit of each column at each of <see cref="Lambdas"/>; 0 for a column that is not in the model.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Coefficients => _coefficients;

    /// <summary>One less the deviance over that of the empty model, at each of <see cref="Lambdas"/>; 1 at best.</summary>
    public IReadOnlyList<double> DevianceRatios => _ratios;

    /// <summary>Deviance of a model without covariates (its offset alone), the case weights scaled to a sum of the number of rows.</summary>
    public double NullDeviance { get; private init; }

    /// <summary>Whether every fit reached its optimum.</summary>
    public bool Converged { get; private set; } = true;

    /// <summary>What a reader must know before trusting the path, each a sentence; empty for nothing.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Fits the path. Every positive event code counts as the event.</summary>
    /// <param name="x">Covariates, row-major: <c>outcome.Count</c> rows of <paramref name="columns"/> finite values.</param>
    /// <param name="columns">Number of columns, 1 or more; may exceed the number of rows.</param>
    /// <param name="outcome">Follow-up with entry times and weights (above 0) where there are any.</param>
    /// <param name="rows">Strata and offset; null for neither. Clusters are not looked at: coefficients do not depend on them.</param>
    /// <param name="options">Penalty, path, ties; null for the defaults.</param>
    /// <param name="columnNames">Names used in messages; null gives x0, x1, ...</param>
    /// <param name="cancellationToken">Stops between sweeps.</param>
    /// <exception cref="ArgumentException">Lengths differ, a value is not finite, or an option is out of range.</exception>
    /// <exception cref="NoEventsException">Everybody is censored.</exception>
    /// <exception cref="InvalidOperationException">No column has a penalty and varies, so that there is no path.</exception>
    public static CoxNetPath Fit(
        ReadOnlySpan<double> x,
        int columns,
        SurvivalOutcome outcome,
        CoxRows? rows = null,
        CoxNetOptions? options = null,
        IReadOnlyList<string>? columnNames = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        rows ??= new CoxRows();
        options ??= new CoxNetOptions();
        options.Validate();
        var names = CovariateShape.Check(x, columns, outcome, columnNames, "An elastic-net Cox model");
        rows.Check(outcome, new CoxOptions { Ties = options.Ties });
        if (options.PenaltyFactors.Count is var count && count != 0 && count != columns)
        {
            throw new ArgumentException(FormattableString.Invariant($"PenaltyFactors has {count} values, 'x' has {columns} columns."), nameof(options));
        }

        CovariateShape.RequireFinite(x, columns, names);
        var sets = new CoxRiskSets(outcome, options.Ties, rows.Strata, rows.Offset);
        return Run(sets, new CoxNetDesign(x, columns, sets, options.Standardize), options, names, cancellationToken);
    }

    /// <summary>Deviance of rows at coefficients per unit, the case weights scaled to a sum of the number of rows.</summary>
    internal static double Deviance(CoxRiskSets sets, CoxNetDesign design, IReadOnlyList<double> coefficients)
    {
        var eta = new double[design.Rows];
        for (var j = 0; j < coefficients.Count; j++)
        {
            if (coefficients[j] != 0)
            {
                TensorPrimitives.MultiplyAdd(design.Column(j), coefficients[j] * design.Scale[j], eta, eta);
            }
        }

        return CoxNetDeviance.Scaled(sets, sets.Evaluate(eta));
    }

    internal static CoxNetPath Run(CoxRiskSets sets, CoxNetDesign design, CoxNetOptions options, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var factors = Factors(design, options);
        var lower = Array.ConvertAll(design.Scale, s => options.LowerLimit * s);
        var upper = Array.ConvertAll(design.Scale, s => options.UpperLimit * s);
        var solver = new CoxNetSolver(sets, design, options.Alpha, factors, lower, upper);
        var saturated = CoxNetDeviance.Saturated(sets);
        var path = new CoxNetPath { NullDeviance = CoxNetDeviance.Scaled(sets, solver.LogLikelihoodNull) };
        path.Converged &= solver.Fit(double.PositiveInfinity, double.PositiveInfinity, options.Tolerance, cancellationToken);
        var before = Greatest(solver, factors, options.Alpha);
        var lambdas = options.Lambdas.Count > 0 ? [.. options.Lambdas.Distinct().OrderDescending()] : Sequence(before, options, design);
        foreach (var lambda in lambdas)
        {
            path.Converged &= solver.Fit(lambda, Math.Max(before, lambda), options.Tolerance, cancellationToken);
            before = lambda;
            path._lambdas.Add(lambda);
            path._coefficients.Add([.. solver.Beta.Select((b, j) => b / design.Scale[j])]);
            path._ratios.Add(solver.LogLikelihood == solver.LogLikelihoodNull ? 0 : (solver.LogLikelihood - solver.LogLikelihoodNull) / (saturated - solver.LogLikelihoodNull));
            if (options.Lambdas.Count == 0 && path.IsAtItsEnd())
            {
                break;
            }
        }

        path.Warnings = [.. path.Warn(solver, design, names)];
        return path;
    }

    /// <summary>Number of columns in the model at a penalty.</summary>
    /// <param name="index">Index into <see cref="Lambdas"/>.</param>
    public int Count(int index) => _coefficients[index].Count(b => b != 0);

    /// <summary>Factors scaled to a mean of 1; infinite where the coefficient stays 0.</summary>
    internal static double[] Factors(CoxNetDesign design, CoxNetOptions options)
    {
        var factors = new double[design.Columns];
        for (var j = 0; j < factors.Length; j++)
        {
            factors[j] = design.IsConstant[j] || options.PenaltyFactors.Count == 0 ? 1 : options.PenaltyFactors[j];
        }

        var sum = factors.Sum(f => double.IsPositiveInfinity(f) ? 1 : f);
        for (var j = 0; j < factors.Length; j++)
        {
            factors[j] = design.IsConstant[j] || double.IsPositiveInfinity(factors[j]) ? double.PositiveInfinity : factors[j] * factors.Length / Math.Max(sum, double.Epsilon);
        }

        return factors;
    }

    /// <summary>What the factors are divided by: their mean, constant columns and infinite factors counting as 1.</summary>
    internal static double MeanFactor(ReadOnlySpan<double> x, int columns, double[] factors)
    {
        double sum = 0;
        for (var j = 0; j < columns; j++)
        {
            var varies = false;
            for (var i = j; i < x.Length && !varies; i += columns)
            {
                varies = x[i] != x[j];
            }

            sum += varies && double.IsFinite(factors[j]) ? factors[j] : 1;
        }

        return sum / columns;
    }

    private static double Greatest(CoxNetSolver solver, double[] factors, double alpha)
    {
        double greatest = 0;
        for (var j = 0; j < factors.Length; j++)
        {
            greatest = factors[j] is > 0 and < double.PositiveInfinity ? Math.Max(greatest, Math.Abs(solver.Gradient[j]) / factors[j]) : greatest;
        }

        return greatest / Math.Max(alpha, LeastAlpha);
    }

    private static double[] Sequence(double greatest, CoxNetOptions options, CoxNetDesign design)
    {
        if (!(greatest > 0))
        {
            throw new InvalidOperationException(
                "There is no path of penalties: no column with a penalty varies among the patients at risk. Drop the constant columns, or fit a plain Cox model.");
        }

        var ratio = options.SmallestRatio ?? (design.Rows < design.Columns ? 0.05 : 1e-4);

        // glmnet divides in single precision here, which moves its penalties in the tenth digit: the same penalties make fits comparable.
        var step = Math.Pow(ratio, 1f / (options.PathLength - 1));
        return [.. Enumerable.Range(0, options.PathLength).Select(i => greatest * Math.Pow(step, i))];
    }

    private bool IsAtItsEnd() => _ratios[^1] > MostExplained
        || (_ratios.Count > Look && (_ratios[^1] - _ratios[^(Look + 1)]) / _ratios[^1] < LeastGain);

    private IEnumerable<string> Warn(CoxNetSolver solver, CoxNetDesign design, IReadOnlyList<string> names)
    {
        for (var j = 0; j < design.Columns; j++)
        {
            if (design.IsConstant[j])
            {
                yield return $"Column '{names[j]}' is constant: its coefficient is fixed at 0.";
            }
        }

        foreach (var j in solver.Diverging)
        {
            yield return $"The coefficient of '{names[j]}', which has no penalty, grows without bound (separation: the likelihood has no maximum): its estimate means nothing.";
        }

        if (!Converged)
        {
            yield return "The fit did not reach its optimum at some penalty of the path.";
        }
    }

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            FormattableString.Invariant($"lasso or elastic net: {Lambdas.Count} penalties from {Printed.Number(Lambdas[0])} to {Printed.Number(Lambdas[^1])}, {Coefficients[^1].Count(b => b != 0)} of {Coefficients[^1].Count} features in the model at the last"),
            .. Warnings,
        ]);
}
