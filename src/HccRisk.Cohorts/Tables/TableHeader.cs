using System.Text.Json;
using HccRisk.Core.Columns;

namespace HccRisk.Cohorts.Tables;

/// <summary>What the metadata of a stored table says about it.</summary>
internal sealed record TableHeader(string Name, string Modality, Availability Availability, IReadOnlyList<FeatureColumn> Columns, FeatureProvenance Provenance)
{
    public static TableHeader Of(FeatureTable table) =>
        new(table.Name, table.Modality, table.Availability, table.Columns, table.Provenance);

    public FeatureTable ToTable(IReadOnlyList<string> ids, double[] values, IReadOnlyList<PatientRemark> remarks) =>
        new(Name, Modality, Availability, Columns, ids, values, Provenance) { Remarks = remarks };

    /// <summary>Whether rows under both headers may stand in one table: same options, same features.</summary>
    public bool Matches(TableHeader other) =>
        string.Equals(Provenance.Options, other.Provenance.Options, StringComparison.Ordinal)
        && string.Equals(Provenance.CreatedBy, other.Provenance.CreatedBy, StringComparison.Ordinal)
        && Columns.SequenceEqual(other.Columns);

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static TableHeader FromJson(string json) =>
        JsonSerializer.Deserialize<TableHeader>(json, JsonSerializerOptions.Web) ?? throw new InvalidDataException("the table header is null");
}
