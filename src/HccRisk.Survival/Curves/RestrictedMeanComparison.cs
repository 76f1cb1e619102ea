using HccRisk.Core.Notebooks;
using HccRisk.Core.Printing;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Curves;

/// <summary>Two restricted mean survival times compared, by their difference and by their ratio.</summary>
[TypeFormatterSource(typeof(NotebookText))]
public sealed record RestrictedMeanComparison
{
    internal RestrictedMeanComparison(RestrictedMean first, RestrictedMean second)
    {
        First = first;
        Second = second;
        var z = Normal.InvCDF(0, 1, 0.5 + first.Level / 2);
        Difference = first.Mean - second.Mean;
        DifferenceError = Math.Sqrt(first.StandardError * first.StandardError + second.StandardError * second.StandardError);
        DifferenceLower = Difference - z * DifferenceError;
        DifferenceUpper = Difference + z * DifferenceError;
        PValue = TwoSided(Difference, DifferenceError);
        var (relative, otherRelative) = (first.StandardError / first.Mean, second.StandardError / second.Mean);
        Ratio = first.Mean / second.Mean;
        LogRatioError = Math.Sqrt(relative * relative + otherRelative * otherRelative);
        RatioLower = Ratio * Math.Exp(-z * LogRatioError);
        RatioUpper = Ratio * Math.Exp(z * LogRatioError);
        RatioPValue = TwoSided(Math.Log(Ratio), LogRatioError);
    }

    /// <summary>The group that is compared.</summary>
    public RestrictedMean First { get; }

    /// <summary>The group it is compared with.</summary>
    public RestrictedMean Second { get; }

    /// <summary>First minus second: above 0, the first group is event-free for longer.</summary>
    public double Difference { get; }

    /// <summary>Standard error of <see cref="Difference"/>.</summary>
    public double DifferenceError { get; }

    /// <summary>Lower confidence limit of <see cref="Difference"/>.</summary>
    public double DifferenceLower { get; }

    /// <summary>Upper confidence limit of <see cref="Difference"/>.</summary>
    public double DifferenceUpper { get; }

    /// <summary>Two-sided normal p-value that the difference is 0; NaN when neither mean varies, as without an event before the horizon.</summary>
    public double PValue { get; }

    /// <summary>First divided by second.</summary>
    public double Ratio { get; }

    /// <summary>Standard error of the logarithm of <see cref="Ratio"/>.</summary>
    public double LogRatioError { get; }

    /// <summary>Lower confidence limit of <see cref="Ratio"/>.</summary>
    public double RatioLower { get; }

    /// <summary>Upper confidence limit of <see cref="Ratio"/>.</summary>
    public double RatioUpper { get; }

    /// <summary>Two-sided normal p-value that the logarithm of the ratio is 0; NaN when neither mean varies.</summary>
    public double RatioPValue { get; }

    private static double TwoSided(double estimate, double error) =>
        error == 0 ? double.NaN : 2 * Normal.CDF(0, 1, -Math.Abs(estimate) / error);

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            $"first {First}",
            $"second {Second}",
            $"difference {Printed.Interval(Difference, DifferenceLower, DifferenceUpper, First.Level)}, {Printed.P(PValue)}",
            $"ratio {Printed.Interval(Ratio, RatioLower, RatioUpper, First.Level)}, {Printed.P(RatioPValue)}",
        ]);
}
