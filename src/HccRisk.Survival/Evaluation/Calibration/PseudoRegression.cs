using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Evaluation.Calibration;

/// <summary>
/// Regression of pseudo-values with a complementary log-log link: generalised estimating equations of independent patients with constant
/// variance, which are least squares, and their sandwich variance (Andersen and Pohar Perme, Stat Methods Med Res 2010).
/// </summary>
internal sealed class PseudoRegression
{
    private const int MaxSteps = 200;
    private const int MaxHalvings = 30;

    /// <summary>Near the minimum the sum of squares no longer tells a good step from rounding: a rise this small is none.</summary>
    private const double Flat = 1 + 1e-12;

    private PseudoRegression(double[] coefficients, double[] standardErrors, bool converged)
    {
        Coefficients = coefficients;
        StandardErrors = standardErrors;
        Converged = converged;
    }

    public double[] Coefficients { get; }

    public double[] StandardErrors { get; }

    public bool Converged { get; }

    /// <param name="values">Pseudo-values.</param>
    /// <param name="x">Row-major, the intercept among the columns.</param>
    /// <param name="columns">Columns, 1 or more.</param>
    /// <param name="offset">A known part of each row's predictor; empty for none.</param>
    /// <param name="start">Coefficients to start from.</param>
    public static PseudoRegression Fit(double[] values, double[] x, int columns, double[] offset, double[] start)
    {
        var beta = (double[])start.Clone();
        var error = SumOfSquares(values, x, columns, offset, beta);
        var converged = false;
        for (var step = 0; step < MaxSteps && !converged; step++)
        {
            var (bread, gradient, _) = Equations(values, x, columns, offset, beta);
            var factor = new CholeskyFactor(bread, columns, columns);
            if (factor.Rank < columns)
            {
                break;
            }

            factor.Solve(gradient);
            var (next, nextError) = (beta, error);
            for (double size = 1, halvings = 0; halvings < MaxHalvings; halvings++, size /= 2)
            {
                next = [.. beta.Select((b, j) => b + (size * gradient[j]))];
                nextError = SumOfSquares(values, x, columns, offset, next);
                if (nextError <= error * Flat)
                {
                    break;
                }
            }

            converged = Enumerable.Range(0, columns).All(j => Math.Abs(gradient[j]) <= 1e-10 * (1 + Math.Abs(beta[j])));
            if (!(nextError <= error * Flat))
            {
                break;
            }

            (beta, error) = (next, nextError);
        }

        return new PseudoRegression(beta, Sandwich(values, x, columns, offset, beta), converged);
    }

    private static double[] Sandwich(double[] values, double[] x, int columns, double[] offset, double[] beta)
    {
        var (bread, _, meat) = Equations(values, x, columns, offset, beta);
        var inverse = new CholeskyFactor(bread, columns, columns).Inverse();
        var errors = new double[columns];
        for (var j = 0; j < columns; j++)
        {
            double variance = 0;
            for (var a = 0; a < columns; a++)
            {
                for (var b = 0; b < columns; b++)
                {
                    variance += inverse[(j * columns) + a] * meat[(a * columns) + b] * inverse[(b * columns) + j];
                }
            }

            errors[j] = Math.Sqrt(variance);
        }

        return errors;
    }

    private static double Predictor(double[] x, int columns, double[] offset, double[] beta, int row)
    {
        var eta = offset.Length == 0 ? 0 : offset[row];
        for (var j = 0; j < columns; j++)
        {
            eta += beta[j] * x[(row * columns) + j];
        }

        return eta;
    }

    private static double SumOfSquares(double[] values, double[] x, int columns, double[] offset, double[] beta)
    {
        double sum = 0;
        for (var i = 0; i < values.Length; i++)
        {
            var residual = values[i] - CalibrationScale.Risk(Predictor(x, columns, offset, beta, i));
            sum += residual * residual;
        }

        return double.IsFinite(sum) ? sum : double.PositiveInfinity;
    }

    private static (double[] Bread, double[] Gradient, double[] Meat) Equations(double[] values, double[] x, int columns, double[] offset, double[] beta)
    {
        var bread = new double[columns * columns];
        var meat = new double[columns * columns];
        var gradient = new double[columns];
        for (var i = 0; i < values.Length; i++)
        {
            var eta = Predictor(x, columns, offset, beta, i);
            var slope = Math.Exp(eta - Math.Exp(eta));
            var residual = values[i] - CalibrationScale.Risk(eta);
            for (var a = 0; a < columns; a++)
            {
                var left = slope * x[(i * columns) + a];
                gradient[a] += left * residual;
                for (var b = 0; b < columns; b++)
                {
                    var product = left * slope * x[(i * columns) + b];
                    bread[(a * columns) + b] += product;
                    meat[(a * columns) + b] += product * residual * residual;
                }
            }
        }

        return (bread, gradient, meat);
    }
}
