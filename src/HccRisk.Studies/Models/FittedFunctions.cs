using HccRisk.Core.Learning;
using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Studies.Models;

/// <summary>The survival functions of a fitted pipeline.</summary>
/// <param name="Final">The one whose score and risks count.</param>
/// <param name="Fits">Those that read features: the same one, or those it joins.</param>
internal sealed record FittedFunctions(SurvivalFunction Final, IReadOnlyList<SurvivalFunction> Fits)
{
    public static FittedFunctions Of(ITransformer pipeline)
    {
        SurvivalFunction[] all = [.. LearnedModel.FindAll<SurvivalFunction>(pipeline)];
        return all.Length > 0
            ? new FittedFunctions(all[^1], [.. all.Where(f => !f.JoinsFits)])
            : throw new InvalidOperationException("The model holds no survival function.");
    }

    /// <summary>Every feature that any of them reads.</summary>
    public IReadOnlyList<string> InputSlots => [.. Fits.SelectMany(f => f.InputSlots).Distinct(StringComparer.Ordinal)];

    /// <summary>The method in words.</summary>
    public string Method => Fits.Count > 1 ? $"{Final.Method}; each fit a {string.Join(" or ", Fits.Select(f => f.Method).Distinct(StringComparer.Ordinal))}" : Final.Method;

    /// <summary>What a reader must know before trusting the fits.</summary>
    public IEnumerable<string> Warnings => Fits.Append(Final).SelectMany(f => f.Warnings).Distinct(StringComparer.Ordinal);
}
