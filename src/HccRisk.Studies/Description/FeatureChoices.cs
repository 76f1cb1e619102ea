using System.Collections.Concurrent;
using HccRisk.Studies.Models;
using HccRisk.Studies.Results;
using Microsoft.ML;

namespace HccRisk.Studies.Description;

/// <summary>Collects what the fits of a cross-validation chose.</summary>
internal sealed class FeatureChoices
{
    private readonly ConcurrentBag<IReadOnlyList<(string Slot, bool? Higher)>> _fits = [];

    /// <summary>Takes in the pipeline of a fold; of several fits that it joins, whatever one of them uses counts, with the direction of their sum.</summary>
    public void Add(ITransformer pipeline)
    {
        var sums = new Dictionary<string, double?>(StringComparer.Ordinal);
        foreach (var fit in FittedFunctions.Of(pipeline).Fits)
        {
            for (var j = 0; j < fit.InputSlots.Count; j++)
            {
                var effect = fit.Linear is { } linear ? linear.Coefficients[j] * linear.Deviations[j] : (double?)null;
                if (effect != 0)
                {
                    sums[fit.InputSlots[j]] = effect + (sums.TryGetValue(fit.InputSlots[j], out var sum) ? sum : 0);
                }
            }
        }

        _fits.Add([.. sums.Select(s => (s.Key, s.Value is { } effect ? effect > 0 : (bool?)null))]);
    }

    /// <summary>What they chose; null without fits.</summary>
    /// <param name="offered">Inputs of each modality.</param>
    public FeatureStability? Summary(IReadOnlyDictionary<string, int> offered)
    {
        var fits = _fits.Count;
        if (fits == 0)
        {
            return null;
        }

        FeatureFrequency[] features =
        [
            .. _fits.SelectMany(f => f).GroupBy(f => f.Slot, StringComparer.Ordinal)
                .Select(g => Frequency(g.Key, g.Count(), g.All(f => f.Higher is not null) ? g.Count(f => f.Higher == true) : null))
                .OrderByDescending(f => f.Chosen).ThenBy(f => f.Modality, StringComparer.Ordinal).ThenBy(f => f.Feature, StringComparer.Ordinal),
        ];
        return new FeatureStability(
            fits, [.. offered.Select(m => Of(m.Key, m.Value, fits, [.. features.Where(f => f.Modality == m.Key).Select(f => f.Chosen)]))], features);
    }

    /// <summary>Nogueira's index: 1 less the mean variance of the choices over what it is when each fit chooses as many at random.</summary>
    internal static ModalityStability Of(string modality, int offered, int fits, int[] chosen)
    {
        var mean = chosen.Sum() / (double)fits;
        var share = mean / offered;
        var random = share * (1 - share);
        var variance = chosen.Sum(c => (double)fits / (fits - 1) * c / fits * (1 - ((double)c / fits))) / offered;
        return new ModalityStability(modality, offered, mean, fits > 1 && random > 0 ? 1 - (variance / random) : null);
    }

    private static FeatureFrequency Frequency(string slot, int chosen, int? higher)
    {
        var dot = slot.IndexOf('.', StringComparison.Ordinal);
        return new FeatureFrequency(slot[(dot + 1)..], dot < 0 ? "" : slot[..dot], chosen, higher);
    }
}
