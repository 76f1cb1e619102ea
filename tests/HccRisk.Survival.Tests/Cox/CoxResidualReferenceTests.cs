using System.Text.Json;
using HccRisk.Oracles;
using HccRisk.Survival.Cox;

namespace HccRisk.Survival.Tests.Cox;

/// <summary>Residuals against R's residuals.coxph: the first five rows, and sum and sum of squares of every column.</summary>
public class CoxResidualReferenceTests
{
    [Theory]
    [MemberData(nameof(CoxReferenceModel.Indices), MemberType = typeof(CoxReferenceModel))]
    public void Residuals_ReferenceData_EqualCoxph(int index)
    {
        var model = CoxReferenceModel.All[index];
        var reference = model.Load();
        var expected = model.Expected(reference).GetProperty("residuals");
        var width = model.Names(reference).Length;
        var residuals = model.Fit(reference).Residuals();
        foreach (var kind in expected.EnumerateObject())
        {
            switch (kind.Name)
            {
                case "martingale":
                    Check(kind, residuals.Martingale(), 1);
                    break;
                case "deviance":
                    Check(kind, residuals.Deviance(), 1);
                    break;
                case "score":
                    Check(kind, residuals.Score(), width);
                    break;
                case "dfbeta":
                    Check(kind, residuals.Dfbeta(), width);
                    break;
                case "schoenfeld":
                    Check(kind, [.. residuals.Schoenfeld().SelectMany(r => r.Values)], width);
                    break;
                case "scaledsch":
                    Check(kind, [.. residuals.ScaledSchoenfeld().SelectMany(r => r.Values)], width);
                    break;
                default:
                    Assert.Fail("Unknown residual " + kind.Name);
                    break;
            }
        }
    }

    [Fact]
    public void Residuals_ExactTies_ScoreAndSchoenfeldAreRefused()
    {
        var (outcome, x) = Simulated.Cox(40, 1, seed: 3, tieGrid: 3);
        var residuals = CoxModel.Fit(x, 1, outcome, new CoxOptions { Ties = TieHandling.Exact }, cancellationToken: TestContext.Current.CancellationToken).Residuals();
        Assert.Throws<NotSupportedException>(residuals.Score);
        Assert.Throws<NotSupportedException>(residuals.Dfbeta);
        Assert.Throws<NotSupportedException>(residuals.Schoenfeld);
        Assert.Throws<NotSupportedException>(residuals.ScaledSchoenfeld);
    }

    /// <summary>1e-10 of the column's root mean square, which is what a residual near 0 can be right to.</summary>
    private static void Check(JsonProperty kind, double[] actual, int width)
    {
        var first = kind.Value.GetProperty("first5").EnumerateArray().Select(SurvivalReference.Numbers).ToArray();
        var sums = SurvivalReference.Numbers(kind.Value.GetProperty("colsum"));
        var squares = SurvivalReference.Numbers(kind.Value.GetProperty("colsumsq"));
        var n = kind.Value.GetProperty("n").GetInt32();
        Assert.Equal(n * width, actual.Length);
        for (var j = 0; j < width; j++)
        {
            var column = Enumerable.Range(0, n).Select(i => actual[(i * width) + j]).ToArray();
            var unit = Math.Sqrt(squares[j] / n);
            var what = $"{kind.Name} of column {j}";
            Reference.Close(squares[j], column.Sum(v => v * v), 1e-10, what + ", sum of squares");
            Assert.Equal(sums[j] / (n * unit), column.Sum() / (n * unit), 1e-10);
            for (var i = 0; i < first.Length; i++)
            {
                Assert.True(Math.Abs(first[i][j] - column[i]) <= 1e-10 * unit, $"{what}, row {i}: expected {first[i][j]:R}, got {column[i]:R}");
            }
        }
    }
}
