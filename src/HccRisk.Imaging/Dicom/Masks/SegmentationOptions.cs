namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>How a DICOM segmentation becomes a mask.</summary>
public sealed record SegmentationOptions
{
    /// <summary>
    /// A pixel of a fractional segmentation is inside when its value is at least this part of the maximum fractional value; default 0.5.
    /// </summary>
    public double FractionalThreshold { get; init; } = 0.5;

    /// <summary>
    /// How far a pixel may lie from a voxel centre to be that voxel, as a fraction of a voxel, in every corner of a frame; default 0.1, which
    /// forgives positions of one decimal.
    /// </summary>
    public double GridTolerance { get; init; } = 0.1;

    /// <summary>
    /// Whether frames on another grid than the image are brought onto it, each voxel taking the nearest pixel, which is a finding; false: they are
    /// refused. Default true.
    /// </summary>
    public bool Resample { get; init; } = true;

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">One or more are out of range; the message names each.</exception>
    public void Validate()
    {
        List<string> faults = [];
        if (!(FractionalThreshold is > 0 and <= 1))
        {
            faults.Add(FormattableString.Invariant($"FractionalThreshold is {FractionalThreshold}, expected above 0 and at most 1"));
        }

        if (!(GridTolerance is >= 0 and <= 0.5))
        {
            faults.Add(FormattableString.Invariant($"GridTolerance is {GridTolerance}, expected 0 to 0.5"));
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", faults) + ".");
        }
    }
}
