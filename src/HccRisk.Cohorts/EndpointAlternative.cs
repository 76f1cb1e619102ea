namespace HccRisk.Cohorts;

/// <summary>Another reading of the same columns, for a sensitivity analysis.</summary>
/// <param name="Name">Short name: letters, digits and hyphens.</param>
/// <param name="Description">What it answers, in words.</param>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Column">The column without which it says nothing new.</param>
public sealed record EndpointAlternative(string Name, string Description, EndpointDefinition Endpoint, string Column);
