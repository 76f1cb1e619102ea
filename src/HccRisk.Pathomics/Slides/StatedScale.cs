namespace HccRisk.Pathomics.Slides;

/// <summary>Micrometres per level-0 pixel as a file states them.</summary>
/// <param name="X">Along x, above zero.</param>
/// <param name="Y">Along y, above zero.</param>
internal readonly record struct StatedScale(double X, double Y)
{
    /// <summary>The one value of both axes; null when they are more than 1 % apart.</summary>
    public double? Isotropic => Math.Abs(X - Y) <= 0.01 * X ? X : null;
}
