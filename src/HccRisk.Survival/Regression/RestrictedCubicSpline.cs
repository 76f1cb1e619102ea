using System.Globalization;

namespace HccRisk.Survival.Regression;

/// <summary>
/// Restricted (natural) cubic spline of one covariate: cubic between the knots, linear beyond the outer ones (Stone and Koo
/// 1985; Harrell, Regression Modeling Strategies). k knots give k - 1 columns for any regression, the first being the value itself.
/// </summary>
/// <remarks>The cubic columns are divided by the square of the distance between the outer knots, as R's Hmisc and rms do, and so have the unit of the value.</remarks>
public sealed class RestrictedCubicSpline
{
    private readonly double[] _knots;

    /// <summary>Makes a spline with given knots, as those of a published model.</summary>
    /// <param name="knots">Three or more, finite, ascending.</param>
    /// <exception cref="ArgumentException">Too few knots, or knots that do not ascend.</exception>
    public RestrictedCubicSpline(ReadOnlySpan<double> knots)
    {
        if (knots.Length < 3)
        {
            throw new ArgumentException(FormattableString.Invariant($"A restricted cubic spline needs 3 knots or more, not {knots.Length}."), nameof(knots));
        }

        for (var k = 0; k < knots.Length; k++)
        {
            if (!double.IsFinite(knots[k]) || (k > 0 && !(knots[k] > knots[k - 1])))
            {
                throw new ArgumentException(
                    "Knots must be finite and ascend, but they are "
                    + string.Join(", ", knots.ToArray().Select(v => v.ToString("R", CultureInfo.InvariantCulture)))
                    + ": a covariate with many equal values needs fewer knots, or its own.",
                    nameof(knots));
            }
        }

        _knots = knots.ToArray();
    }

    /// <summary>The knots, ascending.</summary>
    public IReadOnlyList<double> Knots => _knots;

    /// <summary>Number of columns: one less than knots.</summary>
    public int Columns => _knots.Length - 1;

    /// <summary>
    /// Places the knots at Harrell's quantiles of the development data (linear interpolation, R's type 7), as R's Hmisc does: with fewer than
    /// 100 values the outer knots are the fifth value from either end, and where 5 % or more of the values are equal to the lowest or the
    /// highest, but to none between, that end is left out and the next value is the outer knot.
    /// </summary>
    /// <param name="values">Finite values of the covariate, 6 or more.</param>
    /// <param name="knots">Number of knots, 3 to 7. Default 4.</param>
    /// <returns>The spline; where many values are equal it can have another number of knots.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of knots is not 3 to 7.</exception>
    /// <exception cref="ArgumentException">Too few values, a value that is not finite, or fewer than 3 different places for knots.</exception>
    public static RestrictedCubicSpline FromQuantiles(ReadOnlySpan<double> values, int knots = 4)
    {
        if (knots is < 3 or > 7)
        {
            throw new ArgumentOutOfRangeException(nameof(knots), knots, "The number of knots must be 3 to 7.");
        }

        var sorted = values.ToArray();
        RequireFinite(sorted);
        Array.Sort(sorted);
        return new RestrictedCubicSpline(SplineKnots.Place(sorted, knots));
    }

    /// <summary>The columns of some values.</summary>
    /// <param name="values">Finite values.</param>
    /// <returns>Row-major, <see cref="Columns"/> numbers a value: the value, then the cubic terms.</returns>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public double[] Basis(ReadOnlySpan<double> values)
    {
        RequireFinite(values);
        var (last, before) = (_knots[^1], _knots[^2]);
        var unit = (last - _knots[0]) * (last - _knots[0]);
        var result = new double[values.Length * Columns];
        for (var i = 0; i < values.Length; i++)
        {
            var row = result.AsSpan(i * Columns, Columns);
            row[0] = values[i];
            for (var k = 0; k < Columns - 1; k++)
            {
                var tail = ((last - _knots[k]) * Cube(values[i] - before)) - ((before - _knots[k]) * Cube(values[i] - last));
                row[k + 1] = (Cube(values[i] - _knots[k]) - (tail / (last - before))) / unit;
            }
        }

        return result;
    }

    private static double Cube(double v) => v > 0 ? v * v * v : 0;

    private static void RequireFinite(ReadOnlySpan<double> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                throw new ArgumentException(FormattableString.Invariant($"Value {i} is {values[i]}: it must be finite."), nameof(values));
            }
        }
    }
}
