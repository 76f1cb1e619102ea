using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CutPoints;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.HypothesisTests;
using HccRisk.Survival.Selection;
using HccRisk.Survival.Tests.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Tests.Data;

/// <summary>A cause that nobody had is no cohort that is censored throughout: the message names it and the codes there are.</summary>
public sealed class AbsentCauseTests
{
    private const string Reason = "none of 4 patients had cause 3; the causes that occur are 1, 2";

    private static readonly SurvivalOutcome Outcome = new SurvivalOutcome([1, 2, 3, 4], [1, 2, 0, 1]).WithCause(3);

    [Fact]
    public void EveryMethod_CauseNobodyHad_NamesTheCauseAndTheCodes()
    {
        double[] x = [1, 3, 2, 4];
        Assert.Equal($"A Cox model needs events: {Reason}.", Assert.Throws<NoEventsException>(() => Fit(x, Outcome)).Message);
        Assert.Equal($"A log-rank test needs events: {Reason}.", Assert.Throws<NoEventsException>(() => LogRank.Test(Outcome, [0, 1, 0, 1])).Message);
        Assert.Contains(Reason, Concordance.Harrell(Outcome, x).Estimate.NotEstimable, StringComparison.Ordinal);
        Assert.Contains(Reason, CutPoint.Find(Outcome, x).NotEstimable, StringComparison.Ordinal);
    }

    [Fact]
    public void Cox_RowsEntriesAndWeightsTaken_KeepsTheReason()
    {
        var part = Outcome.WithEntries([0, 0, 0, 0]).WithWeights([1, 1, 1, 2]).Select([1, 2]);
        Assert.Contains(
            "none of 2 patients had cause 3; the causes that occur are 2.",
            Assert.Throws<NoEventsException>(() => Fit([1, 3], part)).Message,
            StringComparison.Ordinal);
        Assert.Contains("all 1 patients are censored", Assert.Throws<NoEventsException>(() => Fit([1], Outcome.Select([2]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Trainers_CauseNobodyHad_NameTheCauseAndTheCodes()
    {
        var ml = new MLContext(seed: 1);
        var data = TrainingData.View(ml, TrainingData.Make(60, 2, 1), ["x0", "x1"]);
        const string Text = "none of 60 patients had cause 3; the causes that occur are 1, 2";
        Assert.Contains(Text, Assert.Throws<NoEventsException>(() => ml.Survival.Trainers.Cox(new CoxTrainerOptions { Cause = 3 }).Fit(data)).Message, StringComparison.Ordinal);
        Assert.Contains(Text, Assert.Throws<NoEventsException>(() => ml.Survival.SelectFeatures(new FeatureSelectorOptions { Cause = 3 }).Fit(data)).Message, StringComparison.Ordinal);
    }

    private static CoxModel Fit(double[] x, SurvivalOutcome outcome) => CoxModel.Fit(x, 1, outcome, cancellationToken: TestContext.Current.CancellationToken);
}
