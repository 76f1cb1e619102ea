using HccRisk.Survival.Estimates;
using HccRisk.Survival.Learning;
using MathNet.Numerics.Distributions;

namespace HccRisk.Studies.Description;

/// <summary>Coefficients of a fitted model, largest effect per standard deviation first; none of a model that is not linear.</summary>
internal static class CoefficientTable
{
    public static IReadOnlyList<CoefficientRow> Build(SurvivalFunction function) => function.Linear is not { } terms
        ? []
        : [.. Enumerable.Range(0, terms.Names.Count)
            .Select(j => Row(terms, j))
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
