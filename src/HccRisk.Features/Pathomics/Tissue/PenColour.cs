namespace HccRisk.Features.Pathomics.Tissue;

/// <summary>
/// Colours that ink has and haematoxylin and eosin do not. Both stains take most light from green: an optical density that is
/// not greatest in green is ink's; so is one too great for a thin section.
/// </summary>
internal static class PenColour
{
    private const double MinDensity = 0.15;

    private static readonly float[] Density = [.. Enumerable.Range(0, 256).Select(v => (float)Stain.StainMatrix.OpticalDensity((byte)v))];

    public static bool IsPen(byte red, byte green, byte blue) => Classify(red, green, blue) != PenMark.None;

    public static PenMark Classify(byte red, byte green, byte blue)
    {
        float r = Density[red], g = Density[green], b = Density[blue];
        var strongest = Math.Max(r, Math.Max(g, b));
        if (strongest < MinDensity)
        {
            return PenMark.None;
        }

        // Green and blue ink let green light through better than red; haematoxylin the other way.
        var coolInk = r > 1.25f * g;

        // Red ink takes blue much as green and hardly any red; blood, the nearest thing in tissue, is thin at this scale.
        var paleRedInk = g > 0.12f && b > 0.92f * g && r < 0.35f * g;
        var fullRedInk = g > 0.5f && b > 0.7f * g && r < 0.25f * g;

        // Thick ink of any colour, a fold or dirt: darker than a section a few micrometres thick, and without haematoxylin's blue.
        var darkInk = r + g + b > 1.8f && b > 0.6f * g;

        // Which ink: blue ink hardly takes blue, green ink does; thick red ink takes less red than anything else.
        return coolInk ? b < 0.27f * r ? PenMark.Blue : PenMark.Green
            : paleRedInk || fullRedInk || (darkInk && r < 0.7f * Math.Min(g, b)) ? PenMark.Red
            : darkInk ? PenMark.Black
            : PenMark.None;
    }
}
