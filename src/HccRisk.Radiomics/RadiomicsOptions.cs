using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HccRisk.Imaging;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Filters;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Radiomics.Roi;
using HccRisk.Radiomics.Texture;

namespace HccRisk.Radiomics;

/// <summary>Everything that decides what <see cref="RadiomicsExtractor"/> computes. The order of the steps is the one of IBSI-1.</summary>
public sealed record RadiomicsOptions
{
    /// <summary>Raised when a definition changes, so that stored features of an older version are not taken for the same.</summary>
    private const int DefinitionsVersion = 2;

    /// <summary>Families to compute. Default: <see cref="RadiomicsFamilies.Default"/>.</summary>
    public RadiomicsFamilies Families { get; init; } = RadiomicsFamilies.Default;

    /// <summary>
    /// Voxel spacing the image (as <see cref="Interpolation"/> says) and the mask (as <see cref="MaskInterpolation"/> says) are resampled to,
    /// millimetres, on the grid of <see cref="Grid"/>; 0 along an axis keeps that axis. Default null: no resampling.
    /// </summary>
    public Vector3D? ResampleSpacing { get; init; }

    /// <summary>How the image is resampled. Default: trilinear.</summary>
    public ImageInterpolation Interpolation { get; init; }

    /// <summary>Where the resampled voxels lie. Default: centred on the image (IBSI).</summary>
    public ResamplingGrid Grid { get; init; }

    /// <summary>How the mask is resampled. Default: trilinear.</summary>
    public MaskInterpolation MaskInterpolation { get; init; }

    /// <summary>Share of a voxel from which <see cref="MaskInterpolation.Linear"/> counts it as inside, above 0, at most 1. Default 0.5.</summary>
    public double MaskThreshold { get; init; } = 0.5;

    /// <summary>
    /// How far the same voxel may lie apart in a series and a mask, as a fraction of the smallest spacing, 0 to 10; beyond, the two do not
    /// lie on one grid. Default 0.01.
    /// </summary>
    public double GeometryTolerance { get; init; } = 0.01;

    /// <summary>
    /// Brings masks that lie on another grid onto the first series' one (nearest voxel centre; where the mask's grid ends, nothing is inside)
    /// instead of refusing them. All series lie on one grid in any case. Default false.
    /// </summary>
    public bool ResampleMasks { get; init; }

    /// <summary>
    /// Which of several volumes of a NIfTI or NRRD lesion mask counts (layers of a segmentation of 3D Slicer, numbers of vectors), from 0; a mask of one
    /// volume is read whatever it is. Null (default): the layer of the label, or the only one.
    /// </summary>
    public int? MaskChannel { get; init; }

    /// <summary>Rounds intensities to whole numbers after resampling, as IBSI asks for CT. Default false.</summary>
    public bool RoundIntensities { get; init; }

    /// <summary>Re-segmentation relative to the region's intensities, after the others; null: none.</summary>
    internal RelativeRange? ResegmentationRange { get; init; }

    /// <summary>Whose rules hold where IBSI and pyradiomics differ.</summary>
    internal FeatureConventions Conventions { get; init; }

    /// <summary>What pyradiomics asks of texture beyond IBSI.</summary>
    internal TextureRules Texture { get; init; } = new();

    /// <summary>Removes the bias field of the coils from every series first, from all its positive voxels. Default null: it stays.</summary>
    public BiasFieldOptions? BiasField { get; init; }

    /// <summary>Removes the arbitrary scale of a series. Default: none.</summary>
    public IntensityNormalisation Normalisation { get; init; }

    /// <summary>Settings of the normalisation.</summary>
    public NormalisationOptions Scaling { get; init; } = new();

    /// <summary>Voxels below this (after normalisation) leave the intensity mask; null (default): no bound.</summary>
    public double? ResegmentationMinimum { get; init; }

    /// <summary>Voxels above this (after normalisation) leave the intensity mask; null (default): no bound.</summary>
    public double? ResegmentationMaximum { get; init; }

    /// <summary>
    /// Voxels farther from the mean than so many standard deviations (divisor n; both of the voxels within the range) leave the
    /// intensity mask; null (default): none do.
    /// </summary>
    public double? ResegmentationSigmas { get; init; }

    /// <summary>How intensities become grey levels. Default: fixed bin number.</summary>
    public DiscretisationMethod Discretisation { get; init; }

    /// <summary>Number of bins of <see cref="DiscretisationMethod.FixedBinNumber"/>, 2 to 4096. Default 32.</summary>
    public int BinCount { get; init; } = 32;

    /// <summary>
    /// Width of the bins of <see cref="DiscretisationMethod.FixedBinSize"/>, above 0, in intensity units. Default 25. Texture of a
    /// lesion that would span more than 4096 bins is NaN.
    /// </summary>
    public double BinWidth { get; init; } = 25;

    /// <summary>Start of the bins of <see cref="DiscretisationMethod.FixedBinSize"/>. Default: as IBSI.</summary>
    public BinOrigin BinOrigin { get; init; }

    /// <summary>Levels of the intensity-volume histogram. Default: a fixed number.</summary>
    public VolumeHistogramLevels VolumeHistogramLevels { get; init; }

    /// <summary>Number of levels of <see cref="VolumeHistogramLevels.FixedBinNumber"/>, 2 to 2^20. Default 1000.</summary>
    public int VolumeHistogramBinCount { get; init; } = 1000;

    /// <summary>Width of the levels of <see cref="VolumeHistogramLevels.FixedBinSize"/>, above 0, in intensity units. Default 2.5.</summary>
    public double VolumeHistogramBinWidth { get; init; } = 2.5;

    /// <summary>Chebyshev distance between co-occurring voxels, in voxels, 1 to 10. Default 1.</summary>
    public int GlcmDistance { get; init; } = 1;

    /// <summary>
    /// How co-occurrence and run length matrices become one value a feature; zones and neighbourhoods follow in its dimension (2-D: in a
    /// slice, averaged over slices; 2.5-D: in a slice, slices merged; 3-D). Default: 3-D averaged.
    /// </summary>
    public GlcmAggregation GlcmAggregation { get; init; }

    /// <summary>Chebyshev reach of the neighbourhoods of difference and dependence matrices, in voxels, 1 to 10. Default 1.</summary>
    public int NeighbourhoodDistance { get; init; } = 1;

    /// <summary>Largest difference in grey level of a dependent neighbour (IBSI's coarseness alpha), 0 to 4096. Default 0.</summary>
    public int DependenceCoarseness { get; init; }

    /// <summary>Names and rim of the multi-phase family, signs of the liver, and which phases are compared.</summary>
    public PhaseOptions Phases { get; init; } = new();

    /// <summary>Regions measured besides the lesion: shells around it, its inner rim, the organ. Default: none.</summary>
    public RegionOptions Regions { get; init; } = new();

    /// <summary>Filters whose responses are measured beside the image. Default: none.</summary>
    public FilterOptions Filters { get; init; } = new();

    /// <summary>Whether anything is measured in the organ mask, or cut to it.</summary>
    internal bool UsesOrgan => Regions.Any || Phases.Signs is not null || (Scaling.Tissue == NormalisationTissue.Liver && ScalesByTissue);

    /// <summary>Whether a tissue serves as the scale of intensities.</summary>
    internal bool ScalesByTissue => Normalisation
        is IntensityNormalisation.ZScoreReference or IntensityNormalisation.ReferenceMean or IntensityNormalisation.RobustReference or IntensityNormalisation.Stripe;

    /// <summary>What is said where the mask of that tissue is not there.</summary>
    internal string TissueNeeded => $"The normalisation {Normalisation} needs {(Scaling.Tissue == NormalisationTissue.Liver ? "an organ" : "a reference")} mask.";

    /// <summary>Of the map of a difference of phases, which has no scale to remove and no range.</summary>
    internal RadiomicsOptions OfMaps => this with
    {
        Normalisation = IntensityNormalisation.None,
        RoundIntensities = false,
        ResegmentationMinimum = null,
        ResegmentationMaximum = null,
    };

    /// <summary>Name of these options for a store's provenance: 64 hexadecimal digits, the same in every process and culture.</summary>
    public string OptionsHash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToCanonicalString())));

    /// <summary>Every option in words, the same in every process and culture.</summary>
    public string ToCanonicalString()
    {
        var spacing = ResampleSpacing is { } s ? string.Create(CultureInfo.InvariantCulture, $"{s.X:R},{s.Y:R},{s.Z:R}") : "none";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"radiomics/{DefinitionsVersion};families={(int)Families};spacing={spacing};round={RoundIntensities};normalisation={Normalisation};min={ResegmentationMinimum:R};max={ResegmentationMaximum:R};sigmas={ResegmentationSigmas:R};discretisation={Discretisation};bins={BinCount};width={BinWidth:R};origin={BinOrigin};distance={GlcmDistance};aggregation={GlcmAggregation};neighbourhood={NeighbourhoodDistance};coarseness={DependenceCoarseness};interpolation={Interpolation};volume={VolumeHistogramLevels},{VolumeHistogramBinCount},{VolumeHistogramBinWidth:R};{Phases.ToCanonicalString()}{PreprocessingText()}{ConventionsText()}{Regions.ToCanonicalString()}{Filters.ToCanonicalString()}");
    }

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">One or more options are out of range; the message names them all.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        void Require(bool holds, FormattableString fault)
        {
            if (!holds)
            {
                faults.Add(FormattableString.Invariant(fault));
            }
        }

        Require(Families != RadiomicsFamilies.None && (Families | RadiomicsFamilies.All) == RadiomicsFamilies.All, $"Families is {Families}: choose at least one known family");
        if (ResampleSpacing is { } s)
        {
            Require(IsSpacing(s.X) && IsSpacing(s.Y) && IsSpacing(s.Z), $"ResampleSpacing is ({s.X}, {s.Y}, {s.Z}): each is 0 (keep) or between 0.05 and 100 mm");
        }

        Require(!RoundIntensities || Normalisation == IntensityNormalisation.None, $"RoundIntensities would round the values of {Normalisation}: use one of them");
        Require(Enum.IsDefined(Normalisation), $"Normalisation is {(int)Normalisation}: not a known value");
        Require(Enum.IsDefined(Discretisation), $"Discretisation is {(int)Discretisation}: not a known value");
        Require(Enum.IsDefined(Interpolation), $"Interpolation is {(int)Interpolation}: not a known value");
        Require(Enum.IsDefined(Grid), $"Grid is {(int)Grid}: not a known value");
        Require(Enum.IsDefined(MaskInterpolation), $"MaskInterpolation is {(int)MaskInterpolation}: not a known value");
        Require(MaskThreshold is > 0 and <= 1, $"MaskThreshold is {MaskThreshold}: above 0, at most 1");
        Require(GeometryTolerance is >= 0 and <= 10, $"GeometryTolerance is {GeometryTolerance}: 0 to 10");
        Require(MaskChannel is null or (>= 0 and <= 1 << 20), $"MaskChannel is {MaskChannel}: 0 or more");
        faults.AddRange(Scaling.Faults());
        Require(
            Normalisation != IntensityNormalisation.Nyul || Scaling.Standard.Count > 0,
            $"Normalisation is {IntensityNormalisation.Nyul}, but Scaling.Standard has no scale: it is learnt from training patients");
        faults.AddRange(BiasField?.Faults() ?? []);
        Require(Enum.IsDefined(VolumeHistogramLevels), $"VolumeHistogramLevels is {(int)VolumeHistogramLevels}: not a known value");
        Require(VolumeHistogramBinCount is >= 2 and <= 1 << 20, $"VolumeHistogramBinCount is {VolumeHistogramBinCount}: 2 to {1 << 20}");
        Require(VolumeHistogramBinWidth is > 0 and < double.PositiveInfinity, $"VolumeHistogramBinWidth is {VolumeHistogramBinWidth}: above 0");
        Require(Enum.IsDefined(BinOrigin), $"BinOrigin is {(int)BinOrigin}: not a known value");
        Require(Enum.IsDefined(GlcmAggregation), $"GlcmAggregation is {(int)GlcmAggregation}: not a known value");
        Require(
            !(ResegmentationMinimum >= ResegmentationMaximum) && IsNumberOrNull(ResegmentationMinimum) && IsNumberOrNull(ResegmentationMaximum),
            $"the re-segmentation range is {ResegmentationMinimum} to {ResegmentationMaximum}: the minimum is below the maximum");
        Require(ResegmentationSigmas is null or (> 0 and < double.PositiveInfinity), $"ResegmentationSigmas is {ResegmentationSigmas}: above 0");
        Require(BinCount is >= 2 and <= 4096, $"BinCount is {BinCount}: 2 to 4096");
        Require(BinWidth is > 0 and < double.PositiveInfinity, $"BinWidth is {BinWidth}: above 0");
        Require(GlcmDistance is >= 1 and <= 10, $"GlcmDistance is {GlcmDistance}: 1 to 10");
        Require(NeighbourhoodDistance is >= 1 and <= 10, $"NeighbourhoodDistance is {NeighbourhoodDistance}: 1 to 10");
        Require(DependenceCoarseness is >= 0 and <= GreyLevels.Maximum, $"DependenceCoarseness is {DependenceCoarseness}: 0 to {GreyLevels.Maximum}");
        faults.AddRange(Phases.Faults().Select(FormattableString.Invariant));
        Require(
            Phases.Signs is null || Families.HasFlag(RadiomicsFamilies.MultiPhase),
            $"Phases.Signs needs the family {RadiomicsFamilies.MultiPhase}, which Families has not");
        faults.AddRange(Regions.Faults().Select(FormattableString.Invariant));
        faults.AddRange(Filters.Faults());
        if (faults.Count > 0)
        {
            throw new ArgumentException($"The radiomics options are not valid: {string.Join("; ", faults)}.");
        }
    }

    /// <summary>Empty by default, so that the name of features computed without these options stays what it was.</summary>
    private string PreprocessingText()
    {
        var text = FormattableString.Invariant(
            $";grid={Grid};mask={MaskInterpolation},{MaskThreshold:R};tolerance={GeometryTolerance:R},{ResampleMasks}{(MaskChannel is { } channel ? FormattableString.Invariant($",channel {channel}") : "")};scaling={Scaling.ToCanonicalString()};bias={BiasField?.ToCanonicalString()}");
        var isDefault = this with { Grid = default, MaskInterpolation = default, MaskThreshold = 0.5, GeometryTolerance = 0.01, ResampleMasks = false, MaskChannel = null, Scaling = new(), BiasField = null } == this;
        return isDefault ? string.Empty : text;
    }

    private string ConventionsText() => Conventions == FeatureConventions.Ibsi ? string.Empty : FormattableString.Invariant($";conventions={Conventions};range={ResegmentationRange?.ToCanonicalString()};texture={Texture.ToCanonicalString()}");

    private static bool IsSpacing(double value) => value is 0 or (>= 0.05 and <= 100);

    private static bool IsNumberOrNull(double? value) => value is null || double.IsFinite(value.Value);
}
