using HccRisk.Studies.Synthetic;
using Xunit;

namespace HccRisk.Studies.Tests.Synthetic;

public sealed class SyntheticTruthTests
{
    [Fact]
    public void Ladder_ManyPatients_IsThePublishedOne()
    {
        double[] published = [.650, .763, .718, .770, .825, .661];
        var ladder = SyntheticTruth.Ladder(200_000, 7);
        Assert.Equal(published.Length, ladder.Count);
        for (var i = 0; i < published.Length; i++)
        {
            // The published ladder has n = 20,000: a standard error of about .006 on top of ours of .002.
            Assert.True(Math.Abs(ladder[i].Population - published[i]) <= .01, $"{ladder[i]} against {published[i]}");
        }
    }

    [Fact]
    public void Ladder_SameSeed_SameFigures() =>
        Assert.Equal(SyntheticTruth.Ladder(5_000, 3), SyntheticTruth.Ladder(5_000, 3));

    [Fact]
    public void Ladder_OfACohort_AddsItsExternalPatients()
    {
        var ladder = SyntheticTruth.Ladder(1_000, 7, new SyntheticOptions { External = 9_000 });
        var large = SyntheticTruth.Ladder(200_000, 7);
        for (var i = 0; i < ladder.Count; i++)
        {
            // Site shifts do not touch the hazards: some 900 cases, standard error .01, three of them.
            Assert.Equal(large[i].Population, ladder[i].External!.Value, .03);
            Assert.Null(large[i].External);
        }
    }

    [Fact]
    public void Ladder_CohortWithoutExternalPatients_IsNaN() =>
        Assert.All(SyntheticTruth.Ladder(1_000, 7, new SyntheticOptions { External = 0 }), r => Assert.Equal(double.NaN, r.External));

    [Fact]
    public void Ladder_TooFewPatients_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticTruth.Ladder(10));

    [Fact]
    public void Auc_TiesAndLeftOut_CountPairsByHand()
    {
        // Cases 3, 2; controls 1, 2, 2; one label left out: pairs won 3 + 1, tied 2 of 6.
        double[] scores = [3, 2, 1, 2, 2, 9];
        sbyte[] labels = [1, 1, 0, 0, 0, -1];
        Assert.Equal((4 + 1) / 6.0, SyntheticTruth.Auc(scores, labels), 1e-15);
    }

    [Fact]
    public void Auc_ManyTies_DoesNotOverflow()
    {
        var labels = Enumerable.Range(0, 300_000).Select(i => (sbyte)(i % 2)).ToArray();
        Assert.Equal(.5, SyntheticTruth.Auc(new double[labels.Length], labels), 1e-12);
    }
}
