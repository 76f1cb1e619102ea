using System.Text.Json.Serialization;

namespace HccRisk.Features.Harmonisation;

/// <summary>The dependence of a vector of features on the site.</summary>
/// <param name="Slots">Each slot.</param>
public sealed record SiteVariation(IReadOnlyList<SlotShift> Slots)
{
    /// <summary>Share of the slots whose means differ between sites with a p-value below 0.05; by chance it is 0.05.</summary>
    [JsonIgnore]
    public double Different => Mean(s => s.PValue < 0.05 ? 1 : 0);

    /// <summary>Mean share of variance that lies between sites.</summary>
    [JsonIgnore]
    public double Explained => Mean(s => s.Explained);

    /// <summary>Mean of the largest differences of two sites, in standard deviations.</summary>
    [JsonIgnore]
    public double Largest => Mean(s => s.Largest);

    private double Mean(Func<SlotShift, double> of) => Slots.Where(s => !double.IsNaN(s.PValue)).Select(of).DefaultIfEmpty(double.NaN).Average();
}
