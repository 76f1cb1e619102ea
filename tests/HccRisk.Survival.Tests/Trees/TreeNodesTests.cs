using System.Text.Json;
using HccRisk.Survival.Trees;

namespace HccRisk.Survival.Tests.Trees;

public sealed class TreeNodesTests
{
    private static readonly TreeNodes Tree = new()
    {
        Feature = [0, 1],
        Threshold = [1.5, 0],
        MissingLeft = [false, true],
        Left = [~0, ~1],
        Right = [1, ~2],
        Categories = [null, [2, 5]],
        Cover = [10, 6],
        LeafCover = [4, 3, 3],
    };

    [Theory]
    [InlineData(1.5, 0, 0)]
    [InlineData(1.6, 5, 1)]
    [InlineData(1.6, 3, 2)]
    [InlineData(1.6, 2.5, 2)]
    [InlineData(double.NaN, 2, 1)]
    [InlineData(double.NaN, double.NaN, 1)]
    [InlineData(double.NegativeInfinity, 2, 0)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity, 2)]
    public void LeafOf_ValuesMissingAndCategories_FollowsTheNodes(double first, double second, int leaf) =>
        Assert.Equal(leaf, Tree.LeafOf([first, second]));

    [Fact]
    public void LeafOf_NoInnerNode_IsTheOneLeaf()
    {
        var tree = new TreeNodes { LeafCover = [7] };
        tree.Validate(0);
        Assert.Equal(1, tree.Leaves);
        Assert.Equal(0, tree.LeafOf([]));
    }

    [Fact]
    public void Json_RoundTrip_GivesTheSameLeaves()
    {
        var read = JsonSerializer.Deserialize<TreeNodes>(JsonSerializer.Serialize(Tree))!;
        read.Validate(2);
        Assert.Equal(Tree.LeafOf([2, 5]), read.LeafOf([2, 5]));
        Assert.Equal(Tree.LeafCover, read.LeafCover);
    }

    [Fact]
    public void Validate_FaultyArrays_SaysWhat()
    {
        Tree.Validate(2);
        Assert.Contains("input 1 of 1", Assert.Throws<ArgumentException>(() => Tree.Validate(1)).Message, StringComparison.Ordinal);
        Assert.Contains("Threshold", Assert.Throws<ArgumentException>(() => (Tree with { Threshold = [1] }).Validate(2)).Message, StringComparison.Ordinal);
        Assert.Contains("child 0", Assert.Throws<ArgumentException>(() => (Tree with { Right = [0, ~2] }).Validate(2)).Message, StringComparison.Ordinal);
        Assert.Contains("child -2", Assert.Throws<ArgumentException>(() => (Tree with { Left = [~1, ~1] }).Validate(2)).Message, StringComparison.Ordinal);
    }
}
