namespace HccRisk.Cohorts.Tests.Scanning;

/// <summary>In what one file of a <see cref="SyntheticExport"/> differs from the others of its series.</summary>
internal sealed record OddFile
{
    /// <summary>BurnedInAnnotation; null: none, or that of the series.</summary>
    public string? BurnedIn { get; init; }

    public string SopClass { get; init; } = "1.2.840.10008.5.1.4.1.1.4";

    public string ConversionType { get; init; } = "";

    public string Operator { get; init; } = "Opmarker";
}
