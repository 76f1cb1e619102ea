using HccRisk.Core.Printing;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Curves;

/// <summary>
/// Two independent groups compared at one time: the difference of their curves with a normal confidence interval and test (Klein, Logan,
/// Harhoff and Andersen, Stat Med 2007), and the test on the scale log(-log), which they found to hold its level better in small groups.
/// </summary>
public sealed record CurveDifference
{
    private CurveDifference(double time, double first, double firstError, double second, double secondError, double level, string? missing)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(level, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
        Time = time;
        First = first;
        Second = second;
        Difference = first - second;
        StandardError = Math.Sqrt((firstError * firstError) + (secondError * secondError));
        var z = Normal.InvCDF(0, 1, 0.5 + (level / 2));
        Lower = Difference - (z * StandardError);
        Upper = Difference + (z * StandardError);
        PValue = TwoSided(Difference, StandardError);
        var (one, other) = (Scaled(first, firstError), Scaled(second, secondError));
        LogLogPValue = TwoSided(one.Value - other.Value, Math.Sqrt((one.Error * one.Error) + (other.Error * other.Error)));
        NotEstimable = missing ?? (StandardError > 0 ? null : "neither estimate varies");
    }

    /// <summary>When.</summary>
    public double Time { get; }

    /// <summary>Estimate of the group that is compared, a probability; NaN beyond its follow-up.</summary>
    public double First { get; }

    /// <summary>Estimate of the group it is compared with.</summary>
    public double Second { get; }

    /// <summary>First minus second.</summary>
    public double Difference { get; }

    /// <summary>Standard error of <see cref="Difference"/>.</summary>
    public double StandardError { get; }

    /// <summary>Lower confidence limit of <see cref="Difference"/>.</summary>
    public double Lower { get; }

    /// <summary>Upper confidence limit of <see cref="Difference"/>.</summary>
    public double Upper { get; }

    /// <summary>Two-sided p-value of the difference being 0; NaN when it is not estimable.</summary>
    public double PValue { get; }

    /// <summary>Two-sided p-value of the difference of log(-log) being 0; NaN when an estimate is 0 or 1.</summary>
    public double LogLogPValue { get; }

    /// <summary>Why there is no test, in words; null when there is one.</summary>
    public string? NotEstimable { get; }

    /// <summary>Compares two survival curves.</summary>
    /// <param name="first">Curve of the group that is compared.</param>
    /// <param name="second">Curve of the group it is compared with.</param>
    /// <param name="time">Time of the comparison.</param>
    /// <param name="level">Level of the confidence interval, between 0 and 1.</param>
    /// <returns>The difference of survival; without values, and with the reason, beyond the follow-up of either group.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The level is out of range.</exception>
    public static CurveDifference OfSurvival(KaplanMeier first, KaplanMeier second, double time, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.SurvivalAt(time) is double.NaN || second.SurvivalAt(time) is double.NaN)
        {
            return None(time, level, first.Times[^1], second.Times[^1], first.SurvivalAt(time), second.SurvivalAt(time));
        }

        var (one, other) = (first.At(time), second.At(time));
        return new CurveDifference(time, one.Survival, Known(one.StandardError), other.Survival, Known(other.StandardError), level, null);
    }

    /// <summary>Compares two curves of the cumulative incidence of a cause.</summary>
    /// <param name="first">Curves of the group that is compared.</param>
    /// <param name="second">Curves of the group it is compared with.</param>
    /// <param name="cause">The cause, one of each group's <see cref="AalenJohansen.Causes"/>.</param>
    /// <param name="time">Time of the comparison.</param>
    /// <param name="level">Level of the confidence interval, between 0 and 1.</param>
    /// <returns>The difference of incidence; without values, and with the reason, beyond the follow-up of either group.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The cause is unknown to a group, or the level is out of range.</exception>
    public static CurveDifference OfIncidence(AalenJohansen first, AalenJohansen second, int cause, double time, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var (one, other) = (first.EstimateAt(cause, time), second.EstimateAt(cause, time));
        return double.IsNaN(one.Incidence) || double.IsNaN(other.Incidence)
            ? None(time, level, first.Times[^1], second.Times[^1], one.Incidence, other.Incidence)
            : new CurveDifference(time, one.Incidence, one.StandardError, other.Incidence, other.StandardError, level, null);
    }

    private static CurveDifference None(double time, double level, double firstEnd, double secondEnd, double first, double second) =>
        new(time, first, double.NaN, second, double.NaN, level, FormattableString.Invariant(
            $"nobody in a group was followed to {time}: the longest follow-up is {(double.IsNaN(first) ? firstEnd : secondEnd)}"));

    /// <summary>Where survival has reached 0 nothing varies any more.</summary>
    private static double Known(double error) => double.IsNaN(error) ? 0 : error;

    /// <summary>The comparison for a terminal.</summary>
    public override string ToString() => NotEstimable is { } why
        ? $"difference at {Printed.Number(Time)}: not estimable, {why}"
        : $"at {Printed.Number(Time)} {Printed.Share(First)} against {Printed.Share(Second)}: difference {Printed.Share(Difference)} " +
            $"({Printed.Share(Lower)} to {Printed.Share(Upper)}), {Printed.P(PValue)}";

    private static (double Value, double Error) Scaled(double value, double error) =>
        (Math.Log(-Math.Log(value)), Math.Abs(error / (value * Math.Log(value))));

    private static double TwoSided(double difference, double error) => error > 0 ? 2 * Normal.CDF(0, 1, -Math.Abs(difference / error)) : double.NaN;
}
