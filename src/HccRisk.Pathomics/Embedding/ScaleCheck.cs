using HccRisk.Pathomics.Slides;

namespace HccRisk.Pathomics.Embedding;

/// <summary>Compares the scale that was given for a slide with what its file says.</summary>
internal static class ScaleCheck
{
    /// <summary>Further apart than scanners of one objective differ from what they state.</summary>
    private const double Tolerance = 0.1;

    /// <summary>What cameras and relay lenses make of one objective: micrometres and objective contradict each other only beyond.</summary>
    private const double NominalTolerance = 0.5;

    /// <returns>What is contradicted, with both values; null when nothing is, or the file was believed.</returns>
    public static string? WarningOf(ISlide slide)
    {
        if (slide.MicronsPerPixel is not { } used || slide.Source.Resolution is not (ResolutionSource.Options or ResolutionSource.GivenObjective))
        {
            return null;
        }

        var nominal = slide.Source.Resolution == ResolutionSource.GivenObjective;
        var given = FormattableString.Invariant($"{used:0.####} micrometres per pixel {(nominal ? FormattableString.Invariant($"(nominal, of an objective of {10 / used:0.##}x) ") : "")}are given and used");
        if (slide.Source.StatedMicronsPerPixel is { } stated)
        {
            return Differ(used, stated, Tolerance) ? FormattableString.Invariant($"{given}, its file states {stated:0.####}") : null;
        }

        return slide.ObjectivePower is { } power && Differ(used, 10 / power, nominal ? Tolerance : NominalTolerance)
            ? FormattableString.Invariant($"{given}, its file states an objective of {power:0.##}x (nominal {10 / power:0.####})")
            : null;
    }

    /// <returns>The scale a slide was read with, in words; null when it is the file's own.</returns>
    public static string? Describe(SlideEmbedding slide) => slide.ScaleSource switch
    {
        ResolutionSource.Options => FormattableString.Invariant($"{slide.SlideMicronsPerPixel:0.####} um per pixel, given"),
        ResolutionSource.GivenObjective => FormattableString.Invariant(
            $"{slide.SlideMicronsPerPixel:0.####} um per pixel, nominal of the given objective of {10 / slide.SlideMicronsPerPixel:0.##}x"),
        _ => null,
    };

    private static bool Differ(double a, double b, double tolerance) => Math.Max(a / b, b / a) > 1 + tolerance + 1e-9;
}
