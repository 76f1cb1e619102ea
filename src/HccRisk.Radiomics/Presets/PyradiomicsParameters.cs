using HccRisk.Core.Columns;
using HccRisk.Core.IO;
using HccRisk.Imaging;
using HccRisk.Imaging.Files;
using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Morphology;
using HccRisk.Radiomics.Roi;
using YamlDotNet.RepresentationModel;

namespace HccRisk.Radiomics.Presets;

/// <summary>
/// A parameter file of pyradiomics (YAML: <c>setting</c>, <c>featureClass</c>, <c>imageType</c>), followed to the letter: what is not
/// built is an error that names key and value, never left out in silence.
/// </summary>
/// <remarks>
/// As pyradiomics does it: normalisation is of the whole image with divisor n - 1, before resampling; the resampled grid starts at the
/// outer corner of the first voxel and is not resampled along an axis on which the region has one slice; the mask takes the nearest
/// voxel; an image stored as whole numbers stays one (<see cref="Volume{T}.StoredType"/>); shape is that of the region in the box that
/// re-segmentation leaves; <c>force2D</c> merges slices (2.5-D). Filters see the whole image, or after resampling and with <c>preCrop</c> the box of the
/// region and <c>padDistance</c> voxels around it; an image type may have settings of its own. The geometry tolerance is
/// relative to the smallest spacing, 0.01 unless the file has one.
/// </remarks>
public sealed class PyradiomicsParameters
{
    private static readonly (string Class, RadiomicsFamilies Families)[] Classes =
    [
        ("firstorder", RadiomicsFamilies.Statistics | RadiomicsFamilies.IntensityHistogram),
        ("shape", RadiomicsFamilies.Morphology | RadiomicsFamilies.PlanarDiameters),
        ("shape2D", RadiomicsFamilies.None),
        ("glcm", RadiomicsFamilies.Glcm | RadiomicsFamilies.MaximalCorrelation),
        ("glrlm", RadiomicsFamilies.Glrlm),
        ("glszm", RadiomicsFamilies.Glszm),
        ("gldm", RadiomicsFamilies.Ngldm),
        ("ngtdm", RadiomicsFamilies.Ngtdm),
    ];

    private readonly HashSet<string> _features;
    private readonly PyradiomicsSettings _settings;
    private readonly IReadOnlyList<ImagePass> _passes;

    private PyradiomicsParameters(IReadOnlyList<ImagePass> passes, PyradiomicsSettings settings, HashSet<string> features, IReadOnlyList<string> withoutEffect) =>
        (_passes, _settings, _features, WithoutEffect) = (passes, settings, features, withoutEffect);

    /// <summary>
    /// What is computed of the original image and of those with no settings of their own, but for what depends on an image: the divisor of the
    /// normalisation, axes that are not resampled, the box that filters see.
    /// </summary>
    public RadiomicsOptions Options => _passes[0].Options;

    /// <summary>Images or families computed at once, 1 or more; every bit of the result is the same. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int MaxParallelism
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1;

    /// <summary>The value of the region's voxels in the mask file. Default 1.</summary>
    public int Label => _settings.Label ?? PyradiomicsNames.DefaultLabel;

    /// <summary>The region's label in a mask file when none else is given.</summary>
    /// <param name="maskPath">The mask's file.</param>
    /// <returns><see cref="Label"/>; null, the only segment or region, for DICOM when the parameter file names none.</returns>
    public int? LabelIn(string maskPath) => _settings.Label ?? (ImageFile.IsDicom(maskPath) ? null : PyradiomicsNames.DefaultLabel);

    /// <summary>Names of the features, such as <c>original_glcm_Contrast</c> or <c>wavelet-LLH_firstorder_Mean</c>, in the order of the values.</summary>
    public IReadOnlyList<string> FeatureNames => [.. Columns.Select(c => c.Name)];

    /// <summary>Keys of the file that are understood and change no value, in words.</summary>
    public IReadOnlyList<string> WithoutEffect { get; }

    /// <summary>Reads a parameter file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PyradiomicsParametersException">It is not YAML, or asks for what is not supported; all faults are named.</exception>
    public static PyradiomicsParameters Load(string path)
    {
        try
        {
            return Parse(BoundedFile.ReadAllText(path, YamlText.MaximumBytes), path);
        }
        catch (InvalidDataException e)
        {
            throw new PyradiomicsParametersException(path, [e.Message]);
        }
    }

    /// <summary>Reads the text of a parameter file.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="name">What it is called in errors.</param>
    /// <exception cref="PyradiomicsParametersException">It is not YAML, or asks for what is not supported; all faults are named.</exception>
    public static PyradiomicsParameters Parse(string yaml, string name = "parameters")
    {
        ArgumentNullException.ThrowIfNull(yaml);
        var faults = new List<string>();
        var values = new YamlValues(faults);
        var settings = new PyradiomicsSettings(faults);
        var (features, kernel) = (new HashSet<string>(StringComparer.Ordinal), new VoxelSettings());
        var types = new List<(string Type, YamlNode Node)>();
        var remarks = new List<string>();
        foreach (var (section, node) in values.Entries("the file", Root(yaml, name)))
        {
            switch (section)
            {
                case "setting":
                    foreach (var (key, value) in values.Entries(section, node))
                    {
                        settings.Read(key, value);
                    }

                    break;
                case "featureClass":
                    foreach (var (key, value) in values.Entries(section, node))
                    {
                        ReadClass(key, value, features, faults);
                    }

                    break;
                case "imageType" or "inputImage":
                    types.AddRange(values.Entries(section, node));
                    break;
                case "voxelSetting":
                    foreach (var (key, value) in values.Entries(section, node))
                    {
                        kernel.Read(values, key, value);
                        remarks.Add($"'{key}' is for maps of features, not for features of a region");
                    }

                    break;
                default:
                    faults.Add($"{YamlText.Place(node.Start)}: '{section}' is not supported: sections are setting, featureClass and imageType");
                    break;
            }
        }

        if (features.Count == 0)
        {
            features.UnionWith(PyradiomicsNames.Names.Select(n => n.Name));
        }

        var families = Classes.Where(c => features.Any(n => n.StartsWith($"{c.Class}_", StringComparison.Ordinal)))
            .Aggregate(RadiomicsFamilies.Statistics, (sum, c) => sum | c.Families);
        var passes = PyradiomicsImages.Passes(types, settings, families, faults);
        if (features.Any(f => f.StartsWith("shape2D_", StringComparison.Ordinal)))
        {
            if (!settings.Force2D)
            {
                faults.Add("'featureClass' has shape2D: it needs 'force2D: true'");
            }

            passes[0] = passes[0] with { SliceShape = settings.SliceDimension };
        }

        if (faults.Count > 0)
        {
            throw new PyradiomicsParametersException(name, faults);
        }

        try
        {
            foreach (var pass in passes)
            {
                pass.Options.Validate();
            }
        }
        catch (ArgumentException e)
        {
            throw new PyradiomicsParametersException(name, [e.Message]);
        }

        string[] enabled = types.Count == 0 ? [PyradiomicsImages.Original] : [.. types.Select(t => t.Type)];
        return new PyradiomicsParameters(passes, settings, features, [.. settings.WithoutEffect(enabled), .. remarks]) { Kernel = kernel };
    }

    /// <summary>The features of <see cref="FeatureNames"/> with unit and IBSI code.</summary>
    public IReadOnlyList<FeatureColumn> Columns => [.. _passes.SelectMany(ColumnsOf)];

    /// <summary>The same with masks of other voxels brought onto the grid of the image, by the nearest (<see cref="RadiomicsOptions.ResampleMasks"/>).</summary>
    public PyradiomicsParameters WithResampledMasks() => With(options => options with { ResampleMasks = true });

    /// <summary>The same with another bin width, whatever the image.</summary>
    /// <param name="binWidth">Above 0, in intensity units (after normalisation).</param>
    /// <exception cref="ArgumentException">The width is not above 0, or the file has a number of bins.</exception>
    public PyradiomicsParameters WithBinWidth(double binWidth)
    {
        if (Options.Discretisation != DiscretisationMethod.FixedBinSize)
        {
            throw new ArgumentException($"The parameter file has 'binCount' {Options.BinCount}: it takes no bin width.");
        }

        var changed = With(options => options with { BinWidth = binWidth });
        changed.Options.Validate();
        return changed;
    }

    /// <summary>The same with another number of <see cref="MaxParallelism"/>.</summary>
    /// <param name="threads">1 or more.</param>
    public PyradiomicsParameters WithParallelism(int threads) => new(_passes, _settings, _features, WithoutEffect) { MaxParallelism = threads, Kernel = Kernel };

    /// <summary>Computes the features of one region.</summary>
    /// <param name="image">The image.</param>
    /// <param name="mask">The region.</param>
    /// <param name="cancellationToken">Checked between families.</param>
    /// <returns>Values by <see cref="FeatureNames"/>; NaN where not defined.</returns>
    /// <exception cref="ArgumentException">The region has fewer dimensions or voxels than the file asks for.</exception>
    /// <exception cref="EmptyMaskException">The mask has no voxel, or none is left after resampling.</exception>
    /// <exception cref="GeometryMismatchException">Image and mask do not lie on one grid.</exception>
    public IReadOnlyList<KeyValuePair<string, double>> Extract(Volume<float> image, Mask mask, CancellationToken cancellationToken = default) =>
        Measure(image, mask, cancellationToken).Pairs();

    /// <summary>Computes the features of one region, with the reasons of those that are not defined.</summary>
    /// <param name="image">The image.</param>
    /// <param name="mask">The region.</param>
    /// <param name="cancellationToken">Checked between families.</param>
    /// <returns>A value each of <see cref="Columns"/>; NaN where not defined, as <see cref="FeatureVector.Missing"/> says.</returns>
    /// <exception cref="ArgumentException">The region has fewer dimensions or voxels than the file asks for.</exception>
    /// <exception cref="EmptyMaskException">The mask has no voxel, or none is left after resampling.</exception>
    /// <exception cref="GeometryMismatchException">Image and mask do not lie on one grid.</exception>
    public FeatureVector Measure(Volume<float> image, Mask mask, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(mask);
        return Measure(new RadiomicsSeries("image", image), mask, cancellationToken);
    }

    /// <summary>What the file says of maps.</summary>
    internal VoxelSettings Kernel { get; private init; } = new();

    /// <summary>How the images are measured, whatever the image.</summary>
    internal IReadOnlyList<ImagePass> Passes => _passes;

    /// <summary>The same of one image and region.</summary>
    internal IReadOnlyList<ImagePass> PassesFor(Volume<float> image, Mask mask) => [.. _passes.Select(pass => pass.With(options => For(options, image, mask)))];

    /// <summary>Whether the file asks for a feature, by its name without that of the image.</summary>
    internal bool Asks(string feature) => _features.Contains(feature);

    /// <summary>Everything that changes a number, in words.</summary>
    internal string ToCanonicalString() => FormattableString.Invariant(
        $"{string.Join(';', _passes.Select(p => p.Options.ToCanonicalString()))};{_settings.Region.ToCanonicalString()};{_settings.Filter.ToCanonicalString()};crop={_settings.PreCrop},{_settings.PadDistance};names={string.Join(',', FeatureNames)}");

    internal FeatureVector Measure(RadiomicsSeries series, Mask mask, CancellationToken cancellationToken)
    {
        mask = MaskAlignment.Groups(new RadiomicsCase { Series = [series], Lesion = mask }, Options, [], [])[0].Masks.Lesion;
        FeatureVector[] parts = [.. _passes.Select(pass => PyradiomicsNames.Extract(
            pass.With(options => For(options, series.Image, mask)), series, mask, _settings.Region, MaxParallelism, cancellationToken).Select(ColumnsOf(pass)))];
        return parts[0] with
        {
            Columns = [.. parts.SelectMany(p => p.Columns)],
            Values = [.. parts.SelectMany(p => p.Values)],
            Missing = [.. parts.SelectMany(p => p.Missing).Distinct(StringComparer.Ordinal)],
        };
    }

    private FeatureColumn[] ColumnsOf(ImagePass pass) =>
    [
        .. PyradiomicsNames.Columns(pass).Where(c =>
        {
            // Shape is that of the first pass.
            var feature = c.Name[(c.Name.IndexOf('_', StringComparison.Ordinal) + 1)..];
            return _features.Contains(feature) && (pass == _passes[0] || !feature.StartsWith("shape", StringComparison.Ordinal));
        }),
    ];

    private PyradiomicsParameters With(Func<RadiomicsOptions, RadiomicsOptions> change) =>
        new([.. _passes.Select(p => p.With(change))], _settings, _features, WithoutEffect) { MaxParallelism = MaxParallelism, Kernel = Kernel };

    /// <summary>The options for one image and region.</summary>
    private RadiomicsOptions For(RadiomicsOptions options, Volume<float> image, Mask mask)
    {
        var wanted = options.ResampleSpacing;
        options = options with { ResampleSpacing = wanted is { } spacing ? Resampling(spacing, mask) : null };
        options = options with { Filters = options.Filters with { Seen = PyradiomicsImages.Seen(options, mask, wanted is not null || _settings.PreCrop, _settings.PadDistance) } };
        if (options.Normalisation != IntensityNormalisation.None)
        {
            double count = CountFinite(image.Voxels);
            var divisor = Math.Sqrt((count - 1) / count);
            options = options with { Scaling = options.Scaling with { Factor = options.Scaling.Factor * divisor, OutlierLimit = options.Scaling.OutlierLimit / divisor } };
        }

        return options;
    }

    /// <summary>The spacing along each axis, 0 where the region has one slice; null when it is that of the image within 1e-5 along every axis.</summary>
    private static Vector3D? Resampling(Vector3D wanted, Mask mask)
    {
        var (box, own) = (VoxelBox.Around(mask, "lesion"), mask.Geometry.Spacing);
        var target = new Vector3D(box.Width == 1 ? 0 : wanted.X, box.Height == 1 ? 0 : wanted.Y, box.Depth == 1 ? 0 : wanted.Z);
        static bool Keeps(double target, double own) => target == 0 || Math.Abs(own - target) <= 1e-8 + (1e-5 * target);
        return Keeps(target.X, own.X) && Keeps(target.Y, own.Y) && Keeps(target.Z, own.Z) ? null : target;
    }

    private static YamlNode Root(string yaml, string name)
    {
        try
        {
            return YamlText.Read(yaml);
        }
        catch (InvalidDataException e)
        {
            throw new PyradiomicsParametersException(name, [e.Message]);
        }
    }

    private static void ReadClass(string key, YamlNode node, HashSet<string> features, List<string> faults)
    {
        if (!Array.Exists(Classes, c => c.Class == key))
        {
            faults.Add($"{YamlText.Place(node.Start)}: 'featureClass' has {key}: supported are {string.Join(", ", Classes.Select(c => c.Class))}");
            return;
        }

        List<string> Of(IEnumerable<(string Column, string Name)> names) =>
            [.. names.Select(n => n.Name).Where(n => n.StartsWith($"{key}_", StringComparison.Ordinal))];
        var outline = SliceShape.Columns.Select(c => (string.Empty, c.Name)).ToList();
        var (usual, all) = (Of(PyradiomicsNames.Names.Concat(outline[..^1])), Of(PyradiomicsNames.Names.Concat(PyradiomicsNames.Deprecated).Concat(outline)));
        var asked = node is YamlSequenceNode sequence ? sequence.Children.Select(YamlValues.Text).ToList() : [];
        if (node is not YamlSequenceNode && !YamlValues.IsNull(node))
        {
            faults.Add($"{YamlText.Place(node.Start)}: '{key}' is {YamlValues.Shown(node)}: supported is a list of its features, or nothing for all");
        }

        faults.AddRange(asked.Where(a => !all.Contains($"{key}_{a}")).Select(a => $"{YamlText.Place(node.Start)}: '{key}' has {YamlValues.Short(a)}: supported are {string.Join(", ", all.Select(k => k[(key.Length + 1)..]))}"));
        features.UnionWith(asked.Count == 0 ? usual : asked.Select(a => $"{key}_{a}"));
    }

    private static long CountFinite(ReadOnlySpan<float> voxels)
    {
        long count = 0;
        foreach (var value in voxels)
        {
            count += float.IsFinite(value) ? 1 : 0;
        }

        return count;
    }
}
