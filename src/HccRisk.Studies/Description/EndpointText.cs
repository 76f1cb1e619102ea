using HccRisk.Cohorts;
using HccRisk.Studies.Protocol;

namespace HccRisk.Studies.Description;

/// <summary>The endpoint in words.</summary>
internal static class EndpointText
{
    public static string Describe(CohortSchema schema, StudyProtocol protocol)
    {
        var unit = schema.Endpoint?.TimeUnit ?? "months";
        var name = EventName(schema, protocol.Cause);
        return schema.Endpoint is AggressiveRecurrenceEndpoint endpoint
            ? FormattableString.Invariant($"Time from resection to {name} (event code {protocol.Cause}); {Others(endpoint, protocol.Cause)} compete. Main horizon {protocol.Horizon} {unit}.")
            : FormattableString.Invariant($"Time to {name} (event code {protocol.Cause}). Main horizon {protocol.Horizon} {unit}.");
    }

    /// <summary>What a code stands for: of the cause a study is about, what its models predict.</summary>
    public static string EventName(CohortSchema schema, int code) => schema.Endpoint?.NameOf(code) ?? (code == 0 ? "censored" : FormattableString.Invariant($"event {code}"));

    private static string Others(AggressiveRecurrenceEndpoint endpoint, int cause) => string.Join(
        " and ",
        new[] { AggressiveRecurrenceEndpoint.Aggressive, AggressiveRecurrenceEndpoint.WithinMilan, AggressiveRecurrenceEndpoint.DeathWithoutRecurrence }
            .Where(code => code != cause && !(endpoint.LaterProgression && code == AggressiveRecurrenceEndpoint.WithinMilan)).Select(endpoint.NameOf));
}
