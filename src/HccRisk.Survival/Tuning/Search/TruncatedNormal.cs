using MathNet.Numerics.Distributions;

namespace HccRisk.Survival.Tuning.Search;

/// <summary>The normal distribution cut off at two ends; its mean lies between them.</summary>
internal readonly struct TruncatedNormal(double mean, double deviation, double low, double high)
{
    private readonly double _mass = Between((low - mean) / deviation, (high - mean) / deviation);

    /// <summary>Density at a point between the ends.</summary>
    public double Density(double x) => Normal.PDF(0, 1, (x - mean) / deviation) / (deviation * _mass);

    /// <summary>Probability of a stretch between the ends.</summary>
    public double Probability(double from, double to) => Between((from - mean) / deviation, (to - mean) / deviation) / _mass;

    /// <summary>The point below which a share of the probability lies.</summary>
    public double Quantile(double share)
    {
        var below = Normal.CDF(0, 1, (low - mean) / deviation);
        return Math.Clamp(mean + (deviation * Normal.InvCDF(0, 1, below + (share * _mass))), low, high);
    }

    /// <summary>Above the mean by the upper tails, whose difference keeps its digits.</summary>
    private static double Between(double a, double b) => a > 0 ? Normal.CDF(0, 1, -a) - Normal.CDF(0, 1, -b) : Normal.CDF(0, 1, b) - Normal.CDF(0, 1, a);
}
