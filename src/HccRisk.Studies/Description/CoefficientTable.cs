using HccRisk.Survival.Estimates;
using HccRisk.Survival.Learning;
using MathNet.Numerics.Distributions;

namespace HccRisk.Studies.Description;

/// <summary>Coefficients of a fitted model, largest effect per standard deviation first; none of a model that is not linear.</summary>
internal static class CoefficientTable
{
    public static IReadOnlyList<CoefficientRow> Build(SurvivalFunction function) => Build([function]);

    /// <summary>The mean effect of each feature over several fits, one that does not have it counting as none.</summary>
    public static IReadOnlyList<CoefficientRow> Build(IReadOnlyList<SurvivalFunction> fits) => fits.Any(f => f.Linear is null)
        ? []
        : [.. fits.SelectMany(f => Enumerable.Range(0, f.Linear!.Names.Count).Select(j => Row(f.Linear, j)))
            .GroupBy(r => (r.Modality, r.Feature))
            .Select(g => fits.Count == 1 ? g.First() : new CoefficientRow(g.Key.Feature, g.Key.Modality, g.Sum(r => r.Coefficient) / fits.Count, null, null))
            .OrderByDescending(r => Math.Abs(r.Coefficient))
            .ThenBy(r => r.Feature, StringComparer.Ordinal)];

    private static CoefficientRow Row(LinearTerms terms, int j)
    {
        // Concatenate prefixes each slot with the column it comes from.
        var slot = terms.Names[j];
        var dot = slot.IndexOf('.', StringComparison.Ordinal);
        var (modality, feature) = dot < 0 ? (string.Empty, slot) : (slot[..dot], slot[(dot + 1)..]);
        var deviation = terms.Deviations[j];
        var error = terms.Penalty is null && double.IsFinite(terms.StandardErrors[j]) ? terms.StandardErrors[j] * deviation : (double?)null;
        var coefficient = terms.Coefficients[j] * deviation;
        return new CoefficientRow(feature, modality, coefficient, error, error is > 0 ? 2 * Normal.CDF(0, 1, -Math.Abs(coefficient / error.Value)) : null);
    }
}
