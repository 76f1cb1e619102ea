namespace HccRisk.Imaging.Dicom.Series;

/// <summary>How the images of a series become volumes.</summary>
public sealed record SeriesOptions
{
    /// <summary>How far a slice may lie from its place on the regular grid, as a fraction of the spacing; default 0.05.</summary>
    public double SpacingTolerance { get; init; } = 0.05;

    /// <summary>Images no further apart along the normal are at one position, in millimetres; default 0.01.</summary>
    public double PositionTolerance { get; init; } = 0.01;

    /// <summary>How far direction cosines of one stack may differ; default 0.001, about 0.06 degrees.</summary>
    public double OrientationTolerance { get; init; } = 0.001;

    /// <summary>Slices that are not evenly spaced; default <see cref="IrregularSpacing.Reject"/>.</summary>
    public IrregularSpacing Irregular { get; init; } = IrregularSpacing.Reject;

    /// <summary>A group of so few images of another orientation is taken as localisers; default 3.</summary>
    public int MaxLocaliserSlices { get; init; } = 3;

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">One or more are out of range; the message names each.</exception>
    public void Validate()
    {
        List<string> faults = [];
        foreach (var (name, value, limit) in new[]
        {
            (nameof(SpacingTolerance), SpacingTolerance, 0.5), (nameof(PositionTolerance), PositionTolerance, 1.0), (nameof(OrientationTolerance), OrientationTolerance, 0.1),
        })
        {
            if (!(value >= 0 && value <= limit))
            {
                faults.Add(FormattableString.Invariant($"{name} is {value}, expected 0 to {limit}"));
            }
        }

        if (!Enum.IsDefined(Irregular))
        {
            faults.Add($"Irregular is {Irregular}, expected Reject or Interpolate");
        }

        if (MaxLocaliserSlices < 0)
        {
            faults.Add($"MaxLocaliserSlices is {MaxLocaliserSlices}, expected 0 or more");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", faults) + ".");
        }
    }
}
