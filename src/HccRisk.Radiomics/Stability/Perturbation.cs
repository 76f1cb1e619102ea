using HccRisk.Core.Printing;
using HccRisk.Imaging;
using HccRisk.Radiomics.Numerics;

namespace HccRisk.Radiomics.Stability;

/// <summary>One perturbation, the same for every lesion.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Rotation">Degrees in the plane of the slices, from the x axis towards the y axis.</param>
/// <param name="Translation">Shift along each axis, in voxels of the working grid.</param>
/// <param name="Noise">Deviation of the noise added, in multiples of that of the image.</param>
/// <param name="Volume">Change of volume, as a share.</param>
/// <param name="RandomContour">Whether the outline is drawn again by supervoxels.</param>
/// <param name="Seed">Seed of noise and outline.</param>
public sealed record Perturbation(int Number, double Rotation, Vector3D Translation, double Noise, double Volume, bool RandomContour, ulong Seed)
{
    /// <summary>The perturbations that options ask for; the same numbers in every process.</summary>
    /// <param name="options">Bounds, count and seed.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static IReadOnlyList<Perturbation> Draw(PerturbationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return [.. Enumerable.Range(1, options.Count).Select(number =>
        {
            var random = new SeededRandom(((ulong)(uint)options.Seed << 32) | (uint)number);
            double Within(double bound) => ((2 * random.Uniform()) - 1) * bound;
            return new Perturbation(
                number,
                Within(options.Rotation),
                new Vector3D(Within(options.Translation), Within(options.Translation), Within(options.Translation)),
                options.Noise,
                Within(options.Volume),
                options.RandomContour,
                random.Next());
        })];
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"perturbation {Number}: rotation {Printed.Number(Rotation)}, noise {Printed.Number(Noise)}, volume {Printed.Number(Volume)}{(RandomContour ? ", random contour" : string.Empty)}");
}
