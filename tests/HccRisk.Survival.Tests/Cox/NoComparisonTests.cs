using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Tests.Cox;

/// <summary>Where nobody else is at risk at an event, the partial likelihood is 1 whatever the coefficients: there is no fit that converged.</summary>
public sealed class NoComparisonTests
{
    [Fact]
    public void Fit_OneRow_DidNotConverge() => AssertNothing(Fit([1], 1, new SurvivalOutcome([5], [1])));

    [Fact]
    public void Fit_EveryRowItsOwnStratum_DidNotConverge() =>
        AssertNothing(Fit([1, 3, 2], 1, new SurvivalOutcome([1, 2, 3], [1, 1, 0]), new CoxRows { Strata = [0, 1, 2] }));

    [Fact]
    public void Fit_LastRowAloneHasTheEvent_DidNotConverge() =>
        AssertNothing(Fit([1, 3, 2], 1, new SurvivalOutcome([1, 2, 3], [0, 0, 1])));

    [Fact]
    public void Fit_RowsThatFollowEachOther_DidNotConverge() =>
        AssertNothing(Fit([1, 3, 2], 1, new SurvivalOutcome([1, 2, 3], [1, 1, 1]).WithEntries([0, 1, 2])));

    [Fact]
    public void Fit_OneRowWithAPenalty_DidNotConverge() =>
        AssertNothing(Fit([1, 2], 2, new SurvivalOutcome([5], [1]), options: new CoxOptions { Ridge = 1 }));

    [Fact]
    public void Fit_TwoAtRiskAtOneEvent_Compares()
    {
        // x decides who had the event first in one stratum and not in the other: log odds 0.
        var model = Fit([1, 0, 0, 1, 5], 1, new SurvivalOutcome([1, 2, 1, 2, 9], [1, 0, 1, 0, 1]), new CoxRows { Strata = [0, 0, 1, 1, 2] });
        Assert.True(model.Converged);
        Assert.Equal(0, model.Coefficients[0], 1e-9);
        Assert.True(Fit([1, 0, 2], 1, new SurvivalOutcome([1, 2, 3], [1, 1, 0]).WithEntries([0, 1, 1])).Warnings.All(w => !w.Contains("nothing to compare", StringComparison.Ordinal)));
    }

    [Fact]
    public void Trainer_EveryRowItsOwnStratum_DidNotConverge()
    {
        var ml = new MLContext(seed: 1);
        var rows = TrainingData.Make(12, 1, 3);
        for (var i = 0; i < rows.Count; i++)
        {
            rows[i].Site = FormattableString.Invariant($"S{i}");
        }

        var function = ml.Survival.Trainers.Cox(new CoxTrainerOptions { StrataColumn = "Site" }).Fit(TrainingData.View(ml, rows, ["x0"])).Function;
        Assert.False(function.Converged);
        Assert.Contains(function.Warnings, w => w.StartsWith("There is nothing to compare", StringComparison.Ordinal));
    }

    private static CoxModel Fit(double[] x, int columns, SurvivalOutcome outcome, CoxRows? rows = null, CoxOptions? options = null) =>
        CoxModel.Fit(x, columns, outcome, rows ?? new CoxRows(), options, cancellationToken: TestContext.Current.CancellationToken);

    private static void AssertNothing(CoxModel model)
    {
        Assert.False(model.Converged);
        Assert.StartsWith("There is nothing to compare", Assert.Single(model.Warnings), StringComparison.Ordinal);
    }
}
