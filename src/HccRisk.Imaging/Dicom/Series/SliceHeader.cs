using HccRisk.Imaging.Dicom.Pixels;

namespace HccRisk.Imaging.Dicom.Series;

/// <summary>Where and when a frame was taken: what arranging frames into volumes needs, and no more. Positions in the DICOM frame (LPS).</summary>
internal sealed record SliceHeader
{
    public required string Path { get; init; }

    /// <summary>The frame in the file, from 0.</summary>
    public required int Frame { get; init; }

    public required string SopInstanceUid { get; init; }

    public int Rows { get; init; }

    public int Columns { get; init; }

    public Vector3D? Position { get; init; }

    /// <summary>Direction in which the column index grows.</summary>
    public Vector3D? Row { get; init; }

    /// <summary>Direction in which the row index grows.</summary>
    public Vector3D? Column { get; init; }

    /// <summary>Distance between rows (y).</summary>
    public double? RowSpacing { get; init; }

    /// <summary>Distance between columns (x).</summary>
    public double? ColumnSpacing { get; init; }

    public double? Thickness { get; init; }

    public double? SpacingBetweenSlices { get; init; }

    public double? Instance { get; init; }

    public double? Acquisition { get; init; }

    public double? TemporalPosition { get; init; }

    /// <summary>Milliseconds.</summary>
    public double? TriggerTime { get; init; }

    public DateTime? AcquisitionTime { get; init; }

    public DateTime? ContentTime { get; init; }

    public double? EchoTime { get; init; }

    public double? DiffusionB { get; init; }

    public string ImageType { get; init; } = "";

    public string StackId { get; init; } = "";

    public string PatientId { get; init; } = "";

    public int SamplesPerPixel { get; init; } = 1;

    /// <summary>How stored pixels become values.</summary>
    public PixelScaling Scaling { get; init; } = PixelScaling.Rescale;

    /// <summary>Why a rule that comes before <see cref="Scaling"/> was passed over; null for nothing to say.</summary>
    public string? ScalingNote { get; init; }

    public bool IsLocaliser => ImageType.Contains("LOCALIZER", StringComparison.OrdinalIgnoreCase);

    /// <summary>When the frame was taken, as well as the file tells.</summary>
    public DateTime? Time => AcquisitionTime ?? ContentTime;
}
