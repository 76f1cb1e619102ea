using HccRisk.Oracles;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Tests.Regression;

/// <summary>Knots of ties, few values and small samples beside Hmisc's.</summary>
public class SplineKnotsTests
{
    /// <summary>26 drawn inputs, 3 to 7 knots, 1e-10: quantiles printed with 15 digits.</summary>
    [Fact]
    public void Place_TiedEndsAndFewValues_EqualsHmisc()
    {
        var cases = OracleFile.Json("spline_knots.json").GetProperty("cases").EnumerateArray().ToArray();
        Assert.Equal(26, cases.Length);
        for (var c = 0; c < cases.Length; c++)
        {
            var values = SurvivalReference.Numbers(cases[c].GetProperty("x"));
            for (var k = 0; k < 5; k++)
            {
                Same(values, k + 3, SurvivalReference.Numbers(cases[c].GetProperty("knots")[k]), $"input {c}, {k + 3} knots");
            }
        }
    }

    /// <summary>Columns of real data, 1e-10 as above.</summary>
    [Fact]
    public void Place_ReferenceColumns_EqualsHmisc()
    {
        var path = SharedData.TryPath("reference", "splines", "rcspline.json");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        using var document = System.Text.Json.JsonDocument.Parse(File.ReadAllText(path));
        var compared = 0;
        foreach (var input in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            var name = input.GetProperty("name").GetString()!;
            string[] words = name.Split(' ');
            var (first, source) = words[0] == "first" ? (int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture), words[3]) : (int.MaxValue, words[0]);
            var dot = source.IndexOf('.', StringComparison.Ordinal);
            var reference = SurvivalReference.TryLoad(source[..dot]);
            Assert.SkipWhen(reference is null, SharedData.MissingReason);
            double[] values = [.. reference!.Column(source[(dot + 1)..]).Where(v => !double.IsNaN(v)).Take(first)];
            Assert.True(values.Length == input.GetProperty("n").GetInt32(), $"{name}: {values.Length} values");
            foreach (var expected in input.GetProperty("cases").EnumerateArray())
            {
                var knots = expected.TryGetProperty("knots", out var found) ? SurvivalReference.Numbers(found) : [];
                Same(values, expected.GetProperty("nk").GetInt32(), knots, name);
                compared++;
            }
        }

        Assert.True(compared > 40, $"{compared} compared");
    }

    /// <summary>Hmisc gives no spline where fewer than three knots find a place; no knots stand for that.</summary>
    private static void Same(double[] values, int count, double[] expected, string what)
    {
        if (expected.Length == 0)
        {
            Assert.Contains("knots find a place", Assert.Throws<ArgumentException>(() => RestrictedCubicSpline.FromQuantiles(values, count)).Message, StringComparison.Ordinal);
            return;
        }

        Reference.Close(expected, RestrictedCubicSpline.FromQuantiles(values, count).Knots, 1e-10, what);
    }
}
