namespace HccRisk.Studies.Synthetic.Rendering;

/// <summary>A nucleus as it was drawn: an ellipse.</summary>
/// <param name="X">Centre, pixels.</param>
/// <param name="Y">Centre, pixels.</param>
/// <param name="Radius">Longer half-axis, pixels.</param>
/// <param name="Ratio">Shorter half-axis over the longer.</param>
/// <param name="Angle">Of the longer axis, radians.</param>
internal readonly record struct DrawnNucleus(double X, double Y, double Radius, double Ratio, double Angle)
{
    /// <summary>Within the contour of half its darkness, for the rim rises over about a pixel and a half: square pixels.</summary>
    public double Area => Math.PI * Radius * Radius * Ratio * Math.Max(0, 1 - (1.5 / Radius));
}
