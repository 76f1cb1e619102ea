using HccRisk.Survival.Regression;
using Xunit;

namespace HccRisk.Survival.Tests.Regression;

public sealed class ElementwiseTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(-745.2)]
    [InlineData(709.9)]
    [InlineData(-1e6)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Exp_AnExtremeValueAtAnyAddress_LeavesItsNeighboursAlone(double extreme)
    {
        double[] values = [.. Enumerable.Range(0, 300).Select(i => i == 137 ? extreme : Math.Sin(i))];

        string[] found = [.. Enumerable.Range(0, 16).Select(at => Bits(values, at, Elementwise.Exp))];

        Assert.Single(found.Distinct(StringComparer.Ordinal));
        Assert.All(values, v => Assert.Equal(Math.Exp(v), Of(v, Elementwise.Exp), 1e-13 * Math.Max(1e-290, double.IsFinite(Math.Exp(v)) ? Math.Exp(v) : 1)));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.0)]
    [InlineData(-1.0)]
    [InlineData(5e-324)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Log_AnExtremeValueAtAnyAddress_LeavesItsNeighboursAlone(double extreme)
    {
        double[] values = [.. Enumerable.Range(0, 300).Select(i => i == 137 ? extreme : 1.5 + Math.Sin(i))];

        string[] found = [.. Enumerable.Range(0, 16).Select(at => Bits(values, at, Elementwise.Log))];

        Assert.Single(found.Distinct(StringComparer.Ordinal));
    }

    private delegate void Function(ReadOnlySpan<double> values, Span<double> results);

    private static double Of(double value, Function function)
    {
        double[] result = [0];
        function([value], result);
        return result[0];
    }

    private static string Bits(double[] values, int at, Function function)
    {
        var (from, to) = (new double[values.Length + 16], new double[values.Length + 16]);
        values.CopyTo(from, at);
        function(from.AsSpan(at, values.Length), to.AsSpan(15 - at, values.Length));
        return string.Join(',', to[(15 - at)..(15 - at + values.Length)].Select(v => BitConverter.DoubleToInt64Bits(v)));
    }
}
