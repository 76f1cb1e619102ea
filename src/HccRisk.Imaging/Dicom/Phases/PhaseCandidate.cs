using HccRisk.Imaging.Dicom.Series;

namespace HccRisk.Imaging.Dicom.Phases;

/// <summary>What is known of a volume whose phase is asked for.</summary>
/// <param name="PatientId">Patient.</param>
/// <param name="SeriesUid">SeriesInstanceUID.</param>
/// <param name="Description">SeriesDescription, or the name of a file.</param>
/// <param name="Volume">Number of the volume in its series, from 1.</param>
/// <param name="VolumeCount">Volumes of its series.</param>
/// <param name="Time">When it was taken; null when unknown.</param>
/// <param name="ContrastTime">When the contrast agent was injected; null when unknown.</param>
/// <param name="ContrastAgent">The agent; null or empty when unknown.</param>
public sealed record PhaseCandidate(
    string PatientId, string SeriesUid, string Description, int Volume, int VolumeCount, DateTime? Time = null, DateTime? ContrastTime = null, string? ContrastAgent = null)
{
    /// <summary>ProtocolName, asked when the description tells nothing; default empty.</summary>
    public string ProtocolName { get; init; } = "";

    /// <summary>SeriesNumber; null (default) when unknown.</summary>
    public int? SeriesNumber { get; init; }

    /// <summary>Other identifiers of patient and series that a phase file may use, such as pseudonyms; default none.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

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
                series.Description,
                i + 1,
                layout.Phases.Count,
                phase.Time,
                phase.Time is { } time && series.ContrastTime is { } injected ? time.Date + injected.ToTimeSpan() : null,
                series.ContrastAgent)
            {
                ProtocolName = series.ProtocolName,
                SeriesNumber = series.Number,
            }),
        ];
    }
}
