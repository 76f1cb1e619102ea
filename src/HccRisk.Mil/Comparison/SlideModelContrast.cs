using HccRisk.Survival.Estimates;

namespace HccRisk.Mil.Comparison;

/// <summary>Two models on the same patients and folds.</summary>
/// <param name="First">One model.</param>
/// <param name="Second">The other.</param>
/// <param name="Concordance">Uno's C of the first less that of the second, with a paired interval that takes the scores as given.</param>
public sealed record SlideModelContrast(string First, string Second, MetricComparison Concordance)
{
    /// <summary>Whether the first is better and the interval excludes 0.</summary>
    public bool FirstIsBetter => Concordance.Difference.Lower > 0;
}
