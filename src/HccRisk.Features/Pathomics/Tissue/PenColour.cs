namespace HccRisk.Features.Pathomics.Tissue;

/// <summary>
/// Colours that ink has and haematoxylin and eosin do not. Both stains take most light from green: an optical density that is
/// not greatest in green is ink's; black ink takes all three alike.
/// </summary>
internal static class PenColour
{
    private const double MinDensity = 0.15;

    private static readonly float[] Density = [.. Enumerable.Range(0, 256).Select(v => (float)Stain.StainMatrix.OpticalDensity((byte)v))];

    public static bool IsPen(byte red, byte green, byte blue)
    {
        float r = Density[red], g = Density[green], b = Density[blue];
        var strongest = Math.Max(r, Math.Max(g, b));
        if (strongest < MinDensity)
        {
            return false;
        }

        // Green and blue ink let green light through better than red; haematoxylin the other way.
        var coolInk = r > 1.25f * g;

        // Red ink takes blue as much as green and no red; blood, the nearest thing in tissue, takes clearly less blue.
        var redInk = b > 0.92f * g && r < 0.35f * g && g > 0.25f;
        var blackInk = strongest > 0.6f && Math.Min(r, Math.Min(g, b)) > 0.8f * strongest;
        return coolInk || redInk || blackInk;
    }
}
