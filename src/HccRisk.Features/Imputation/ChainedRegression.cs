namespace HccRisk.Features.Imputation;

/// <summary>
/// One equation of a chain: least squares with a trace of ridge, and a draw of its coefficients (Rubin 1987, example 5.1).
/// </summary>
internal static class ChainedRegression
{
    // Of the sum of squares of each predictor: repeated and collinear columns have a solution, others hardly change.
    private const double Ridge = 1e-5;

    /// <summary>The equation of a slot.</summary>
    /// <param name="target">The slot; NaN where it is missing: those rows teach nothing.</param>
    /// <param name="completed">All slots of all rows, row by row, completed.</param>
    /// <param name="predictors">Slots it follows from.</param>
    /// <param name="sorted">The slot's values, ascending.</param>
    /// <param name="draw">Whether the coefficients are drawn and donors kept.</param>
    /// <param name="random">Moves on when drawing.</param>
    public static SlotEquation Fit(
        ReadOnlySpan<double> target, double[] completed, int[] predictors, double[] sorted, bool draw, ref ImputationRandom random)
    {
        var width = completed.Length / target.Length;
        var k = predictors.Length;
        int[] rows = Observed(target);
        var (x, centre, scale) = Standardise(completed, width, rows, predictors);
        var mean = 0.0;
        foreach (var row in rows)
        {
            mean += target[row] / rows.Length;
        }

        var lower = new double[k * k];
        var slopes = new double[k];
        for (var i = 0; i < rows.Length; i++)
        {
            var values = x.AsSpan(i * k, k);
            for (var a = 0; a < k; a++)
            {
                slopes[a] += values[a] * (target[rows[i]] - mean);
                for (var b = 0; b <= a; b++)
                {
                    lower[(a * k) + b] += values[a] * values[b];
                }
            }
        }

        Factor(lower, k);
        SolveLower(lower, k, slopes);
        SolveUpper(lower, k, slopes);
        var predictions = new double[draw ? rows.Length : 0];
        var drawn = slopes;
        if (draw)
        {
            var squares = 0.0;
            for (var i = 0; i < rows.Length; i++)
            {
                predictions[i] = mean + Dot(x.AsSpan(i * k, k), slopes);
                squares += Math.Pow(target[rows[i]] - predictions[i], 2);
            }

            var deviation = Math.Sqrt(squares / random.ChiSquare(Math.Max(1, rows.Length - k - 1)));
            drawn = new double[k];
            for (var a = 0; a < k; a++)
            {
                drawn[a] = deviation * random.Normal();
            }

            SolveUpper(lower, k, drawn);
            for (var a = 0; a < k; a++)
            {
                drawn[a] += slopes[a];
            }

            mean += deviation * random.Normal() / Math.Sqrt(rows.Length);
        }

        double[] coefficients = [.. drawn.Select((b, a) => b / scale[a])];
        var (donors, given) = Donors(predictions, rows, target);
        return new SlotEquation
        {
            Predictors = predictors,
            Coefficients = coefficients,
            Intercept = mean - Dot(coefficients, centre),
            Low = sorted[0],
            High = sorted[^1],
            DonorPredictions = donors,
            DonorValues = given,
        };
    }

    private static int[] Observed(ReadOnlySpan<double> target)
    {
        var rows = new List<int>(target.Length);
        for (var i = 0; i < target.Length; i++)
        {
            if (!double.IsNaN(target[i]))
            {
                rows.Add(i);
            }
        }

        return [.. rows];
    }

    /// <summary>Predictions ascending, those of one prediction by their row, with their values.</summary>
    private static (double[] Predictions, double[] Values) Donors(double[] predictions, int[] rows, ReadOnlySpan<double> target)
    {
        int[] order = [.. Enumerable.Range(0, predictions.Length).OrderBy(i => predictions[i])];
        var values = new double[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            values[i] = target[rows[order[i]]];
        }

        return (Array.ConvertAll(order, i => predictions[i]), values);
    }

    private static (double[] X, double[] Centre, double[] Scale) Standardise(double[] completed, int width, int[] rows, int[] predictors)
    {
        var k = predictors.Length;
        var (x, centre, scale) = (new double[rows.Length * k], new double[k], new double[k]);
        for (var a = 0; a < k; a++)
        {
            var squares = 0.0;
            foreach (var row in rows)
            {
                centre[a] += completed[(row * width) + predictors[a]] / rows.Length;
            }

            for (var i = 0; i < rows.Length; i++)
            {
                var difference = completed[(rows[i] * width) + predictors[a]] - centre[a];
                x[(i * k) + a] = difference;
                squares += difference * difference;
            }

            scale[a] = Math.Sqrt(squares / rows.Length) is var deviation && deviation > 1e-12 * Math.Abs(centre[a]) && deviation > 0
                ? deviation : double.PositiveInfinity;
            for (var i = 0; i < rows.Length; i++)
            {
                x[(i * k) + a] /= scale[a];
            }
        }

        return (x, centre, scale);
    }

    /// <summary>The lower Cholesky factor, in place, with the ridge; a predictor of zeros keeps to itself.</summary>
    private static void Factor(double[] lower, int k)
    {
        for (var a = 0; a < k; a++)
        {
            lower[(a * k) + a] = lower[(a * k) + a] > 0 ? lower[(a * k) + a] * (1 + Ridge) : 1;
        }

        for (var a = 0; a < k; a++)
        {
            for (var b = 0; b <= a; b++)
            {
                var sum = lower[(a * k) + b] - Dot(lower.AsSpan(a * k, b), lower.AsSpan(b * k, b));
                lower[(a * k) + b] = a == b ? Math.Sqrt(Math.Max(sum, double.Epsilon)) : sum / lower[(b * k) + b];
            }
        }
    }

    private static void SolveLower(double[] lower, int k, double[] b)
    {
        for (var a = 0; a < k; a++)
        {
            b[a] = (b[a] - Dot(lower.AsSpan(a * k, a), b.AsSpan(0, a))) / lower[(a * k) + a];
        }
    }

    private static void SolveUpper(double[] lower, int k, double[] b)
    {
        for (var a = k - 1; a >= 0; a--)
        {
            b[a] /= lower[(a * k) + a];
            for (var c = 0; c < a; c++)
            {
                b[c] -= lower[(a * k) + c] * b[a];
            }
        }
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
