using HccRisk.Imaging;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Preprocessing;
using YamlDotNet.RepresentationModel;

namespace HccRisk.Radiomics.Presets;

/// <summary>The settings of a parameter file of pyradiomics while it is read.</summary>
internal sealed class PyradiomicsSettings(List<string> faults)
{
    private readonly YamlValues _values = new(faults);
    private int _force2Ddimension;
    private bool _force2D, _isMerged, _normalizes, _hasInterpolator = true;
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

    internal List<string> WithoutEffect { get; } = [];

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
                _force2D = _values.Flag(key, node) ?? false;
                break;
            case "force2Ddimension":
                _force2Ddimension = _values.Whole(key, node, v => v is >= 0 and <= 2, "0, 1 or 2") ?? 0;
                break;
            case "weightingNorm":
                _isMerged = YamlValues.Text(node) == "no_weighting";
                if (!_isMerged)
                {
                    _values.Fault(key, node, "null or no_weighting");
                }

                break;
            case "distances":
                _options = _values.Numbers(key, node, v => v is [1], "[1]") is null ? _options : _options with { GlcmDistance = 1 };
                break;
            case "gldm_a":
                _options = _values.Whole(key, node, v => v is >= 0 and <= 4096, "a whole number from 0 to 4096") is { } coarseness ? _options with { DependenceCoarseness = coarseness } : _options;
                break;
            default:
                ReadMask(key, node);
                break;
        }
    }

    /// <summary>The options, once every key is read.</summary>
    internal RadiomicsOptions Finish()
    {
        if (_force2D && _force2Ddimension != 0)
        {
            faults.Add($"'force2Ddimension' is {_force2Ddimension}: supported is 0, slices across z");
        }

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
            GlcmAggregation = (_force2D, _isMerged) switch
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
                _values.Whole(key, node, v => v == 0, "0");
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
            case "symmetricalGLCM" when _values.Flag(key, node) is false:
                _values.Fault(key, node, "true");
                break;
            case "symmetricalGLCM":
                break;
            case "resegmentShape":
                Region = Region with { ResegmentsShape = _values.Flag(key, node) ?? false };
                break;
            case "padDistance" or "preCrop" or "additionalInfo" or "enableCExtensions" or "verbose":
                WithoutEffect.Add($"'{key}' does not change the features of the original image");
                break;
            case "sigma" or "start_level" or "level" or "wavelet" or "gradientUseSpacing" or "lbp2DRadius" or "lbp2DSamples" or "lbp2DMethod" or "lbp3DLevels" or "lbp3DIcosphereRadius" or "lbp3DIcosphereSubdivision":
                WithoutEffect.Add($"'{key}' belongs to an image type that is not enabled");
                break;
            default:
                faults.Add($"{YamlText.Place(node.Start)}: '{key}' is {YamlValues.Shown(node)}: there is no such setting");
                break;
        }
    }

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
