using System.Text;
using System.Text.Json;
using HccRisk.Core.Cohorts;
using HccRisk.Core.IO;
using HccRisk.Core.Naming;
using HccRisk.Core.Tests.Cohorts;
using Xunit;

namespace HccRisk.Core.Tests.Naming;

public sealed class ExcerptTests
{
    private const int Long = 10 << 20;
    private const int MostOfMessage = 2000;

    [Theory]
    [InlineData("short", 5, "short")]
    [InlineData("0123456789", 9, "012...789")]
    [InlineData("0123456789", 10, "0123456789")]
    public void Of_Text_IsNoLongerThanAsked(string text, int most, string expected) => Assert.Equal(expected, Excerpt.Of(text, most));

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
        using var folder = new TempFolder();
        var path = folder.Write("s.json", json.Replace("#", new string('A', json.Split('#').Length > 2 ? Long / 2 : Long), StringComparison.Ordinal));

        var error = Assert.Throws<CohortFormatException>(() => CohortSchema.Load(path));

        Assert.InRange(error.Message.Length, 1, MostOfMessage);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains("line 1, column", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_NullInAListWithALongName_IsRefusedInFewWords()
    {
        var json = $"{{\"{new string('A', Long)}\": [null]}}";

        var error = Assert.Throws<InvalidDataException>(() => JsonText.Parse<Dictionary<string, string[]>>(Encoding.UTF8.GetBytes(json), JsonSerializerOptions.Web));

        Assert.InRange(error.Message.Length, 1, MostOfMessage);
    }

    [Fact]
    public void Load_CellOfALongLine_IsExcludedInFewWords()
    {
        using var folder = new TempFolder();
        var schema = new CohortSchema { Columns = [new("id", ColumnKind.Id), new("age", ColumnKind.Numeric), new("sex", ColumnKind.Binary)] };

        var cohort = Cohort.Load(folder.Write("c.csv", $"id,age,sex\nA,50,1\nB,{new string('A', 1 << 20)},1\nC,50,{new string('A', 1 << 20)}\n"), schema);

        Assert.Equal(2, cohort.Exclusions.Count);
        Assert.All(cohort.Exclusions, e => Assert.InRange(e.Reason.Length, 1, MostOfMessage));
    }
}
