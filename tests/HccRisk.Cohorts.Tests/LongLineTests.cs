using HccRisk.Core.Errors;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Cohorts.Tests;

/// <summary>What an error quotes of a file is an excerpt, however long the line.</summary>
public sealed class LongLineTests
{
    private const int Long = 10 << 20;
    private const int MostOfMessage = 2000;

    // A line of ten megabytes as a key, a value of another type, an enumeration, a number, a comment that does not end.
    [Theory]
    [InlineData("{\"#\": 1}")]
    [InlineData("{\"columns\": \"#\"}")]
    [InlineData("{\"columns\": [{\"name\": \"a\", \"kind\": \"#\"}]}")]
    [InlineData("{\"columns\": [{\"name\": \"a\", \"kind\": \"numeric\", \"otherUnits\": {\"#\": []}}]}")]
    [InlineData("{\"columns\": [{\"name\": \"#\", \"kind\": \"numeric\", \"scale\": \"#\"}]}")]
    [InlineData("#")]
    [InlineData("{\"columns\": #}")]
    public void Load_JsonWithALongLine_IsRefusedInFewWords(string json)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("s.json", json.Replace("#", new string('A', json.Split('#').Length > 2 ? Long / 2 : Long), StringComparison.Ordinal));

        var error = Assert.Throws<TableFormatException>(() => CohortSchema.Load(path));

        Assert.InRange(error.Message.Length, 1, MostOfMessage);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("line 1, column", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_CellOfALongLine_IsExcludedInFewWords()
    {
        using var folder = new TemporaryFolder();
        var schema = new CohortSchema { Columns = [new("id", ColumnKind.Id), new("age", ColumnKind.Numeric), new("sex", ColumnKind.Binary)] };

        var cohort = Cohort.Load(folder.Write("c.csv", $"id,age,sex\nA,50,1\nB,{new string('A', 1 << 20)},1\nC,50,{new string('A', 1 << 20)}\n"), schema);

        Assert.Equal(2, cohort.Exclusions.Count);
        Assert.All(cohort.Exclusions, e => Assert.InRange(e.Reason.Length, 1, MostOfMessage));
    }
}
