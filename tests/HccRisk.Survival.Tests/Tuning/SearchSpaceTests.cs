using HccRisk.Survival.Data;
using HccRisk.Survival.Tuning.Search;
using HccRisk.Survival.Tuning.Spaces;

namespace HccRisk.Survival.Tests.Tuning;

public sealed class SearchSpaceTests
{
    private static readonly SearchSpace Tree = new SearchSpace()
        .Choice("kind", ["ridge", "spline"])
        .Real("penalty", 1e-3, 1e3, log: true)
        .Whole("knots", 3, 5, when: SearchSpace.When("kind", "spline"))
        .Real("degree", 0, 1, step: 0.25, when: SearchSpace.When("kind", "spline"));

    [Fact]
    public void Draw_ManyTimes_StaysOnItsStepsAndWithinItsConditions()
    {
        var random = new SplitMix(1, 2);
        var draws = Enumerable.Range(0, 2000).Select(_ => new TrialValues(Tree, RandomSearch.Draw(Tree, ref random))).ToList();

        Assert.All(draws, d => Assert.Equal(d.Choice("kind") == "spline", d.Has("knots")));
        Assert.All(draws, d => Assert.InRange(d.Real("penalty"), 1e-3, 1e3));
        var splines = draws.Where(d => d.Has("knots")).ToList();
        Assert.Equal([3, 4, 5], splines.Select(d => d.Whole("knots")).Distinct().Order());
        Assert.Equal([0, 0.25, 0.5, 0.75, 1], splines.Select(d => d.Real("degree")).Distinct().Order());

        // Half of the draws, each of the steps equally often, half of a log range below its middle: binomial, four standard deviations.
        Assert.InRange(splines.Count, 1000 - 90, 1000 + 90);
        Assert.All(splines.GroupBy(d => d.Whole("knots")), g => Assert.InRange(g.Count(), (splines.Count / 3) - 60, (splines.Count / 3) + 60));
        Assert.InRange(draws.Count(d => d.Real("penalty") < 1), 1000 - 90, 1000 + 90);
    }

    [Fact]
    public void SearchSpace_WithFaults_NamesThemAll()
    {
        var error = Assert.Throws<ArgumentException>(() => new SearchSpace(
            new RealDimension { Name = "a", Low = 1, High = 1 },
            new RealDimension { Name = "b", Low = 0, High = 1, Log = true },
            new RealDimension { Name = "c", Low = 0, High = 1, Step = 0.3 },
            new IntegerDimension { Name = "d", Low = 4, High = 2 },
            new CategoricalDimension { Name = "e", Choices = ["x", "x"] },
            new IntegerDimension { Name = "e", Low = 0, High = 2, When = new DimensionCondition("nobody", "x") }));

        Assert.All(["'a' goes from 1", "'b' goes from 0", "'c' has a step", "'d' goes from 4", "'e' has the choices", "called 'e'", "'nobody'"], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void TrialValues_AskedForWhatIsNotThere_SayWhatThereIs()
    {
        var values = new TrialValues(Tree, [0, 1, double.NaN, double.NaN]);

        Assert.Equal("kind = ridge, penalty = 1", values.ToString());
        Assert.Contains("'kind' in [spline]".Replace("'", string.Empty, StringComparison.Ordinal), Assert.Throws<ArgumentException>(() => values.Whole("knots")).Message, StringComparison.Ordinal);
        Assert.Contains("penalty", Assert.Throws<ArgumentException>(() => values.Real("nothing")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => values.Whole("penalty"));
    }
}
