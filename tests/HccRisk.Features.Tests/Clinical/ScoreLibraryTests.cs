using HccRisk.Core.Errors;
using HccRisk.Features.Clinical;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Features.Tests.Clinical;

public sealed class ScoreLibraryTests
{
    private const string Good = """
        {
          // a hospital's own
          "scores": [
            {
              "name": "own", "title": "Own score", "citation": "protocol 3, section 2",
              "inputs": [ { "column": "afp", "unit": "ng/mL" }, { "column": "tumour_number" } ],
              "formula": "log10(afp) + 2 * (tumour_number > 1)",
              "groups": { "names": [ "low", "high" ], "cuts": [ 3 ] },
              "examples": [ { "inputs": [ 100, 2 ], "expected": 4, "tolerance": 1e-9, "group": "high" } ]
            }
          ]
        }
        """;

    [Fact]
    public void Load_OwnScore_StandsBesideThoseOfTheLibrary()
    {
        using var folder = new TemporaryFolder();

        var library = ScoreLibrary.BuiltIn.With(ScoreLibrary.Load(folder.Write("own.json", Good)));

        Assert.Equal(ScoreLibrary.BuiltIn.Scores.Count + 1, library.Scores.Count);
        Assert.Equal(new ScoreResult(3, "low", null), library.Find("own").Assess([1000, 1])); // at the cut: the lower group
        Assert.Equal("high", library.Find("own").Assess([1001, 1]).Group);
    }

    [Theory]
    [InlineData("log10(afp)", "log10(afpp)", "score 'own': formula 'log10(afpp) + 2 * (tumour_number > 1)', character 7: no column 'afpp' (nearest: 'afp')")]
    [InlineData("\"expected\": 4", "\"expected\": 5", "example 1 gives 4, not 5 within 1E-09")]
    [InlineData("[ 100, 2 ]", "[ 0, 2 ]", "example 1 gives NaN (the formula is not defined for afp 0 ng/mL, tumour_number 2)")]
    [InlineData("\"group\": \"high\"", "\"group\": \"low\"", "example 1 is in group 'high', not 'low'")]
    [InlineData("[ 100, 2 ]", "[ 100 ]", "example 1 has 1 values for 2 inputs")]
    [InlineData("\"cuts\": [ 3 ]", "\"cuts\": [ 3, 4 ]", "2 cuts make 3 groups")]
    [InlineData("\"cuts\": [ 3 ]", "\"cut\": [ 3 ]", "line 8")]
    [InlineData("\"own\"", "\"Own\"", "lower case")]
    [InlineData("protocol 3, section 2", "", "'citation' is empty")]
    [InlineData("\"tumour_number\" }", "\"afp\" }", "input 'afp' is listed twice")]
    [InlineData(" + 2 * (tumour_number > 1)", "", "input 'tumour_number' is not in the formula")]
    public void Load_Fault_IsOneLineWithFileScoreAndPlace(string part, string instead, string fault)
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(part, Good, StringComparison.Ordinal);

        var e = Assert.Throws<TableFormatException>(() => ScoreLibrary.Load(folder.Write("own.json", Good.Replace(part, instead, StringComparison.Ordinal))));

        Assert.Contains("own.json", e.Message, StringComparison.Ordinal);
        Assert.Contains(fault, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void With_NameOfTheLibrary_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var own = ScoreLibrary.Load(folder.Write("own.json", Good.Replace("\"own\"", "\"albi\"", StringComparison.Ordinal)));

        Assert.Contains("'albi' comes with the library", Assert.Throws<TableFormatException>(() => ScoreLibrary.BuiltIn.With(own)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoFile_NamesIt() =>
        Assert.Contains("nowhere.json", Assert.Throws<TableFormatException>(() => ScoreLibrary.Load("nowhere.json")).Message, StringComparison.Ordinal);
}
