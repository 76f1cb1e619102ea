using HccRisk.Oracles;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Tests.Regression;

public class RestrictedCubicSplineTests
{
    /// <summary>Knots and basis against Hmisc::rcspline.eval, 1e-10: closed forms, printed with 15 digits.</summary>
    [Theory]
    [InlineData("pbc", "bili")]
    [InlineData("rotterdam", "age")]
    public void FromQuantiles_ReferenceData_EqualsHmisc(string data, string column)
    {
        var reference = Reference.Load(data);
        var values = reference.Column(column);
        foreach (var expected in reference.At("rcs").EnumerateArray())
        {
            var spline = RestrictedCubicSpline.FromQuantiles(values, expected.GetProperty("nk").GetInt32());
            Reference.Close(SurvivalReference.Numbers(expected.GetProperty("knots")), spline.Knots, 1e-12, "knots");
            var basis = spline.Basis(values);
            var first = expected.GetProperty("basis_first5").EnumerateArray().SelectMany(SurvivalReference.Numbers).ToArray();
            Reference.Close(first, basis[..first.Length], 1e-10, "basis");
            var sums = Enumerable.Range(0, spline.Columns).Select(j => Enumerable.Range(0, values.Length).Sum(i => basis[(i * spline.Columns) + j])).ToArray();
            Reference.Close(SurvivalReference.Numbers(expected.GetProperty("colsum")), sums, 1e-10, "column sum");
        }
    }

    [Fact]
    public void Basis_BeyondTheKnots_IsLinear()
    {
        var spline = new RestrictedCubicSpline([-1, 0.5, 2, 4]);
        foreach (var start in new[] { -9.0, 4.0 })
        {
            var basis = spline.Basis([start, start + 2, start + 4]);
            for (var j = 0; j < 3; j++)
            {
                Assert.Equal(basis[3 + j] - basis[j], basis[6 + j] - basis[3 + j], 1e-12);
            }
        }
    }

    [Fact]
    public void Constructor_BadKnots_AreNamed()
    {
        Assert.Contains("not 2", Assert.Throws<ArgumentException>(() => new RestrictedCubicSpline([1, 2])).Message, StringComparison.Ordinal);
        Assert.Contains("1, 1, 3", Assert.Throws<ArgumentException>(() => new RestrictedCubicSpline([1, 1, 3])).Message, StringComparison.Ordinal);
        Assert.Contains("There are 5 values", Assert.Throws<ArgumentException>(() => RestrictedCubicSpline.FromQuantiles([0, 0, 0, 0, 5])).Message, StringComparison.Ordinal);
        Assert.Contains("2 different ones", Assert.Throws<ArgumentException>(() => RestrictedCubicSpline.FromQuantiles([0, 0, 0, 0, 0, 5])).Message, StringComparison.Ordinal);
        Assert.Contains("Value 1 is NaN", Assert.Throws<ArgumentException>(() => RestrictedCubicSpline.FromQuantiles([0, double.NaN])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => RestrictedCubicSpline.FromQuantiles([1, 2, 3], 8));
    }
}
