namespace HccRisk.Imaging.Dicom.Series;

/// <summary>What becomes of slices that are not evenly spaced, to which a volume's regular grid does not fit.</summary>
public enum IrregularSpacing
{
    /// <summary>Reading them as a volume is an error that says where they are.</summary>
    Reject,

    /// <summary>The volume has the usual (lower median) spacing, each of its slices interpolated linearly between the two slices around it.</summary>
    Interpolate,
}
