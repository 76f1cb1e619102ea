using System.Text;
using System.Text.Json;
using HccRisk.Core.IO;
using HccRisk.Core.Naming;
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

    [Fact]
    public void Parse_NullInAListWithALongName_IsRefusedInFewWords()
    {
        var json = $"{{\"{new string('A', Long)}\": [null]}}";

        var error = Assert.Throws<InvalidDataException>(() => JsonText.Parse<Dictionary<string, string[]>>(Encoding.UTF8.GetBytes(json), JsonSerializerOptions.Web));

        Assert.InRange(error.Message.Length, 1, MostOfMessage);
    }
}
