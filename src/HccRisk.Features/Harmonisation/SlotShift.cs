namespace HccRisk.Features.Harmonisation;

/// <summary>How far a slot depends on the site; NaN where it does not vary or has values at one site alone.</summary>
/// <param name="Name">Name of the slot.</param>
/// <param name="Explained">Share of its variance that lies between sites, 0 to 1 (eta squared).</param>
/// <param name="Largest">Largest difference of the means of two sites, in standard deviations within sites, 0 or more.</param>
/// <param name="PValue">P-value of no difference between means (one-way analysis of variance).</param>
public sealed record SlotShift(string Name, double Explained, double Largest, double PValue);
