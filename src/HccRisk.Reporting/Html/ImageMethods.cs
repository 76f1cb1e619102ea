using System.Globalization;
using HccRisk.Plots;
using HccRisk.Radiomics;
using HccRisk.Studies.Data;

namespace HccRisk.Reporting.Html;

/// <summary>How features of images and slides were computed, in words.</summary>
internal static class ImageMethods
{
    public static IEnumerable<string> Series(FeatureSetup setup)
    {
        if (setup.Series.Count == 0)
        {
            yield break;
        }

        var options = setup.Radiomics;
        yield return $"Radiomics were computed in the order of the steps of IBSI from {Numbers.Count(setup.Series.Count)} MRI series ({string.Join(", ", setup.Series)}): those listed for at least half of the development patients.";
        yield return options.BiasField is null ? "No bias field was removed." : "The bias field of the coils was removed first.";
        yield return "Intensities were " + options.Normalisation switch
        {
            IntensityNormalisation.None => "used as they are.",
            IntensityNormalisation.ZScoreImage => "brought to one scale by mean and standard deviation of the whole series.",
            IntensityNormalisation.ZScoreReference => "brought to one scale by mean and standard deviation of the " + Tissue(options) + ".",
            IntensityNormalisation.ZScoreBody => "brought to one scale by mean and standard deviation of the body.",
            IntensityNormalisation.RobustReference => $"brought to one scale by median and median absolute deviation of the {Tissue(options)}.",
            IntensityNormalisation.Stripe => $"brought to one scale by mean and standard deviation of the stripe around the mode of the {Tissue(options)}.",
            IntensityNormalisation.Nyul => "brought to a standard scale by percentiles of the body (Nyúl), learnt beforehand.",
            _ => $"brought to one scale ({Words(options.Normalisation)}).",
        };
        yield return options.ResampleSpacing is { } spacing
            ? string.Create(CultureInfo.InvariantCulture, $"Images were resampled to {spacing.X:0.##} x {spacing.Y:0.##} x {spacing.Z:0.##} mm ({Words(options.Interpolation)}; masks {Words(options.MaskInterpolation)}, a voxel inside from a share of {options.MaskThreshold:0.##}).")
            : "Images were not resampled.";
        yield return Resegmentation(options);
        yield return options.Discretisation == Radiomics.Discretisation.DiscretisationMethod.FixedBinSize
            ? $"Grey levels are bins of width {Numbers.Plain(options.BinWidth)}."
            : $"Grey levels are {Numbers.Count(options.BinCount)} bins.";
        yield return $"Families: {Words(options.Families)}; co-occurrence at distance {Numbers.Count(options.GlcmDistance)}, {Words(options.GlcmAggregation)}.";
        yield return $"All settings have the hash {options.OptionsHash[..16]}.";
    }

    private static string Tissue(RadiomicsOptions options) => options.Scaling.Tissue == NormalisationTissue.Liver
        ? FormattableString.Invariant($"liver farther than {options.Scaling.LiverMargin:0.##} mm from the lesion") : "reference tissue (liver outside the lesion)";

    public static IEnumerable<string> Slides(FeatureSetup setup)
    {
        if (!setup.Slides)
        {
            yield break;
        }

        var options = setup.Pathomics;
        yield return setup.Backbone is { } backbone
            ? $"Tiles of slides were embedded by the backbone {backbone}" + (setup.BackboneSha256 is { } hash ? $" (SHA-256 {hash[..16]}...)." : ".")
            : "Tiles of slides were embedded by the built-in backbone, a descriptor of texture and not a network trained on pathology.";
        yield return $"A tile counts where at least {Numbers.Percent(options.Embedding.Tiling.MinTissueFraction, 1)} of it is tissue"
            + (options.Embedding.Quality is null ? "." : "; blank, blurred, folded and pen-marked tiles were left out.");
        string[] pooled =
        [
            .. options.Pooling.Mean ? ["mean"] : Array.Empty<string>(),
            .. options.Pooling.Std ? ["standard deviation"] : Array.Empty<string>(),
            .. options.Pooling.Max ? ["maximum"] : Array.Empty<string>(),
            .. options.Pooling.Quantiles.Count > 0 ? ["quantiles " + string.Join(", ", options.Pooling.Quantiles.Select(Numbers.Plain))] : Array.Empty<string>(),
        ];
        yield return $"Tiles were pooled by {string.Join(", ", pooled)}"
            + (options.Handcrafted ? "; features of stain and nuclei stand beside them." : ".");
        yield return options.Embedding.Normalisation is null ? "Stains were not normalised." : "Stains were normalised.";
    }

    /// <summary>A name of an option as words: "fixedBinNumber" as "fixed bin number".</summary>
    public static string Words(object option)
    {
        var words = new System.Text.StringBuilder();
        foreach (var c in option.ToString() ?? "")
        {
            words.Append(char.IsUpper(c) && words.Length > 0 && words[^1] is not (' ' or ',') && !char.IsUpper(words[^1]) ? " " : "").Append(c);
        }

        return words.ToString().ToLowerInvariant().Replace("2 d", " 2-D", StringComparison.Ordinal).Replace("3 d", " 3-D", StringComparison.Ordinal);
    }

    private static string Resegmentation(RadiomicsOptions options)
    {
        string[] rules =
        [
            .. options.ResegmentationMinimum is { } low ? ["below " + Numbers.Plain(low)] : Array.Empty<string>(),
            .. options.ResegmentationMaximum is { } high ? ["above " + Numbers.Plain(high)] : Array.Empty<string>(),
            .. options.ResegmentationSigmas is { } sigmas ? [$"farther than {Numbers.Plain(sigmas)} standard deviations from the mean"] : Array.Empty<string>(),
        ];
        return rules.Length == 0 ? "No voxel of a region was left out for its intensity." : $"Voxels {string.Join(" or ", rules)} were left out.";
    }
}
