using HccRisk.Core.Columns;
using HccRisk.Core.Naming;
using HccRisk.Imaging;
using HccRisk.Radiomics.Layout;
using HccRisk.Radiomics.Presets;

namespace HccRisk.Radiomics.Maps;

/// <summary>
/// Features at every voxel of a lesion, each of a small kernel around the voxel: maps of heterogeneity, as images.
/// </summary>
/// <remarks>
/// Intensities, re-segmentation and filters are those of <see cref="RadiomicsExtractor"/>; grey levels are made once, of the whole lesion. What is defined of a
/// kernel can be mapped: statistics, histograms and texture, of the image and of responses of filters; shape, local intensity and autocorrelation cannot. With
/// a parameter file of pyradiomics names, values and <c>voxelSetting</c> are pyradiomics' (<c>voxelBased=True</c>). The cost is that of the voxels of the lesion
/// times those of the kernel; every bit is the same for any number of threads. Instances are immutable and may be used from several threads at once.
/// </remarks>
public sealed class FeatureMapper
{
    private readonly PyradiomicsParameters? _parameters;
    private readonly RadiomicsOptions? _options;

    /// <summary>Maps of the features of options.</summary>
    /// <param name="options">How features are computed; null: the defaults.</param>
    /// <param name="maps">Kernel and features; null: the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range, no family can be mapped, or a name is not that of a feature.</exception>
    public FeatureMapper(RadiomicsOptions? options = null, FeatureMapOptions? maps = null)
    {
        _options = options ?? new RadiomicsOptions();
        _options.Validate();
        Options = maps ?? new FeatureMapOptions();
        Columns = Chosen(MapColumn.Of(MapColumn.LayoutOf(_options)));
    }

    /// <summary>Maps of the features of a parameter file of pyradiomics.</summary>
    /// <param name="parameters">The parameter file.</param>
    /// <param name="maps">Kernel and features; null: all that the file asks for, by its <c>voxelSetting</c>.</param>
    /// <exception cref="ArgumentException">An option is out of range, the file asks for no feature that can be mapped, or a name is not that of a feature.</exception>
    public FeatureMapper(PyradiomicsParameters parameters, FeatureMapOptions? maps = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _parameters = parameters;
        Options = maps ?? OptionsOf(parameters);
        Columns = Chosen(parameters.Passes.SelectMany(pass => MapColumn.Of(MapColumn.LayoutOf(pass.Options), pass, parameters.Asks, 1)));
        if (parameters.Options.Texture.SliceDimension != 0)
        {
            throw new ArgumentException("The parameter file has 'force2Ddimension' 1 or 2: maps are made across the third axis alone.");
        }
    }

    /// <summary>Kernel and features.</summary>
    public FeatureMapOptions Options { get; }

    /// <summary>The maps, in order.</summary>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <summary>Parts computed at once, 1 or more. Default: the number of processors.</summary>
    public int MaxParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>The options that a parameter file says of maps.</summary>
    /// <param name="parameters">The parameter file.</param>
    public static FeatureMapOptions OptionsOf(PyradiomicsParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var kernel = parameters.Kernel;
        return new FeatureMapOptions { KernelRadius = kernel.KernelRadius, MaskedKernel = kernel.MaskedKernel, Outside = kernel.InitialValue };
    }

    /// <summary>Maps the features of a lesion.</summary>
    /// <param name="image">The image.</param>
    /// <param name="lesion">The lesion.</param>
    /// <param name="reference">Reference tissue, for normalisation; null: none.</param>
    /// <param name="progress">Told the share that is done, 0 to 1, from several threads; null: nobody is.</param>
    /// <param name="cancellationToken">Checked every few hundred voxels.</param>
    /// <returns>A map each of <see cref="Columns"/>, all on one grid.</returns>
    /// <exception cref="EmptyMaskException">The mask has no voxel, or none is left after resampling and re-segmentation.</exception>
    /// <exception cref="GeometryMismatchException">Image and mask do not lie on one grid.</exception>
    /// <exception cref="InvalidIntensityException">The lesion holds NaN or infinity, or the image has no scale to normalise by.</exception>
    public IReadOnlyList<FeatureMap> Map(
        Volume<float> image, Mask lesion, Mask? reference = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(lesion);
        var passes = _parameters?.PassesFor(image, lesion).ToArray();
        var all = passes is null ? 1 : passes.Length;
        var maps = new List<FeatureMap>();
        for (var p = 0; p < all; p++)
        {
            var options = passes?[p].Options ?? _options!;
            var layout = MapColumn.LayoutOf(options);
            var part = p;
            var share = progress is null ? null : new Action<double>(done => progress.Report((part + done) / all));
            using var prepared = MapPreparation.Create(image, lesion, reference, options, Options, MaxParallelism, cancellationToken);
            var columns = passes is null ? MapColumn.Of(layout) : MapColumn.Of(layout, passes[p], _parameters!.Asks, prepared.VoxelVolume);
            maps.AddRange(prepared.Map(layout, [.. columns.Where(c => IsChosen(c.Column.Name))], share, cancellationToken));
        }

        return maps;
    }

    private FeatureColumn[] Chosen(IEnumerable<MapColumn> columns)
    {
        Options.Validate();
        FeatureColumn[] all = [.. columns.Select(c => c.Column)];
        foreach (var name in Options.Features.Where(n => !Array.Exists(all, c => Matches(c.Name, n))))
        {
            throw new ArgumentException($"There is no map of '{name}'{NearestNames.Hint(name, all.Select(c => c.Name))}.");
        }

        return all.Length > 0 ? Array.FindAll(all, c => IsChosen(c.Name))
            : throw new ArgumentException($"None of the families asked for can be mapped: choose of {KernelFeatures.Possible}.");
    }

    private bool IsChosen(string name) => Options.Features.Count == 0 || Options.Features.Any(f => Matches(name, f));

    private static bool Matches(string name, string wanted) =>
        wanted.EndsWith('*') ? name.StartsWith(wanted[..^1], StringComparison.Ordinal) : name == wanted;
}
