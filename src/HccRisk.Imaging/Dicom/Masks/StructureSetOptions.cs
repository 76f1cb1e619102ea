namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>How the contours of a structure set become a mask.</summary>
public sealed record StructureSetOptions
{
    /// <summary>Slices between two planes of contours; default <see cref="ContourGaps.NearestSlice"/>.</summary>
    public ContourGaps Gaps { get; init; } = ContourGaps.NearestSlice;

    /// <summary>
    /// How far the points of a contour may lie from its plane along the normal of the slices, as a fraction of their spacing; default 0.5, so that
    /// coordinates of one decimal lose no contour of an oblique stack of thin slices.
    /// </summary>
    public double PlaneTolerance { get; init; } = 0.5;

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">One or more are out of range; the message names each.</exception>
    public void Validate()
    {
        List<string> faults = [];
        if (!Enum.IsDefined(Gaps))
        {
            faults.Add($"Gaps is {Gaps}, expected NearestSlice or Interpolate");
        }

        if (!(PlaneTolerance is > 0 and <= 0.5))
        {
            faults.Add(FormattableString.Invariant($"PlaneTolerance is {PlaneTolerance}, expected above 0 and at most 0.5"));
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", faults) + ".");
        }
    }
}
