namespace HccRisk.Radiomics.Stability;

/// <summary>
/// How an image and its outline are disturbed to see which features stand it (Zwanenburg and others, Sci Rep 2019): each perturbation draws a rotation in the plane of the slices, a shift by a part of a voxel,
/// noise, a change of volume and an outline of supervoxels, all within these bounds.
/// </summary>
public sealed record PerturbationOptions
{
    /// <summary>Perturbations of each lesion, 2 to 1000. Default 30.</summary>
    public int Count { get; init; } = 30;

    /// <summary>Largest rotation to either side, degrees, about the lesion's centre, 0 to 45. Default 5; 0 turns nothing.</summary>
    public double Rotation { get; init; } = 5;

    /// <summary>Largest shift along each axis to either side, in voxels of the working grid, 0 to 1. Default 0.5; 0 shifts nothing.</summary>
    public double Translation { get; init; } = 0.5;

    /// <summary>Deviation of the noise added, in multiples of the noise of the image itself, 0 to 10. Default 1; 0 adds none.</summary>
    public double Noise { get; init; } = 1;

    /// <summary>Largest growth or loss of the lesion, as a share of its volume, 0 to below 1. Default 0.15; 0 keeps its volume.</summary>
    public double Volume { get; init; } = 0.15;

    /// <summary>Whether the outline is drawn again by supervoxels: one is lesion with the probability of its share in the lesion. Default true.</summary>
    public bool RandomContour { get; init; } = true;

    /// <summary>Seed of everything drawn. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">One or more are out of range; the message names them all.</exception>
    public void Validate()
    {
        List<string> faults = [.. Faults().Select(FormattableString.Invariant)];
        if (faults.Count > 0)
        {
            throw new ArgumentException($"Invalid {nameof(PerturbationOptions)}: {string.Join("; ", faults)}.");
        }
    }

    private IEnumerable<FormattableString> Faults()
    {
        if (Count is < 2 or > 1000)
        {
            yield return $"{nameof(Count)} is {Count}: 2 to 1000";
        }

        (string Name, double Value, double Most)[] bounds =
        [
            (nameof(Rotation), Rotation, 45), (nameof(Translation), Translation, 1), (nameof(Noise), Noise, 10), (nameof(Volume), Volume, 0.9),
        ];
        foreach (var (name, value, most) in bounds)
        {
            if (!(value >= 0) || value > most)
            {
                yield return $"{name} is {value}: 0 to {most}";
            }
        }
    }
}
