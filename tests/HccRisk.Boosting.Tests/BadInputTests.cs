using HccRisk.Survival.Data;

namespace HccRisk.Boosting.Tests;

/// <summary>
/// Rows that teach little or nothing: a named error or a stated behaviour, never a NaN score and never a silent null model.
/// </summary>
public sealed class BadInputTests
{
    private static readonly BoostingOptions Small = new() { Folds = 5, Rounds = 60, LearningRate = 0.1 };

    [Fact]
    public void Fit_MoreFeaturesThanRows_StaysFinite()
    {
        var rows = Simulated.Make(80, 500, 1, x => 2 * x[0]);
        var result = Simulated.Fit(Simulated.Matrix(rows), Simulated.Names(500), Simulated.Outcome(rows), options: Small with { MinimumRows = 10 });

        Assert.All(rows, r => Assert.True(double.IsFinite(result.Trees.Score([.. r.Features.Select(f => (double)f)]))));
        Assert.All(result.OutOfFold, s => Assert.True(double.IsFinite(s)));
    }

    [Fact]
    public void Fit_ConstantDuplicatedAndMissingColumns_AreNotInTheWay()
    {
        var rows = Simulated.Make(300, 5, 2, x => 2 * x[0]);
        foreach (var row in rows)
        {
            (row.Features[1], row.Features[2], row.Features[3]) = (7, row.Features[0], float.NaN);
        }

        var trees = Simulated.Fit(Simulated.Matrix(rows), Simulated.Names(5), Simulated.Outcome(rows), options: Small).Trees;

        var splits = trees.Splits(5);
        Assert.True(splits[0] + splits[2] > 10);
        Assert.Equal(0, splits[1] + splits[3]);
    }

    [Theory]
    [InlineData(3f)]
    [InlineData(float.NaN)]
    public void Fit_NoFeatureVaries_IsNamed(float value)
    {
        var rows = Simulated.Make(100, 2, 3, _ => 0);
        rows.ForEach(r => Array.Fill(r.Features, value));
        var exception = Assert.Throws<InvalidOperationException>(() => Simulated.Fit(Simulated.Matrix(rows), Simulated.Names(2), Simulated.Outcome(rows), options: Small));
        Assert.Contains("None of the 2 features tells rows apart", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_FewerEventsThanFolds_NamesTheFold()
    {
        var rows = Simulated.Make(100, 2, 4, _ => 0);
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].Event = i < 3 ? 1 : 0;
        }

        var exception = Assert.Throws<NoEventsException>(() => Simulated.Fit(Simulated.Matrix(rows), Simulated.Names(2), Simulated.Outcome(rows), options: Small));
        Assert.Contains("without an event", exception.Message, StringComparison.Ordinal);
        Assert.Contains("use fewer folds", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_OneTimeOnly_HasNoRanksAndSaysSo()
    {
        // Everybody has the event at one time: each cut changes what is expected, but no order of the scores is likelier (Breslow) than
        // none.
        var rows = Simulated.Make(100, 2, 5, x => x[0]);
        rows.ForEach(r => (r.Time, r.Event) = (5, 1));
        var result = Simulated.Fit(Simulated.Matrix(rows), Simulated.Names(2), Simulated.Outcome(rows), options: Small);

        Assert.All(rows, r => Assert.True(double.IsFinite(result.Trees.Score([.. r.Features.Select(f => (double)f)]))));
        Assert.Empty(result.Trees.Trees);
        Assert.Contains(result.Warnings, w => w.StartsWith("The model has no trees", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_TiesOnly_LearnsFromThem()
    {
        var rows = Simulated.Make(400, 2, 6, x => 2 * x[0], step: 12);
        Assert.True(rows.Select(r => r.Time).Distinct().Count() <= 6);
        var trees = Simulated.Fit(Simulated.Matrix(rows), Simulated.Names(2), Simulated.Outcome(rows), options: Small).Trees;

        Assert.True(trees.Score([0.8, 0]) > trees.Score([-0.8, 0]) + 0.5);
    }

    [Fact]
    public void Fit_TooFewRowsForTwoLeaves_SaysThatNothingCanBeCut()
    {
        var rows = Simulated.Make(30, 2, 7, x => x[0]);
        var result = Simulated.Fit(Simulated.Matrix(rows), Simulated.Names(2), Simulated.Outcome(rows), options: Small with { Folds = 0 });

        Assert.Empty(result.Trees.Trees);
        Assert.Contains(result.Warnings, w => w.Contains("no cut leaves enough rows", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_FewCompetingEvents_UsesTheirAverageHazardAndSaysSo()
    {
        var rows = Simulated.Make(200, 2, 8, x => x[0]);
        rows[0].Event = rows[5].Event = 2;
        var result = Simulated.Fit(Simulated.Matrix(rows), Simulated.Names(2), Simulated.Outcome(rows), options: Small);

        Assert.Null(result.CompetingTrees);
        Assert.Contains(result.Warnings, w => w.StartsWith("2 events of competing causes are too few", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1.5)]
    [InlineData(-1)]
    [InlineData(40000)]
    public void Fit_CategoryThatIsNoCode_NamesRowAndValue(double value)
    {
        var rows = Simulated.Make(100, 2, 9, x => x[0]);
        var x = Simulated.Matrix(rows);
        for (var i = 0; i < 100; i++)
        {
            x[(2 * i) + 1] = i % 3;
        }

        x[15] = value;
        var exception = Assert.Throws<ArgumentException>(() =>
            Simulated.Fit(x, Simulated.Names(2), Simulated.Outcome(rows), options: Small with { Categorical = ["f1"] }));
        Assert.Contains(FormattableString.Invariant($"'f1' is {value} in row 7"), exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_UnknownName_SaysWhatIsNear()
    {
        var rows = Simulated.Make(100, 2, 9, x => x[0]);
        var exception = Assert.Throws<ArgumentException>(() =>
            Simulated.Fit(Simulated.Matrix(rows), ["albumin", "size"], Simulated.Outcome(rows), options: Small with { Increasing = ["albumine"] }));
        Assert.Contains("'albumine', which is no feature", exception.Message, StringComparison.Ordinal);
        Assert.Contains("albumin", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_SeveralFaults_ListsAll()
    {
        var options = new BoostingOptions { Rounds = 0, LearningRate = 2, Folds = 1, Increasing = ["a"], Categorical = ["a"] };
        var exception = Assert.Throws<ArgumentException>(options.Validate);
        Assert.All(["Rounds is 0", "LearningRate is 2", "Folds is 1", "'a' is named twice"], part => Assert.Contains(part, exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_Cancelled_Stops()
    {
        var rows = Simulated.Make(100, 2, 9, x => x[0]);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            BoostedCox.Fit(Simulated.Matrix(rows), Simulated.Names(2), Simulated.Outcome(rows), options: Small, cancellationToken: new CancellationToken(canceled: true)));
    }
}
