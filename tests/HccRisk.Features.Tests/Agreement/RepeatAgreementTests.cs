using System.Text.Json;
using HccRisk.Features.Agreement;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Features.Tests.Agreement;

public sealed class RepeatAgreementTests
{
    /// <summary>Repeats that agree but for rounding: no correlation or limit exceeds 1.</summary>
    [Fact]
    public void Of_NearlyPerfectRepeats_IsAtMostOne()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 3000; trial++)
        {
            var (n, k, noise) = (random.Next(2, 12), random.Next(2, 5), Math.Pow(10, -random.Next(3, 17)));
            double[] values = [.. Enumerable.Range(0, n).SelectMany(_ =>
            {
                var own = random.NextDouble() * 100;
                return Enumerable.Range(0, k).Select(_ => own + (noise * random.NextDouble())).ToArray();
            })];

            var found = RepeatAgreement.Of(values, k);

            Assert.All(
                (BoundedEstimate[])[found.OneWay, found.Agreement, found.Consistency],
                icc => Assert.True(icc.Lower <= 1 && icc.Value <= 1 && icc.Upper <= 1, FormattableString.Invariant($"{icc.Lower:R} {icc.Value:R} {icc.Upper:R}")));
        }
    }

    public static TheoryData<int> Cases => [0, 1, 2, 3];

    // R 4.2, psych 2.2.9 and the formulas of Shrout and Fleiss: 1e-10 relative, as the file says; its own numbers have 15 digits.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_ReferenceTables_GivesEveryMeasure(int index)
    {
        var file = SharedData.TryPath("reference", "agreement", "icc.json");
        Assert.SkipWhen(file is null, SharedData.MissingReason);
        var facts = JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("cases")[index];
        double[][] matrix = [.. facts.GetProperty("matrix").EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetDouble()).ToArray())];

        var found = RepeatAgreement.Of([.. matrix.SelectMany(r => r)], matrix[0].Length);

        foreach (var (name, icc) in ((string, BoundedEstimate)[])[("icc11", found.OneWay), ("icc21", found.Agreement), ("icc31", found.Consistency)])
        {
            var expected = facts.GetProperty("result").GetProperty(name);
            Close(expected.GetProperty("r").GetDouble(), icc.Value);
            Close(expected.GetProperty("ci")[0].GetDouble(), icc.Lower);
            Close(expected.GetProperty("ci")[1].GetDouble(), icc.Upper);
        }

        var within = facts.GetProperty("within");
        Close(within.GetProperty("sw").GetDouble(), found.WithinDeviation);
        Close(within.GetProperty("wCV").GetDouble(), found.WithinVariation);
        Close(within.GetProperty("repeatability_coefficient").GetDouble(), found.RepeatabilityCoefficient);
        var pair = facts.GetProperty("pair12");
        var concordance = RepeatAgreement.Of([.. matrix.SelectMany(r => r.Take(2))], 2).Concordance;
        Close(pair.GetProperty("ccc_divisor_n").GetDouble(), concordance.Value);
        Close(pair.GetProperty("ccc_ci")[0].GetDouble(), concordance.Lower);
        Close(pair.GetProperty("ccc_ci")[1].GetDouble(), concordance.Upper);
    }

    // Shrout and Fleiss 1979, table 2; the limits are recomputed in R (specification).
    [Fact]
    public void Of_ShroutAndFleiss_GivesTheirNumbers()
    {
        var found = RepeatAgreement.Of([9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7], 4);

        Same(new(0.1657417684, -0.1329323249, 0.7225600623), found.OneWay);
        Same(new(0.2897637795, 0.0187865134, 0.7610843696), found.Agreement);
        Same(new(0.7148407148, 0.3424647650, 0.9458582600), found.Consistency);
        Assert.Equal((6, 4), (found.Subjects, found.Repeats));
        Assert.True(double.IsNaN(found.Concordance.Value));
    }

    [Fact]
    public void Of_SubjectWithoutARepeat_IsNotUsed()
    {
        double[] whole = [1, 1.2, 4, 3.9, 7, 7.3, 2, 2.2];

        var found = RepeatAgreement.Of([.. whole[..4], double.NaN, 5, .. whole[4..]], 2);

        Assert.Equal(RepeatAgreement.Of(whole, 2), found);
        Assert.Equal(4, found.Subjects);
    }

    [Fact]
    public void Of_NothingVariesOrRepeatsAreEqual_IsNaNOrOne()
    {
        var constant = RepeatAgreement.Of([3, 3, 3, 3, 3, 3], 2);
        var equal = RepeatAgreement.Of([1, 1, 2, 2, 5, 5], 2);
        var alone = RepeatAgreement.Of([1, 2], 2);

        Assert.True(double.IsNaN(constant.OneWay.Value) && double.IsNaN(constant.Agreement.Lower) && double.IsNaN(constant.Concordance.Value));
        Assert.Equal(0, constant.WithinDeviation);
        Assert.All([equal.OneWay, equal.Agreement, equal.Consistency, equal.Concordance], icc => Assert.Equal(new BoundedEstimate(1, 1, 1), icc));
        Assert.True(double.IsNaN(alone.OneWay.Value) && double.IsNaN(RepeatAgreement.Of([], 2).WithinDeviation));
        Assert.Equal(Math.Sqrt(0.5), alone.WithinDeviation, 1e-15);
    }

    [Fact]
    public void Of_UnusableArguments_SaysWhy()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RepeatAgreement.Of([1, 2], 1));
        Assert.Throws<ArgumentException>(() => RepeatAgreement.Of([1, 2, 3], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => RepeatAgreement.Of([1, 2], 2, 1));
    }

    // R 4.2, qf; two and two degrees: p / (1 - p).
    [Theory]
    [InlineData(2, 2, 0.975, 39)]
    [InlineData(2, 4, 0.975, 10.649110640673517)]
    [InlineData(1, 1, 0.95, 161.4476387975881)]
    [InlineData(1, 10, 0.95, 4.964602743730711)]
    public void Quantile_KnownPoints_AreThoseOfTables(double above, double below, double probability, double expected)
    {
        Assert.Equal(1, FisherDistribution.Quantile(probability, above, below) / expected, 1e-11);
        Assert.Equal(1 - probability, FisherDistribution.Upper(expected, above, below), 1e-13);
    }

    private static void Close(double expected, double found) => Assert.Equal(1, found / expected, 1e-10);

    private static void Same(BoundedEstimate expected, BoundedEstimate found)
    {
        Assert.Equal(expected.Value, found.Value, 1e-9);
        Assert.Equal(expected.Lower, found.Lower, 1e-9);
        Assert.Equal(expected.Upper, found.Upper, 1e-9);
    }
}
