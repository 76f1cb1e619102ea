using System.Globalization;

namespace HccRisk.Survival.HypothesisTests;

/// <summary>
/// How much each event time counts in a log-rank test: n(t)^a S(t-)^rho (1 - S(t-))^gamma, with n the number at risk and S the
/// Kaplan-Meier curve, both of all groups together (within each stratum).
/// </summary>
public sealed record LogRankWeights
{
    private LogRankWeights(string name, double atRisk, double rho, double gamma)
    {
        Name = name;
        AtRiskExponent = atRisk;
        Rho = rho;
        Gamma = gamma;
    }

    /// <summary>Every event counts the same: the log-rank test, best against proportional hazards.</summary>
    public static LogRankWeights Equal { get; } = new("log-rank", 0, 0, 0);

    /// <summary>Weights n: Gehan's generalisation of the Wilcoxon test (Biometrika 1965), early differences count more.</summary>
    public static LogRankWeights Gehan { get; } = new("Gehan-Wilcoxon", 1, 0, 0);

    /// <summary>Weights sqrt(n): between log-rank and Gehan (Tarone and Ware, Biometrika 1977).</summary>
    public static LogRankWeights TaroneWare { get; } = new("Tarone-Ware", 0.5, 0, 0);

    /// <summary>Weights S(t-): Peto and Peto's modification of Gehan's test, unmoved by the censoring pattern; R's rho = 1.</summary>
    public static LogRankWeights PetoPeto { get; } = FlemingHarrington(1);

    /// <summary>Name of the test.</summary>
    public string Name { get; }

    /// <summary>Exponent of the number at risk: 0, 0.5 or 1.</summary>
    public double AtRiskExponent { get; }

    /// <summary>Exponent of S(t-): above 0, early differences count more.</summary>
    public double Rho { get; }

    /// <summary>Exponent of 1 - S(t-): above 0, late differences count more.</summary>
    public double Gamma { get; }

    /// <summary>Weights S(t-)^rho (1 - S(t-))^gamma (Fleming and Harrington 1991); without gamma the G-rho family of R's survdiff.</summary>
    /// <param name="rho">Finite; 0 or greater when <paramref name="gamma"/> is not 0.</param>
    /// <param name="gamma">Finite, 0 or greater.</param>
    /// <returns>The weights.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An exponent is out of range.</exception>
    public static LogRankWeights FlemingHarrington(double rho, double gamma = 0)
    {
        if (!double.IsFinite(rho) || (gamma != 0 && rho < 0))
        {
            throw new ArgumentOutOfRangeException(nameof(rho), rho, "rho must be finite, and 0 or greater when gamma is not 0.");
        }

        if (!double.IsFinite(gamma) || gamma < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(gamma), gamma, "gamma must be finite and 0 or greater.");
        }

        return (rho, gamma) == (0, 0)
            ? Equal
            : new LogRankWeights(string.Create(CultureInfo.InvariantCulture, $"Fleming-Harrington({rho}, {gamma})"), 0, rho, gamma);
    }

    /// <summary>The weight of one event time.</summary>
    internal double At(double atRisk, double survival)
    {
        var weight = AtRiskExponent switch { 0 => 1, 1 => atRisk, _ => Math.Sqrt(atRisk) };
        weight *= Rho == 0 ? 1 : Math.Pow(survival, Rho);
        return Gamma == 0 ? weight : weight * Math.Pow(1 - survival, Gamma);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
