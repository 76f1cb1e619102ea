using HccRisk.Cohorts;
using HccRisk.Studies.Description;
using HccRisk.Studies.Protocol;
using Xunit;

namespace HccRisk.Studies.Tests.Description;

public class EndpointTextTests
{
    [Theory]
    [InlineData(1, "beyond", "within")]
    [InlineData(2, "within", "beyond")]
    public void Describe_ACauseOfAggressiveRecurrence_NamesItAndTheOthersAsCompeting(int cause, string own, string other)
    {
        var schema = CohortSchema.Hcc;
        var text = EndpointText.Describe(schema, new StudyProtocol { Clinical = "c.csv", Manifest = "m.csv", Models = [], Cause = cause });

        Assert.Equal($"first recurrence {own} the Milan criteria", EndpointText.EventName(schema, cause));
        Assert.StartsWith($"Time from resection to first recurrence {own} the Milan criteria (event code {cause}); ", text, StringComparison.Ordinal);
        Assert.Contains($"first recurrence {other} the Milan criteria and death without recurrence compete", text, StringComparison.Ordinal);
    }

    [Fact]
    public void EventName_RecordedEndpoint_FollowsTheCause()
    {
        var schema = CohortSchema.Hcc with { Endpoint = new RecordedEndpoint { Event = "relapse" } };

        Assert.Equal(("censored", "relapse", "event 2"), (EndpointText.EventName(schema, 0), EndpointText.EventName(schema, 1), EndpointText.EventName(schema, 2)));
    }
}
