using HccRisk.Core.Columns;
using HccRisk.Imaging;
using HccRisk.Imaging.Files;
using HccRisk.Radiomics.Discretisation;

namespace HccRisk.Radiomics.Presets;

/// <summary>
/// A published way to compute radiomics, with its names: <c>ibsi-1-dp</c> (digital phantom) and <c>ibsi-1-a</c> to <c>ibsi-1-e</c>
/// (IBSI-1 configurations, every aggregation of the configuration, tags of the reference tables, stage diagnostics first), and
/// <c>pyradiomics</c> (its 107 features of the original image with its default settings).
/// </summary>
public sealed class RadiomicsPreset
{
    private const string PyradiomicsName = "pyradiomics";

    private static readonly RadiomicsOptions Ibsi = new() { Families = IbsiTags.Families, RoundIntensities = true, VolumeHistogramLevels = VolumeHistogramLevels.WholeIntensities };

    private static readonly Vector3D TwoMillimetres = new(2, 2, 2);

    private static readonly RadiomicsPreset[] All =
    [
        new("ibsi-1-dp", Ibsi with { RoundIntensities = false, Discretisation = DiscretisationMethod.FixedBinSize, BinWidth = 1 }, Enum.GetValues<GlcmAggregation>()),
        new("ibsi-1-a", Ibsi with { RoundIntensities = false, ResegmentationMinimum = -500, ResegmentationMaximum = 400, Discretisation = DiscretisationMethod.FixedBinSize }, IbsiTags.InSlice),
        new("ibsi-1-b", Ibsi with { ResampleSpacing = new Vector3D(2, 2, 0), ResegmentationMinimum = -500, ResegmentationMaximum = 400 }, IbsiTags.InSlice),
        new(
            "ibsi-1-c",
            Ibsi with
            {
                ResampleSpacing = TwoMillimetres,
                ResegmentationMinimum = -1000,
                ResegmentationMaximum = 400,
                Discretisation = DiscretisationMethod.FixedBinSize,
                VolumeHistogramLevels = VolumeHistogramLevels.FixedBinSize,
            },
            IbsiTags.InSpace),
        new("ibsi-1-d", Ibsi with { ResampleSpacing = TwoMillimetres, ResegmentationSigmas = 3 }, IbsiTags.InSpace),
        new(
            "ibsi-1-e",
            Ibsi with
            {
                ResampleSpacing = TwoMillimetres,
                Interpolation = ImageInterpolation.CubicSpline,
                ResegmentationMinimum = -1000,
                ResegmentationMaximum = 400,
                ResegmentationSigmas = 3,
                VolumeHistogramLevels = VolumeHistogramLevels.FixedBinNumber,
            },
            IbsiTags.InSpace),
        new(PyradiomicsName, PyradiomicsNames.Options, [GlcmAggregation.Averaged3D]),
    ];

    private readonly GlcmAggregation[] _aggregations;

    private RadiomicsPreset(string name, RadiomicsOptions options, GlcmAggregation[] aggregations) =>
        (Name, Options, _aggregations) = (name, options, aggregations);

    /// <summary>The names of all presets.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(p => p.Name)];

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it computes, but for the aggregations of a configuration that has several.</summary>
    public RadiomicsOptions Options { get; }

    /// <summary>The lesion's label in a mask file when none is given.</summary>
    /// <param name="maskPath">The file.</param>
    /// <returns>
    /// 1 for <c>pyradiomics</c>, as it has it, in a file of label values; null, every voxel that is not zero, for IBSI; null too for DICOM, where it is the
    /// only segment or region.
    /// </returns>
    public int? LabelIn(string maskPath) => Name == PyradiomicsName && !ImageFile.IsDicom(maskPath) ? PyradiomicsNames.DefaultLabel : null;

    /// <summary>The preset of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">There is none; the message lists them.</exception>
    public static RadiomicsPreset Find(string name) =>
        Array.Find(All, p => string.Equals(p.Name, name, StringComparison.Ordinal))
        ?? throw new ArgumentException($"There is no radiomics preset '{name}': {string.Join(", ", Names)}.");

    /// <summary>The same with masks of other voxels brought onto the grid of the image, by the nearest (<see cref="RadiomicsOptions.ResampleMasks"/>).</summary>
    public RadiomicsPreset WithResampledMasks() => new RadiomicsPreset(Name, Options with { ResampleMasks = true }, _aggregations);

    /// <summary>The same with another bin width.</summary>
    /// <param name="binWidth">Above 0, in intensity units.</param>
    /// <exception cref="ArgumentException">The width is not above 0, or the preset has a fixed number of bins.</exception>
    public RadiomicsPreset WithBinWidth(double binWidth)
    {
        if (Options.Discretisation != DiscretisationMethod.FixedBinSize)
        {
            throw new ArgumentException($"The preset '{Name}' has {Options.BinCount} bins: it takes no bin width.");
        }

        var options = Options with { BinWidth = binWidth };
        options.Validate();
        return new RadiomicsPreset(Name, options, _aggregations);
    }

    /// <summary>The features by the names of the preset, in their order, with unit and IBSI code.</summary>
    public IReadOnlyList<FeatureColumn> Columns => Name == PyradiomicsName ? PyradiomicsColumns : IbsiTags.Columns(Options, _aggregations);

    private List<FeatureColumn> PyradiomicsColumns =>
        [.. PyradiomicsNames.Columns(new ImagePass(Options, 0)).Where(c => !PyradiomicsNames.Deprecated.Any(d => c.Name == $"{PyradiomicsNames.Original}_{d.Name}"))];

    /// <summary>Computes the features of one lesion.</summary>
    /// <param name="image">The image.</param>
    /// <param name="mask">The lesion, on the same grid.</param>
    /// <param name="cancellationToken">Checked between families.</param>
    /// <returns>Values by the names of the preset, in a fixed order; NaN where not defined.</returns>
    /// <exception cref="EmptyMaskException">The mask has no voxel, or none is left after resampling.</exception>
    /// <exception cref="GeometryMismatchException">Image and mask do not lie on one grid.</exception>
    public IReadOnlyList<KeyValuePair<string, double>> Extract(Volume<float> image, Mask mask, CancellationToken cancellationToken = default) =>
        Measure(image, mask, cancellationToken).Pairs();

    /// <summary>Computes the features of one lesion, with the reasons of those that are not defined.</summary>
    /// <param name="image">The image.</param>
    /// <param name="mask">The lesion, on the same grid.</param>
    /// <param name="cancellationToken">Checked between families.</param>
    /// <returns>A value each of <see cref="Columns"/>; NaN where not defined, as <see cref="FeatureVector.Missing"/> says.</returns>
    /// <exception cref="EmptyMaskException">The mask has no voxel, or none is left after resampling.</exception>
    /// <exception cref="GeometryMismatchException">Image and mask do not lie on one grid.</exception>
    public FeatureVector Measure(Volume<float> image, Mask mask, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        return Measure(new RadiomicsSeries("image", image), mask, cancellationToken);
    }

    internal FeatureVector Measure(RadiomicsSeries series, Mask mask, CancellationToken cancellationToken) => Name == PyradiomicsName
        ? PyradiomicsNames.Extract(new ImagePass(Options, 0), series, mask, new RegionSettings(), 1, cancellationToken).Select(PyradiomicsColumns)
        : IbsiTags.Extract(Options, _aggregations, series, mask, cancellationToken);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Name}: {Columns.Count} features");
}
