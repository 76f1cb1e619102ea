using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic.Rendering.Second;

/// <summary>Traits that follow a marker from afar: each has a correlation of its own with it and goes its own way for the rest.</summary>
internal static class WeakTraits
{
    /// <summary>A standard normal trait with a correlation with the marker, cut at 3 SD.</summary>
    public static double Draw(double marker, double correlation, SyntheticRandom random) =>
        Math.Clamp((correlation * marker) + (Math.Sqrt(1 - (correlation * correlation)) * random.Normal()), -3, 3);
}
