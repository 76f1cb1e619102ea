using System.Globalization;

namespace HccRisk.Radiomics.Phases;

/// <summary>
/// Signs of hepatocellular carcinoma as numbers: what a reader of LI-RADS looks for, each measured, none judged. Distances are between voxel centres, in
/// millimetres, on the masks as drawn.
/// </summary>
public sealed record LiverSignOptions
{
    private const double Farthest = 100;

    /// <summary>What the lesion is measured against. Default: the organ in the ring; without an organ mask those signs are missing.</summary>
    public LiverReference Reference { get; init; }

    /// <summary>Where the ring of reference tissue begins, millimetres from the lesion, 0 to 100. Default 10: beyond a corona.</summary>
    public double RingFrom { get; init; } = 10;

    /// <summary>Where it ends, above <see cref="RingFrom"/>, at most 100. Default 20.</summary>
    public double RingTo { get; init; } = 20;

    /// <summary>
    /// Share of the reference tissue's voxels left out at either end of their intensities, 0 or more and below 0.5: vessels and what else is not parenchyma.
    /// Default 0.05.
    /// </summary>
    public double Trim { get; init; } = 0.05;

    /// <summary>Depth of the rim inside the lesion, millimetres, above 0, at most 100; what is deeper is the core. Default 3.</summary>
    public double RimDepth { get; init; } = 3;

    /// <summary>Width of the corona outside the lesion, millimetres, above 0, at most 100. Default 5.</summary>
    public double Corona { get; init; } = 5;

    /// <summary>Width of the surroundings outside the lesion (peritumoral hypointensity), millimetres, above 0, at most 100. Default 10.</summary>
    public double Peritumoral { get; init; } = 10;

    /// <summary>How far the capsule reaches into the lesion, millimetres from its surface, 0 to 20. Default 1.</summary>
    public double CapsuleInside { get; init; } = 1;

    /// <summary>How far the capsule reaches out of the lesion, millimetres, 0 to 20, the two together above 0. Default 2.</summary>
    public double CapsuleOutside { get; init; } = 2;

    /// <summary>How much of lesion and liver on either side the capsule is compared with, millimetres, above 0, at most 20. Default 3.</summary>
    public double CapsuleFlank { get; init; } = 3;

    /// <summary>Volume of the cubes whose means mosaic architecture is measured by, cubic millimetres, above 0, at most 100000. Default 250.</summary>
    public double MosaicVolume { get; init; } = 250;

    /// <summary>How far from the lesion something is looked at, millimetres.</summary>
    internal double Reach => Math.Max(
        Math.Max(Corona, Peritumoral), Math.Max(CapsuleOutside + CapsuleFlank, Reference == LiverReference.ReferenceMask ? 0 : RingTo));

    internal string ToCanonicalString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Reference},{RingFrom:R},{RingTo:R},{Trim:R},{RimDepth:R},{Corona:R},{Peritumoral:R},{CapsuleInside:R},{CapsuleOutside:R},{CapsuleFlank:R},{MosaicVolume:R}");

    internal IEnumerable<FormattableString> Faults()
    {
        if (!Enum.IsDefined(Reference))
        {
            yield return $"Phases.Signs.Reference is {(int)Reference}: not a known value";
        }

        if (!(RingFrom >= 0 && RingFrom < RingTo && RingTo <= Farthest))
        {
            yield return $"Phases.Signs has the ring from {RingFrom} to {RingTo} mm: the first is below the second, both 0 to {Farthest}";
        }

        if (Trim is not (>= 0 and < 0.5))
        {
            yield return $"Phases.Signs.Trim is {Trim}: 0 or more, below 0.5";
        }

        foreach (var (name, width) in new[] { (nameof(RimDepth), RimDepth), (nameof(Corona), Corona), (nameof(Peritumoral), Peritumoral) })
        {
            if (width is not (> 0 and <= Farthest))
            {
                yield return $"Phases.Signs.{name} is {width}: above 0, at most {Farthest} mm";
            }
        }

        if (!(CapsuleInside is >= 0 and <= 20 && CapsuleOutside is >= 0 and <= 20 && CapsuleInside + CapsuleOutside > 0))
        {
            yield return $"Phases.Signs has the capsule from {CapsuleInside} mm inside to {CapsuleOutside} mm outside: each 0 to 20, together above 0";
        }

        if (CapsuleFlank is not (> 0 and <= 20))
        {
            yield return $"Phases.Signs.CapsuleFlank is {CapsuleFlank}: above 0, at most 20 mm";
        }

        if (MosaicVolume is not (> 0 and <= 100_000))
        {
            yield return $"Phases.Signs.MosaicVolume is {MosaicVolume}: above 0, at most 100000 mm3";
        }
    }
}
