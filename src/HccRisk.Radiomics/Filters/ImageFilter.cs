using System.Text.Json.Serialization;
using HccRisk.Imaging;
using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Filters;

/// <summary>A filter of IBSI-2, or another, whose response features are measured on. Voxels of the lesion are those of the unfiltered image.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "filter")]
[JsonDerivedType(typeof(MeanFilter), "mean")]
[JsonDerivedType(typeof(LaplacianOfGaussianFilter), "laplacianOfGaussian")]
[JsonDerivedType(typeof(LawsFilter), "laws")]
[JsonDerivedType(typeof(GaborFilter), "gabor")]
[JsonDerivedType(typeof(WaveletFilter), "wavelet")]
[JsonDerivedType(typeof(RadialWaveletFilter), "radialWavelet")]
[JsonDerivedType(typeof(GradientFilter), "gradient")]
[JsonDerivedType(typeof(LocalBinaryPatternFilter), "localBinaryPattern")]
[JsonDerivedType(typeof(SphericalBinaryPatternFilter), "sphericalBinaryPattern")]
[JsonDerivedType(typeof(IntensityFilter), "intensity")]
public abstract record ImageFilter
{
    private protected ImageFilter()
    {
    }

    /// <summary>Its part of the names of features: letters, digits, underscore and hyphen; it follows from the settings alone.</summary>
    [JsonIgnore]
    public abstract string Name { get; }

    /// <summary>The response of a whole image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="threads">Parts computed at once, 1 or more; every bit of the result is the same. Default 1.</param>
    /// <returns>The response at every voxel, in the units that the filter's documentation gives.</returns>
    /// <exception cref="ArgumentException">A setting is out of range, or the image is too small for the filter.</exception>
    public Volume<double> Apply(Volume<float> image, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        var g = image.Geometry;
        var values = new double[image.Voxels.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = image.Voxels[i];
        }

        var source = new FilterImage(values, g.Width, g.Height, g.Depth, g.Spacing) { Threads = threads, Type = image.StoredType };
        Check(source);
        var response = Respond(source, new FilterTarget(source.Box));
        return new Volume<double>(g, response.Values) { StoredType = response.Type };
    }

    /// <summary>The response in a box.</summary>
    internal abstract FilterBlock Respond(FilterImage image, FilterTarget target);

    /// <summary>What is wrong with the settings.</summary>
    internal abstract IEnumerable<string> Faults();

    /// <summary>What is wrong with the settings for an image; null: nothing.</summary>
    internal virtual string? FaultFor(FilterImage image) => null;

    private void Check(FilterImage image)
    {
        string[] faults = [.. Faults()];
        if (faults.Length > 0)
        {
            throw new ArgumentException($"The filter '{Name}' is not valid: {string.Join("; ", faults)}.");
        }

        if (FaultFor(image) is { } fault)
        {
            throw new ArgumentException($"The filter '{Name}' does not fit the image: {fault}.");
        }
    }
}
