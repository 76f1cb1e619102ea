using HccRisk.Imaging.Dicom.Phases;
using HccRisk.Imaging.Dicom.Series;

namespace HccRisk.Cohorts.Scanning;

/// <summary>A volume that could be one of the manifest.</summary>
/// <param name="Series">Its series; null for a NIfTI or NRRD file.</param>
/// <param name="Layout">The arranged series; null for a file.</param>
/// <param name="Index">Which volume of it, from 0.</param>
/// <param name="Path">The file; empty for DICOM.</param>
/// <param name="Volume">What is known of its phase.</param>
internal sealed record ImageCandidate(DicomSeries? Series, SeriesLayout? Layout, int Index, string Path, PhaseCandidate Volume)
{
    /// <summary>What it was taken for.</summary>
    public PhaseLabel Label { get; init; } = new(Volume, ContrastPhase.Unknown, 0, []);

    public bool IsPhase => Label.Phase != ContrastPhase.Unknown;

    public string Study => Series?.StudyUid ?? "";

    public int Slices => Layout?.Phases[Index].SliceCount ?? 0;

    /// <summary>How messages call it.</summary>
    public string Text => Series is null
        ? $"'{Path}'"
        : FormattableString.Invariant($"series {Series.Number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "without number"} '{Series.Description}'{(Layout!.Phases.Count > 1 ? FormattableString.Invariant($" volume {Index + 1}") : "")}");
}
