using System.Globalization;

namespace HccRisk.Cohorts;

/// <summary>A file that belongs to a patient: a reference, nothing is loaded.</summary>
/// <param name="Kind">What the file holds.</param>
/// <param name="Name">Phase or series (<c>arterial</c>, <c>portal</c>...), or the block of a slide.</param>
/// <param name="Path">Full path of the file or DICOM folder.</param>
/// <param name="Label">Which voxel value of a mask is meant; null for every value above zero.</param>
public sealed record PatientFile(PatientFileKind Kind, string Name, string Path, int? Label = null)
{
    /// <summary>The line of the manifest that lists it, from 1 with the headings; null (default) when no manifest does.</summary>
    public int? ManifestLine { get; init; }

    /// <summary>What the manifest says of the scale of a slide; null (default) when it says nothing.</summary>
    public GivenScale? Scale { get; init; }

    /// <summary>Where on a slide to look; null (default) takes all of it.</summary>
    public GivenAnnotation? Annotation { get; init; }

    /// <summary>What stands for the file in everything that is written: <c>mri 'arterial', manifest line 12</c>. Its path may name a person.</summary>
    public string Place =>
        $"{ManifestReader.NameOf(Kind)} '{Name}'{(ManifestLine is { } line ? string.Create(CultureInfo.InvariantCulture, $", manifest line {line}") : "")}";
}
