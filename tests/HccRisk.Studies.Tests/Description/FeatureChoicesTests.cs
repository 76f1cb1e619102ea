using HccRisk.Studies.Description;
using Xunit;

namespace HccRisk.Studies.Tests.Description;

public sealed class FeatureChoicesTests
{
    // The formula of Nogueira and others: 1 - mean of M/(M-1) p(1-p) over k/d (1 - k/d), by hand.
    [Fact]
    public void Of_ChoicesByHand_IsNogueirasIndex()
    {
        // The same two of four in each of three fits.
        Assert.Equal(1, FeatureChoices.Of("m", 4, 3, [3, 3]).Index!.Value, 12);

        // Two fits choose one of two inputs, each another: variance 2 * 1/4 for each, random 1/4.
        Assert.Equal(-1, FeatureChoices.Of("m", 2, 2, [1, 1]).Index!.Value, 12);

        // Three fits of four inputs chose {a, b}, {a, b}, {a, c}: (0 + 1.5 * 2/9 + 1.5 * 2/9 + 0) / 4 over 1/4.
        var mixed = FeatureChoices.Of("m", 4, 3, [3, 2, 1]);
        Assert.Equal(1 - ((2.0 / 3 / 4) / 0.25), mixed.Index!.Value, 12);
        Assert.Equal(2, mixed.MeanChosen, 12);
    }

    [Fact]
    public void Of_EverythingAlwaysChosen_HasNoIndex()
    {
        Assert.Null(FeatureChoices.Of("m", 2, 3, [3, 3]).Index);
        Assert.Null(FeatureChoices.Of("m", 2, 3, []).Index);
    }

    [Fact]
    public void Summary_NoFit_IsNone() => Assert.Null(new FeatureChoices().Summary(new Dictionary<string, int>()));
}
