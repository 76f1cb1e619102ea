namespace HccRisk.Mil.Tests.Catalog;

internal sealed class StoredRow
{
    public string PatientId { get; set; } = string.Empty;

    public string Slide { get; set; } = string.Empty;

    public string Second { get; set; } = string.Empty;

    public float Time { get; set; }

    public float Event { get; set; }
}
