using HccRisk.Imaging.Dicom.Pixels;

namespace HccRisk.Imaging.Dicom.Series;

/// <summary>One volume of a series: its grid and the images that make it; the pixels are read when asked for.</summary>
public sealed class SeriesPhase
{
    private readonly IrregularSpacing _irregular;

    internal SeriesPhase(SliceHeader[] slices, double[] offsets, VolumeGeometry geometry, bool isRegular, IrregularSpacing irregular)
    {
        Slices = slices;
        Offsets = offsets;
        Geometry = geometry;
        IsRegular = isRegular;
        _irregular = irregular;
        Time = slices.Min(slice => slice.Time);
        Files = [.. slices.Select(slice => slice.Path).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The grid: x along the rows, y down the columns, z along the normal of the slices (right-handed); in our world frame.</summary>
    public VolumeGeometry Geometry { get; }

    /// <summary>False when the slices are not evenly spaced: the grid is then the one they would be interpolated to.</summary>
    public bool IsRegular { get; }

    /// <summary>When its first image was taken (acquisition, else content time), without date where there is none; null when no file tells.</summary>
    public DateTime? Time { get; }

    /// <summary>Temporal position or number of the acquisition as stored; null when absent.</summary>
    public double? TemporalPosition => Slices[0].TemporalPosition;

    /// <summary>Trigger time in milliseconds; null when absent.</summary>
    public double? TriggerTime => Slices.Min(slice => slice.TriggerTime);

    /// <summary>Echo time in milliseconds; null when absent.</summary>
    public double? EchoTime => Slices[0].EchoTime;

    /// <summary>ImageType of its first slice, the values joined by backslashes; empty when absent.</summary>
    public string ImageType => Slices[0].ImageType;

    /// <summary>How its stored pixels become values: one rule for all images.</summary>
    public PixelScaling Scaling => Slices[0].Scaling;

    /// <summary>The files in the order of the slices.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Images found, before any interpolation.</summary>
    public int SliceCount => Slices.Length;

    /// <summary>In the order of position.</summary>
    internal SliceHeader[] Slices { get; }

    /// <summary>Position of each slice along the normal, millimetres from the first.</summary>
    internal double[] Offsets { get; }

    /// <summary>Reads the volume, its images on all cores.</summary>
    /// <param name="cancellationToken">Checked before each image.</param>
    /// <returns>The volume, its values rescaled to the unit of the modality.</returns>
    /// <exception cref="DicomFormatException">An image cannot be decoded, is in colour, or is not what its header said.</exception>
    /// <exception cref="ImageFormatException">The slices are not evenly spaced, and the options reject that.</exception>
    public Volume<float> ReadVolume(CancellationToken cancellationToken = default) => VolumeLoader.Read([this], cancellationToken)[0];

    internal void EnsureReadable()
    {
        if (Slices.GroupBy(slice => slice.Scaling).ToArray() is { Length: > 1 } rules)
        {
            throw new ImageFormatException(
                "DICOM",
                Slices[0].Path,
                "scaling of pixels",
                null,
                $"the images of the volume that begins here do not become values by one rule ({string.Join(", ", rules.Select(rule => $"{rule.Count()} by {rule.Key}, such as '{rule.First().Path}'"))}): they are not comparable");
        }

        if (!IsRegular && _irregular == IrregularSpacing.Reject)
        {
            throw new ImageFormatException(
                "DICOM",
                Slices[0].Path,
                "ImagePositionPatient",
                null,
                FormattableString.Invariant($"the {Slices.Length} slices of the volume that begins here are not evenly spaced ({SpacingText()}): read them with {nameof(SeriesOptions)}.{nameof(SeriesOptions.Irregular)} = {nameof(IrregularSpacing.Interpolate)}, or complete the series"));
        }
    }

    private string SpacingText()
    {
        var steps = Offsets.Zip(Offsets.Skip(1), (a, b) => b - a).ToArray();
        return FormattableString.Invariant($"{steps.Min():0.###} to {steps.Max():0.###} mm, usually {Geometry.Spacing.Z:0.###}");
    }
}
