using HccRisk.Cohorts;
using HccRisk.Studies.Protocol;

namespace HccRisk.Studies.Description;

/// <summary>The endpoint in words.</summary>
internal static class EndpointText
{
    public static string Describe(CohortSchema schema, StudyProtocol protocol)
    {
        var unit = schema.Endpoint?.TimeUnit ?? "months";
        var name = schema.Endpoint?.EventName ?? "event";
        return schema.Endpoint is AggressiveRecurrenceEndpoint
            ? FormattableString.Invariant($"Time from resection to {name} (event code {protocol.Cause}); a first recurrence within the Milan criteria and death without recurrence compete. Main horizon {protocol.Horizon} {unit}.")
            : FormattableString.Invariant($"Time to {name} (event code {protocol.Cause}). Main horizon {protocol.Horizon} {unit}.");
    }

    public static string EventName(CohortSchema schema, int code, int cause) => (schema.Endpoint, code) switch
    {
        (_, 0) => "censored",
        (AggressiveRecurrenceEndpoint, AggressiveRecurrenceEndpoint.Aggressive) => "recurrence beyond Milan",
        (AggressiveRecurrenceEndpoint, AggressiveRecurrenceEndpoint.WithinMilan) => "recurrence within Milan",
        (AggressiveRecurrenceEndpoint, AggressiveRecurrenceEndpoint.DeathWithoutRecurrence) => "death without recurrence",
        _ when code == cause => schema.Endpoint?.EventName ?? "event",
        _ => FormattableString.Invariant($"competing event {code}"),
    };
}
