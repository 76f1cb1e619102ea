using HccRisk.Core.Naming;
using HccRisk.Imaging;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Filters;
using HccRisk.Radiomics.Preprocessing;
using HccRisk.Radiomics.Texture;
using YamlDotNet.RepresentationModel;

namespace HccRisk.Radiomics.Presets;

/// <summary>The settings of a parameter file of pyradiomics while it is read.</summary>
internal sealed class PyradiomicsSettings(List<string> faults)
{
    private readonly YamlValues _values = new(faults);
    private readonly List<string> _keys = [];
    private DistanceWeight _weight;
    private bool _isMerged, _normalizes, _hasInterpolator = true;
    private double _normalizeScale = 1;
    private double? _removeOutliers;
    private Vector3D? _spacing;
    private double[]? _range;
    private string _resegmentMode = "absolute";

    private RadiomicsOptions _options = PyradiomicsNames.Options with
    {
        Grid = ResamplingGrid.FirstCorner,
        Interpolation = ImageInterpolation.CubicSpline,
        MaskInterpolation = MaskInterpolation.Nearest,
    };

    internal int? Label { get; private set; }

    internal RegionSettings Region { get; private set; } = new() { MinimumDimensions = 2 };

    /// <summary>What filters want to know.</summary>
    internal PyradiomicsFilterSettings Filter { get; private set; } = new();

    /// <summary>Whether filters see the surroundings of the region alone, although nothing is resampled.</summary>
    internal bool PreCrop { get; private set; }

    /// <summary>Voxels of those surroundings.</summary>
    internal int PadDistance { get; private set; } = 5;

    /// <summary>Whether slices are measured; <see cref="SliceDimension"/> says which.</summary>
    internal bool Force2D { get; private set; }

    /// <summary>The axis across slices: 0 is z, 1 is y, 2 is x.</summary>
    internal int SliceDimension { get; private set; }

    /// <summary>Those of an image type, which start as all others.</summary>
    internal PyradiomicsSettings Copy() => (PyradiomicsSettings)MemberwiseClone();

    /// <summary>Keys that are understood and change no value, in words.</summary>
    /// <param name="types">The image types that are enabled.</param>
    internal IReadOnlyList<string> WithoutEffect(IReadOnlyList<string> types)
    {
        var onlyOriginal = types.All(t => t == "Original");
        return
        [
            .. _keys.Distinct(StringComparer.Ordinal).Select(key => PyradiomicsFilterSettings.TypeOf(key) is { } type
                ? types.Contains(type) ? string.Empty : $"'{key}' belongs to an image type that is not enabled"
                : key is not ("padDistance" or "preCrop") || onlyOriginal ? $"'{key}' does not change the features of the original image" : string.Empty)
                .Where(text => text.Length > 0),
        ];
    }

    /// <summary>A setting of one image type: what is done before images are filtered is the same for all.</summary>
    internal void ReadOfType(string type, string key, YamlNode node)
    {
        if (PyradiomicsFilterSettings.TypeOf(key) is { } owner && owner != type)
        {
            faults.Add($"{YamlText.Place(node.Start)}: '{key}' is a setting of {owner}, not of {type}");
        }
        else if (PyradiomicsFilterSettings.TypeOf(key) is null && Known.Contains(key) && !OfFeatures.Contains(key))
        {
            faults.Add($"{YamlText.Place(node.Start)}: '{key}' of {type} has no effect in pyradiomics: it belongs to 'setting'");
        }
        else
        {
            Read(key, node);
        }
    }

    /// <summary>Settings that features look at after filters.</summary>
    private static readonly string[] OfFeatures =
        ["binWidth", "binCount", "weightingNorm", "distances", "gldm_a", "symmetricalGLCM", "force2D", "force2Ddimension", "voxelArrayShift"];

    /// <summary>Settings of all image types, for a name that is none of them.</summary>
    private static readonly string[] Known =
    [
        .. OfFeatures, "resampledPixelSpacing", "interpolator", "normalize", "normalizeScale", "removeOutliers", "resegmentRange", "resegmentMode",
        "resegmentShape", "label", "label_channel", "minimumROIDimensions", "minimumROISize", "correctMask", "geometryTolerance", "padDistance", "preCrop",
        "additionalInfo", "enableCExtensions", "verbose", .. PyradiomicsFilterSettings.SettingNames,
    ];

    internal void Read(string key, YamlNode node)
    {
        if (YamlValues.IsNull(node))
        {
            ReadNull(key, node);
            return;
        }

        switch (key)
        {
            case "binWidth":
                _options = _values.Number(key, node, v => v > 0, "a number above 0") is { } width ? _options with { BinWidth = width } : _options;
                break;
            case "binCount":
                _options = _values.Whole(key, node, v => v is >= 2 and <= 4096, "a whole number from 2 to 4096") is { } count
                    ? _options with { BinCount = count, Discretisation = DiscretisationMethod.FixedBinNumber }
                    : _options;
                break;
            case "resampledPixelSpacing":
                _spacing = _values.Numbers(key, node, v => v.Length == 3 && Array.TrueForAll(v, s => s is 0 or (>= 0.05 and <= 100)), "three numbers, each 0 (keep) or 0.05 to 100 mm") is [var x, var y, var z]
                    ? new Vector3D(x, y, z)
                    : null;
                break;
            case "interpolator":
                ReadInterpolator(key, node);
                break;
            case "normalize":
                _normalizes = _values.Flag(key, node) ?? false;
                break;
            case "normalizeScale":
                _normalizeScale = _values.Number(key, node, v => v > 0, "a number above 0") ?? 1;
                break;
            case "removeOutliers":
                _removeOutliers = _values.Number(key, node, v => v > 0, "a number above 0");
                break;
            case "resegmentRange":
                _range = _values.Numbers(key, node, v => v.Length is 1 or 2, "one or two numbers");
                break;
            case "resegmentMode":
                _resegmentMode = YamlValues.Text(node);
                break;
            case "force2D":
                Force2D = _values.Flag(key, node) ?? false;
                break;
            case "force2Ddimension":
                SliceDimension = _values.Whole(key, node, v => v is >= 0 and <= 2, "0, 1 or 2") ?? 0;
                break;
            case "weightingNorm":
                ReadWeight(key, node);
                break;
            case "distances":
                _options = _values.Numbers(key, node, v => v.Length > 0 && Array.TrueForAll(v, d => d is >= 1 and <= 10 && d % 1 == 0), "a list of whole numbers from 1 to 10") is { } distances
                    ? _options with { Texture = _options.Texture with { DistanceBits = distances.Aggregate(0, (bits, d) => bits | (1 << (int)d)) } }
                    : _options;
                break;
            case "gldm_a":
                _options = _values.Whole(key, node, v => v is >= 0 and <= 4096, "a whole number from 0 to 4096") is { } coarseness ? _options with { DependenceCoarseness = coarseness } : _options;
                break;
            default:
                ReadMask(key, node);
                break;
        }
    }

    /// <summary>The options of an image type: what is wrong with all was said already.</summary>
    internal RadiomicsOptions FinishCopy()
    {
        var known = faults.Count;
        var options = Finish();
        faults.RemoveRange(known, faults.Count - known);
        return options;
    }

    /// <summary>The options, once every key is read.</summary>
    internal RadiomicsOptions Finish()
    {
        var resamples = _spacing is not null && _hasInterpolator;
        if (_normalizes && resamples && _removeOutliers is not null)
        {
            faults.Add(FormattableString.Invariant($"'removeOutliers' is {_removeOutliers} together with 'resampledPixelSpacing': supported is one of the two"));
        }

        Resegment();
        return _options with
        {
            ResampleSpacing = resamples ? _spacing : null,
            Normalisation = _normalizes ? IntensityNormalisation.ZScoreImage : IntensityNormalisation.None,
            Scaling = new NormalisationOptions { Factor = _normalizeScale, OutlierLimit = _removeOutliers },
            Texture = _options.Texture with { Weight = _weight, SliceDimension = Force2D ? SliceDimension : 0 },
            GlcmAggregation = (Force2D, _isMerged) switch
            {
                (false, false) => GlcmAggregation.Averaged3D,
                (false, true) => GlcmAggregation.Merged3D,
                (true, false) => GlcmAggregation.DirectionMerged25D,
                _ => GlcmAggregation.Merged25D,
            },
        };
    }

    private void Resegment()
    {
        if (_range is null)
        {
            return;
        }

        Array.Sort(_range);
        switch (_resegmentMode)
        {
            case "absolute":
                _options = _options with { ResegmentationMinimum = _range[0], ResegmentationMaximum = _range.Length == 2 ? _range[1] : null };
                break;
            case "sigma" when _range.Length == 2 && _range[0] == -_range[1] && _range[1] > 0:
                _options = _options with { ResegmentationSigmas = _range[1] };
                break;
            case "sigma" or "relative":
                _options = _options with { ResegmentationRange = new RelativeRange(_resegmentMode == "relative", _range[0], _range.Length == 2 ? _range[1] : null) };
                break;
            default:
                faults.Add($"'resegmentMode' is {YamlValues.Short(_resegmentMode)}: supported are absolute, relative and sigma");
                break;
        }
    }

    private void ReadMask(string key, YamlNode node)
    {
        switch (key)
        {
            case "label":
                Label = _values.Whole(key, node, v => v > 0, "a whole number above 0");
                break;
            case "label_channel":
                _options = _options with { MaskChannel = _values.Whole(key, node, v => v >= 0, "a whole number, 0 or more") };
                break;
            case "minimumROIDimensions":
                Region = Region with { MinimumDimensions = _values.Whole(key, node, v => v is >= 1 and <= 3, "1, 2 or 3") ?? 2 };
                break;
            case "minimumROISize":
                Region = Region with { MinimumSize = _values.Whole(key, node, v => v > 0, "a whole number above 0") };
                break;
            case "voxelArrayShift":
                Region = Region with { Shift = _values.Whole(key, node, _ => true, "a whole number") ?? 0 };
                break;
            case "correctMask":
                _options = _options with { ResampleMasks = _values.Flag(key, node) ?? false };
                break;
            case "geometryTolerance":
                _options = _values.Number(key, node, v => v is > 0 and <= 10, "a number above 0, at most 10") is { } tolerance ? _options with { GeometryTolerance = tolerance } : _options;
                break;
            case "symmetricalGLCM":
                _options = _options with { Texture = _options.Texture with { IsOneWay = !(_values.Flag(key, node) ?? true) } };
                break;
            case "resegmentShape":
                Region = Region with { ResegmentsShape = _values.Flag(key, node) ?? false };
                break;
            case "padDistance":
                _keys.Add(key);
                PadDistance = _values.Whole(key, node, v => v is >= 0 and <= 1000, "a whole number, 0 to 1000") ?? 5;
                break;
            case "preCrop":
                _keys.Add(key);
                PreCrop = _values.Flag(key, node) ?? false;
                break;
            case "additionalInfo" or "enableCExtensions" or "verbose":
                _keys.Add(key);
                break;
            case var _ when PyradiomicsFilterSettings.TypeOf(key) is not null:
                _keys.Add(key);
                ReadFilter(key, node);
                break;
            default:
                faults.Add($"{YamlText.Place(node.Start)}: '{key}' is {YamlValues.Shown(node)}: there is no such setting{NearestNames.Hint(key, NearestNames.Of(key, Known))}");
                break;
        }
    }

    private void ReadWeight(string key, YamlNode node)
    {
        DistanceWeight? weight = YamlValues.Text(node) switch
        {
            "manhattan" => DistanceWeight.Manhattan,
            "euclidean" => DistanceWeight.Euclidean,
            "infinity" => DistanceWeight.Infinity,
            "no_weighting" => DistanceWeight.None,
            _ => null,
        };
        _isMerged = weight is not null;
        _weight = weight ?? DistanceWeight.None;
        if (weight is null)
        {
            _values.Fault(key, node, "null, manhattan, euclidean, infinity or no_weighting");
        }
    }

    private void ReadFilter(string key, YamlNode node)
    {
        Filter = key switch
        {
            "sigma" => Filter with { Sigmas = _values.Sigmas(key, node) ?? [] },
            "wavelet" => Filter with { Wavelet = _values.Choice(key, node, WaveletKernels.Knows, Wavelets(node)) ?? "haar" },
            "start_level" => Filter with { StartLevel = _values.Whole(key, node, v => v is >= 0 and <= 10, "a whole number from 0 to 10") ?? 0 },
            "level" => Filter with { Level = _values.Whole(key, node, v => v is >= 1 and <= 10, "a whole number from 1 to 10") ?? 1 },
            "gradientUseSpacing" => Filter with { GradientUseSpacing = _values.Flag(key, node) ?? true },
            "lbp2DRadius" => Filter with { Circle = Filter.Circle with { Radius = _values.Number(key, node, v => v is > 0 and <= 100, "a number above 0, at most 100") ?? 1 } },
            "lbp2DSamples" => Filter with { Circle = Filter.Circle with { Samples = _values.Whole(key, node, v => v is >= 1 and <= 24, "a whole number from 1 to 24") ?? 8 } },
            "lbp2DMethod" => Filter with { Circle = Filter.Circle with { Pattern = Pattern(_values.Choice(key, node, v => v is "uniform" or "default" or "ror", "uniform, default or ror")) } },
            "lbp3DLevels" => Filter with { SphereLevels = _values.Whole(key, node, v => v is >= 2 and <= 10, "a whole number from 2 to 10") ?? 2 },
            "lbp3DIcosphereRadius" => Filter with { Sphere = Filter.Sphere with { Radius = _values.Number(key, node, v => v is > 0 and <= 20, "a number above 0, at most 20") ?? 1 } },
            _ => Filter with { Sphere = Filter.Sphere with { Subdivisions = _values.Whole(key, node, v => v is >= 0 and <= 2, "0, 1 or 2") ?? 1 } },
        };
    }

    private static string Wavelets(YamlNode node)
    {
        var name = YamlValues.Shown(node);
        return $"haar, db1 to db20, sym2 to sym20, coif1 to coif5, bior or rbio (as bior2.2), or dmey{NearestNames.Hint(name, NearestNames.Of(name, WaveletKernels.Names))}";
    }

    private static BinaryPattern Pattern(string? method) => method switch
    {
        "default" => BinaryPattern.Plain,
        "ror" => BinaryPattern.RotationInvariant,
        _ => BinaryPattern.Uniform,
    };

    private void ReadInterpolator(string key, YamlNode node)
    {
        ImageInterpolation? found = YamlValues.Text(node) switch
        {
            "sitkNearestNeighbor" or "1" => ImageInterpolation.Nearest,
            "sitkLinear" or "2" => ImageInterpolation.Linear,
            "sitkBSpline" or "3" => ImageInterpolation.CubicSpline,
            _ => null,
        };
        if (found is { } interpolation)
        {
            _options = _options with { Interpolation = interpolation };
        }
        else
        {
            _values.Fault(key, node, "sitkNearestNeighbor, sitkLinear or sitkBSpline");
        }
    }

    /// <summary>Null means the default, except for an interpolator: without one nothing is resampled.</summary>
    private void ReadNull(string key, YamlNode node)
    {
        if (key == "interpolator")
        {
            _hasInterpolator = false;
        }
        else if (key is not ("resampledPixelSpacing" or "binCount" or "removeOutliers" or "resegmentRange" or "weightingNorm" or "minimumROISize" or "geometryTolerance"))
        {
            faults.Add($"{YamlText.Place(node.Start)}: '{key}' has no value");
        }
    }
}
