using HccRisk.Survival.Data;

namespace HccRisk.Survival.Tests.Data;

public class SurvivalOutcomeTests
{
    [Theory]
    [InlineData(-2.5, "Time 1 is -2.5")]
    [InlineData(double.NaN, "Time 1 is NaN")]
    [InlineData(double.PositiveInfinity, "Time 1 is Infinity")]
    public void Constructor_BadTime_NamesIndexAndValue(double time, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => new SurvivalOutcome([1, time], [0, 1])).Message, StringComparison.Ordinal);

    [Fact]
    public void Constructor_BadShapeOrCode_NamesBothValues()
    {
        Assert.Contains("'times' has 2 values, 'events' has 1", Assert.Throws<ArgumentException>(() => new SurvivalOutcome([1, 2], [1])).Message, StringComparison.Ordinal);
        Assert.Contains("Event code 1 is -3", Assert.Throws<ArgumentException>(() => new SurvivalOutcome([1, 2], [1, -3])).Message, StringComparison.Ordinal);
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => new SurvivalOutcome([], [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Views_Causes_AreCounted()
    {
        var outcome = new SurvivalOutcome([5, 3, 3, 8], [2, 0, 1, 2]);
        Assert.Equal([1, 2], outcome.Causes);
        Assert.Equal(3, outcome.EventCount());
        Assert.Equal(2, outcome.EventCount(2));
        Assert.Equal([1, 0, 0, 1], outcome.WithCause(2).Events.ToArray());
        Assert.Equal([1, 0, 1, 1], outcome.WithAnyCause().Events.ToArray());
        Assert.Equal([0, 1, 0, 0], outcome.Reversed().Events.ToArray());
        Assert.Equal(0, outcome.WithCause(9).EventCount());
        Assert.Equal([8, 8], outcome.Select([3, 3]).Times.ToArray());
        Assert.Equal([2, 1, 0, 3], outcome.Order);
        Assert.Throws<ArgumentOutOfRangeException>(() => outcome.WithCause(0));
        Assert.Contains("Row 0 is 4", Assert.Throws<ArgumentException>(() => outcome.Select([4])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithEntries_BadEntry_NamesIndexAndBothTimes()
    {
        var outcome = new SurvivalOutcome([5, 3], [1, 0]);
        Assert.Contains("Entry 1 is 3 and its time is 3", Assert.Throws<ArgumentException>(() => outcome.WithEntries([0, 3])).Message, StringComparison.Ordinal);
        Assert.Contains("Entry 0 is -1", Assert.Throws<ArgumentException>(() => outcome.WithEntries([-1, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("'entries' is NaN at index 1", Assert.Throws<ArgumentException>(() => outcome.WithEntries([0, double.NaN])).Message, StringComparison.Ordinal);
        Assert.Contains("'entries' has 1 values", Assert.Throws<ArgumentException>(() => outcome.WithEntries([0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithWeights_BadWeight_NamesIndexAndValue()
    {
        var outcome = new SurvivalOutcome([5, 3], [1, 0]);
        Assert.Contains("Weight 1 is -0.5", Assert.Throws<ArgumentException>(() => outcome.WithWeights([1, -0.5])).Message, StringComparison.Ordinal);
        Assert.Contains("All 2 weights are 0", Assert.Throws<ArgumentException>(() => outcome.WithWeights([0, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("'weights' is NaN at index 0", Assert.Throws<ArgumentException>(() => outcome.WithWeights([double.NaN, 1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Views_EntriesAndWeights_GoAlong()
    {
        var outcome = new SurvivalOutcome([5, 3, 8], [2, 0, 1]).WithEntries([1, 2, 0]).WithWeights([0.5, 1, 2]);
        foreach (var view in new[] { outcome.WithCause(2), outcome.WithAnyCause(), outcome.Reversed() })
        {
            Assert.Equal([1, 2, 0], view.Entries.ToArray());
            Assert.Equal([0.5, 1, 2], view.Weights.ToArray());
        }

        var selected = outcome.Select([2, 2, 0]);
        Assert.Equal([0, 0, 1], selected.Entries.ToArray());
        Assert.Equal([2, 2, 0.5], selected.Weights.ToArray());
        Assert.True(outcome.WithEntries([]).Entries.IsEmpty);
        Assert.True(outcome.WithWeights([]).Weights.IsEmpty);
        Assert.Contains("does not use entry times", Assert.Throws<NotSupportedException>(() => outcome.RequirePlain("This")).Message, StringComparison.Ordinal);
    }
}
