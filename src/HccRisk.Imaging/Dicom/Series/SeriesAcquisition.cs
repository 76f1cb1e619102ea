using System.Globalization;

namespace HccRisk.Imaging.Dicom.Series;

/// <summary>How the image of a DICOM series was taken, as its headers say. Nothing of it identifies a patient.</summary>
public sealed record SeriesAcquisition
{
    private const double HighestTesla = 100;
    private const double GaussPerTesla = 10_000;

    /// <summary>Manufacturer; null when absent.</summary>
    public string? Manufacturer { get; init; }

    /// <summary>Model of the scanner; null when absent.</summary>
    public string? Model { get; init; }

    /// <summary>Magnetic field, tesla; null when absent. Some scanners write gauss (15000), which no field in tesla reaches.</summary>
    public double? FieldStrength { get; init; }

    /// <summary>Repetition time, milliseconds; null when absent.</summary>
    public double? RepetitionTime { get; init; }

    /// <summary>Echo time, milliseconds; null when absent.</summary>
    public double? EchoTime { get; init; }

    /// <summary>Flip angle, degrees; null when absent.</summary>
    public double? FlipAngle { get; init; }

    /// <summary>Thickness of the slices, millimetres; null when absent.</summary>
    public double? SliceThickness { get; init; }

    /// <summary>The contrast phase that the series' own headers tell, and by what; null when nothing does.</summary>
    public string? PhaseRule { get; init; }

    /// <summary>That of one volume of a series, as far as volumes differ.</summary>
    internal SeriesAcquisition Of(SeriesPhase volume) => this with { EchoTime = volume.EchoTime ?? EchoTime, SliceThickness = volume.Slices[0].Thickness };

    /// <summary>What the first file of a series says; what cannot be read is as absent.</summary>
    internal static SeriesAcquisition Of(DicomDataset first)
    {
        string? Text(DicomTag tag) => first.FindString(tag) is { Length: > 0 } text ? text : null;
        double? Number(DicomTag tag)
        {
            try
            {
                return first.FindDouble(tag);
            }
            catch (DicomFormatException)
            {
                return null;
            }
        }

        return new SeriesAcquisition
        {
            Manufacturer = Text(DicomTags.Manufacturer),
            Model = Text(DicomTags.ManufacturerModelName),
            FieldStrength = Number(DicomTags.MagneticFieldStrength) is { } field ? field > HighestTesla ? field / GaussPerTesla : field : null,
            RepetitionTime = Number(DicomTags.RepetitionTime),
            EchoTime = Number(DicomTags.EchoTime),
            FlipAngle = Number(DicomTags.FlipAngle),
        };
    }

    /// <summary>What is known, by name; numbers in the invariant culture.</summary>
    public IEnumerable<KeyValuePair<string, string>> Describe()
    {
        (string Name, object? Value)[] known =
        [
            ("manufacturer", Manufacturer), ("scanner", Model), ("field_strength_t", FieldStrength), ("repetition_time_ms", RepetitionTime), ("echo_time_ms", EchoTime),
            ("flip_angle_deg", FlipAngle), ("slice_thickness_mm", SliceThickness), ("phase_rule", PhaseRule),
        ];
        return known.Where(k => k.Value is not null).Select(k => KeyValuePair.Create(k.Name, Convert.ToString(k.Value, CultureInfo.InvariantCulture)!));
    }
}
