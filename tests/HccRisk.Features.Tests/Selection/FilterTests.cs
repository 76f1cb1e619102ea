using HccRisk.Core.Learning;
using HccRisk.Features.Selection;
using HccRisk.Features.Tests.Learning;
using Microsoft.ML;
using Xunit;

namespace HccRisk.Features.Tests.Selection;

public sealed class FilterTests
{
    private const float No = float.NaN;
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void FilterConstant_ConstantEmptyAndRare_LeavesThemOut()
    {
        var data = Vectors.View(_ml, [[0.1f, 1, No, 0], [0.1f, 2, No, 0], [0.1f, 3, No, 0], [No, 4, No, 1]]);

        Assert.Equal([1, 3], _ml.Transforms.FilterConstant().Fit(data).Function.Kept);
        Assert.Equal([1], _ml.Transforms.FilterConstant(new ConstantFilterOptions { MaxSameShare = 0.7 }).Fit(data).Function.Kept);

        // Variances 1.25 and 3/16.
        var function = _ml.Transforms.FilterConstant(new ConstantFilterOptions { MaxVariance = 0.2 }).Fit(data).Function;
        Assert.Equal([1], function.Kept);
        Assert.Equal(1.25, function.Statistics[0], 1e-12);
    }

    [Fact]
    public void FilterMissing_Shares_KeepsUpToTheLimit()
    {
        var data = Vectors.View(_ml, [[1, No, No], [2, 2, No], [3, No, No], [4, 4, 4]]);

        Assert.Equal([0, 1], _ml.Transforms.FilterMissing().Fit(data).Function.Kept);
        Assert.Equal([0, 0.5], _ml.Transforms.FilterMissing().Fit(data).Function.Statistics);
        Assert.Equal([0], _ml.Transforms.FilterMissing(maxShare: 0).Fit(data).Function.Kept);
    }

    [Fact]
    public void FilterCorrelated_CopiesInOtherUnits_KeepsTheFirst()
    {
        var random = new Random(5);
        float[][] rows = [.. Enumerable.Range(0, 50).Select(_ => random.NextSingle()).Select(v => new[] { v, (3 * v) - 7, -v, random.NextSingle(), 1 })];

        var function = _ml.Transforms.FilterCorrelated().Fit(Vectors.View(_ml, rows)).Function;

        Assert.Equal([0, 3, 4], function.Kept);
        Assert.Equal([0, 3, 4], _ml.Transforms.FilterCorrelated(new CorrelationFilterOptions { MaxCorrelation = 1, Ranks = false }).Fit(Vectors.View(_ml, rows)).Function.Kept);
    }

    [Fact]
    public void FilterCorrelated_RanksOrValues_AreToldApart()
    {
        // A steep curve has ranks of correlation 1, and values of far less.
        float[][] rows = [.. Enumerable.Range(1, 20).Select(i => new[] { i, MathF.Exp(i) })];

        Assert.Equal([0], _ml.Transforms.FilterCorrelated().Fit(Vectors.View(_ml, rows)).Function.Kept);
        Assert.Equal([0, 1], _ml.Transforms.FilterCorrelated(new CorrelationFilterOptions { Ranks = false }).Fit(Vectors.View(_ml, rows)).Function.Kept);
    }

    // By hand over the rows that have both: a and b are (1,1) (2,3) (3,2): r = 1/2.
    [Fact]
    public void FilterCorrelated_MissingValues_CountsRowsThatHaveBoth()
    {
        var data = Vectors.View(_ml, [[1, 1], [2, 3], [3, 2], [9, No], [No, -4]]);

        Assert.Equal([0.5, 0.5], _ml.Transforms.FilterCorrelated(new CorrelationFilterOptions { Ranks = false }).Fit(data).Function.Statistics, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Filters_NothingLeft_SayWhy()
    {
        var data = Vectors.View(_ml, [[5, 7, No], [5, 7, No]]);

        Assert.Contains("none of the 3 slots vary enough", Assert.Throws<ColumnException>(() => _ml.Transforms.FilterConstant().Fit(data)).Message, StringComparison.Ordinal);
        Assert.Contains("'Features'", Assert.Throws<ColumnException>(() => _ml.Transforms.FilterMissing().Fit(Vectors.View(_ml, [[No], [No]]))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void FilterCorrelated_LimitOutOfRange_IsRefused(double limit) =>
        Assert.Throws<ArgumentException>(() => _ml.Transforms.FilterCorrelated("Features", limit));
}
