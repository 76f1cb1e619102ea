using HccRisk.Imaging;
using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Filters;

/// <summary>
/// Local binary patterns on a sphere around each voxel, as pyradiomics has them (after Banerjee et al. 2012): the signs of values on an icosphere
/// against the voxel, expanded in spherical harmonics, and the length of the part of one degree; or the kurtosis of the values (excess, divisor n).
/// Of voxels of the lesion alone. NaN where a value on the sphere is: cubic splines carry a missing voxel through the image.
/// </summary>
/// <remarks>
/// As there, the polar angle stands where the azimuth belongs, the harmonics are not conjugated, the sphere is in voxels with x and z exchanged, values
/// are cubic splines that are 0 beyond the border, and an image of whole numbers is interpolated to whole numbers.
/// </remarks>
public sealed record SphericalBinaryPatternFilter : ImageFilter
{
    /// <summary>Degree of the harmonics, 0 to 9; null: the kurtosis. Default 0.</summary>
    public int? Degree { get; init; } = 0;

    /// <summary>Radius of the sphere, voxels, above 0. Default 1.</summary>
    public double Radius { get; init; } = 1;

    /// <summary>Subdivisions of the icosahedron, 0 (12 points) to 2 (162). Default 1 (42).</summary>
    public int Subdivisions { get; init; } = 1;

    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant(
        $"lbp3d_{(Degree is { } degree ? FormattableString.Invariant($"m{degree + 1}") : "k")}_{FilterNames.Of(Radius)}{(Subdivisions == 1 ? "" : FormattableString.Invariant($"_{Subdivisions}"))}");

    internal override FilterBlock Respond(FilterImage image, FilterTarget target)
    {
        // All degrees and the kurtosis come from the same samples.
        var signs = image.Shared((nameof(SphericalBinaryPatternFilter), Radius, Subdivisions, target), () => SphereSigns.Of(image, target, Radius, Subdivisions));
        if (Degree is not { } degree)
        {
            return new FilterBlock(signs.Kurtosis, target.Box);
        }

        var result = FilterBlock.Create(target.Box);
        var harmonics = new SphericalHarmonics(signs.Points, degree);
        image.For(target.Box.Depth, z =>
        {
            var size = target.Box.Width * target.Box.Height;
            for (var i = z * size; i < (z + 1) * size; i++)
            {
                // A sphere with a missing value has no signs, as it has no kurtosis.
                result.Values[i] = target.Inside is { } inside && !inside[i] ? 0
                    : double.IsNaN(signs.Kurtosis[i]) ? double.NaN : harmonics.Length(signs.Bits, i);
            }
        });
        return result;
    }

    internal override IEnumerable<string> Faults()
    {
        if (Degree is not (null or (>= 0 and <= 9)))
        {
            yield return FormattableString.Invariant($"Degree is {Degree}: 0 to 9");
        }

        if (Radius is not (> 0 and <= 20))
        {
            yield return FormattableString.Invariant($"Radius is {Radius}: above 0, at most 20");
        }

        if (Subdivisions is not (>= 0 and <= 2))
        {
            yield return FormattableString.Invariant($"Subdivisions is {Subdivisions}: 0, 1 or 2");
        }
    }

    internal override string? FaultFor(FilterImage image) => FilterNames.FaultOfSize(image, 2, inSlice: false);
}
