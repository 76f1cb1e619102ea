using HccRisk.Core.IO.Dicom.Series;

namespace HccRisk.Core.IO.Dicom.Phases;

/// <summary>What is known of a volume whose phase is asked for.</summary>
/// <param name="PatientId">Patient.</param>
/// <param name="SeriesUid">SeriesInstanceUID.</param>
/// <param name="Description">SeriesDescription and what else names it.</param>
/// <param name="Volume">Number of the volume in its series, from 1.</param>
/// <param name="VolumeCount">Volumes of its series.</param>
/// <param name="Time">When it was taken; null when unknown.</param>
/// <param name="ContrastTime">When the contrast agent was injected; null when unknown.</param>
/// <param name="ContrastAgent">The agent; null or empty when unknown.</param>
public sealed record PhaseCandidate(
    string PatientId, string SeriesUid, string Description, int Volume, int VolumeCount, DateTime? Time = null, DateTime? ContrastTime = null, string? ContrastAgent = null)
{
    /// <summary>The volumes of an arranged series.</summary>
    /// <param name="layout">The series.</param>
    /// <returns>One candidate a volume, in order.</returns>
    public static IReadOnlyList<PhaseCandidate> Of(SeriesLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var series = layout.Series;
        return
        [
            .. layout.Phases.Select((phase, i) => new PhaseCandidate(
                series.PatientId,
                series.Uid,
                series.Description.Length > 0 ? series.Description : series.ProtocolName,
                i + 1,
                layout.Phases.Count,
                phase.Time,
                phase.Time is { } time && series.ContrastTime is { } injected ? time.Date + injected.ToTimeSpan() : null,
                series.ContrastAgent)),
        ];
    }
}
