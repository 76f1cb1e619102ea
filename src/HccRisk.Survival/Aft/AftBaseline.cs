using HccRisk.Survival.Data;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Aft;

/// <summary>The error distribution of each model on the scale of w = (log t - linear predictor) / scale.</summary>
internal static class AftBaseline
{
    private const double LogRootTwoPi = 0.91893853320467274178;

    /// <summary>Scale when the distribution fixes it, else null.</summary>
    public static double? FixedScale(AftDistribution distribution) => distribution switch
    {
        AftDistribution.Exponential => 1,
        AftDistribution.Rayleigh => 0.5,
        _ => null,
    };

    /// <summary>Log density (event) or log survival (censored) with its first two derivatives by w. All are concave.</summary>
    public static (double Value, double First, double Second) Log(AftDistribution distribution, double w, bool isEvent)
    {
        switch (distribution)
        {
            case AftDistribution.LogNormal:
                if (isEvent)
                {
                    return (-0.5 * w * w - LogRootTwoPi, -w, -1);
                }

                var (tail, hazard) = NormalTail(w);
                return (tail, -hazard, -hazard * (hazard - w));
            case AftDistribution.LogLogistic:
                var p = 1 / (1 + Math.Exp(-w));
                var softPlus = w > 0 ? w + Math.Log(1 + Math.Exp(-w)) : Math.Log(1 + Math.Exp(w));
                return isEvent ? (w - 2 * softPlus, 1 - 2 * p, -2 * p * (1 - p)) : (-softPlus, -p, -p * (1 - p));
            default:
                var e = Math.Exp(w);
                return isEvent ? (w - e, 1 - e, -e) : (-e, -e, -e);
        }
    }

    public static double Survival(AftDistribution distribution, double w) => Math.Exp(Log(distribution, w, isEvent: false).Value);

    /// <summary>The w by which a fraction had the event.</summary>
    public static double Quantile(AftDistribution distribution, double probability) => distribution switch
    {
        AftDistribution.LogNormal => Normal.InvCDF(0, 1, probability),
        AftDistribution.LogLogistic => Math.Log(probability / (1 - probability)),
        _ => Math.Log(-Math.Log(1 - probability)),
    };

    /// <summary>Log of the upper tail of the normal distribution, and density over tail.</summary>
    private static (double LogTail, double Hazard) NormalTail(double w)
    {
        // Beyond 30 the tail is near the smallest double: its asymptotic series is exact to rounding there.
        if (w > 30)
        {
            var r = 1 / (w * w);
            var series = 1 - r * (1 - 3 * r * (1 - 5 * r * (1 - 7 * r)));
            return (-0.5 * w * w - LogRootTwoPi - Math.Log(w) + Math.Log(series), w / series);
        }

        var tail = 0.5 * SpecialFunctions.Erfc(w / Math.Sqrt(2));
        return (Math.Log(tail), Math.Exp(-0.5 * w * w - LogRootTwoPi) / tail);
    }
}
