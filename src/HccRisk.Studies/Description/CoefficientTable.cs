using HccRisk.Studies.Results;
using HccRisk.Survival.Cox;
using MathNet.Numerics.Distributions;

namespace HccRisk.Studies.Description;

/// <summary>Coefficients of a fitted model, largest effect per standard deviation first.</summary>
internal static class CoefficientTable
{
    public static IReadOnlyList<CoefficientRow> Build(CoxFunction function) =>
        [.. Enumerable.Range(0, function.InputSlots.Count)
            .Select(j => Row(function, j))
            .OrderByDescending(r => Math.Abs(r.Coefficient))
            .ThenBy(r => r.Feature, StringComparer.Ordinal)];

    private static CoefficientRow Row(CoxFunction function, int j)
    {
        // Concatenate prefixes each slot with the column it comes from.
        var slot = function.InputSlots[j];
        var dot = slot.IndexOf('.', StringComparison.Ordinal);
        var (modality, feature) = dot < 0 ? (string.Empty, slot) : (slot[..dot], slot[(dot + 1)..]);
        var deviation = function.InputDeviations[j];
        var error = function.Ridge == 0 && double.IsFinite(function.StandardErrors[j]) ? function.StandardErrors[j] * deviation : (double?)null;
        var coefficient = function.Coefficients[j] * deviation;
        return new CoefficientRow(feature, modality, coefficient, error, error is > 0 ? 2 * Normal.CDF(0, 1, -Math.Abs(coefficient / error.Value)) : null);
    }
}
