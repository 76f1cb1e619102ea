namespace HccRisk.Core.Columns;

/// <summary>One named feature.</summary>
/// <param name="Name">Unique within its table; letters, digits, underscore, hyphen and dot.</param>
/// <param name="Unit">Unit of the values, or null when they have none.</param>
/// <param name="Code">Identifier in a published nomenclature (an IBSI code such as <c>OVBL</c>), or null.</param>
public sealed record FeatureColumn(string Name, string? Unit = null, string? Code = null);
