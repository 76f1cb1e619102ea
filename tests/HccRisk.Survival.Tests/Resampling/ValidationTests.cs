using CsCheck;
using HccRisk.Survival.CutPoints;
using HccRisk.Survival.Data;
using HccRisk.Survival.Resampling;

namespace HccRisk.Survival.Tests.Resampling;

public class ValidationTests
{
    [Fact]
    public void Stratified_AnyCohort_PartitionsAndBalances() => Gen.Select(Simulated.Cohorts, Gen.Int[2, 5], Gen.Int[0, 1000]).Sample((cohort, k, seed) =>
    {
        var outcome = new SurvivalOutcome(cohort.Times, cohort.Events);
        var folds = Folds.Stratified(outcome, k, 2, seed);
        Assert.Equal(2 * k, folds.Count);
        foreach (var repeat in folds.GroupBy(f => f.Repeat))
        {
            Assert.Equal(Enumerable.Range(0, outcome.Count), repeat.SelectMany(f => f.Test).Order());
            foreach (var code in new[] { 0, 1, 2 })
            {
                var counts = repeat.Select(f => f.Test.Count(i => cohort.Events[i] == code)).ToArray();
                Assert.InRange(counts.Max() - counts.Min(), 0, 1);
            }
        }

        Assert.All(folds, f => Assert.Equal(outcome.Count, f.Test.Union(f.Training).Count()));
        Assert.Equal(folds.SelectMany(f => f.Test), Folds.Stratified(outcome, k, 2, seed).SelectMany(f => f.Test));
    });

    [Fact]
    public void Stratified_Groups_StayTogether() => Simulated.Cohorts.Sample(cohort =>
    {
        int[] patients = [.. Enumerable.Range(0, cohort.Times.Length).Select(i => i / 2)];
        foreach (var fold in Folds.Stratified(new SurvivalOutcome(cohort.Times, cohort.Events), 2, 1, 3, patients))
        {
            Assert.Empty(fold.Test.Select(i => patients[i]).Intersect(fold.Training.Select(i => patients[i])));
        }
    });

    [Fact]
    public void Stratified_DifferentSeeds_GiveDifferentFolds()
    {
        var (outcome, _) = Simulated.Cox(50, 1, 1);
        Assert.NotEqual(Folds.Stratified(outcome, 5, 1, 1)[0].Test, Folds.Stratified(outcome, 5, 1, 2)[0].Test);
        Assert.NotEqual(Folds.Stratified(outcome, 5, 2, 1)[0].Test, Folds.Stratified(outcome, 5, 2, 1)[5].Test);
        Assert.Contains("3 patients cannot be split into 4", Assert.Throws<ArgumentException>(() => Folds.Stratified(new SurvivalOutcome([1, 2, 3], [1, 0, 1]), 4)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RiskGroups_Tertiles_AreFrozen()
    {
        var groups = RiskGroups.Tertiles([6, 1, 2, 3, 4, 5, 7]);
        Assert.Equal([3, 5], groups.Cuts);
        Assert.Equal([0, 0, 1, 1, 2], groups.Assign([-9, 3, 3.1, 5, 5.1]));
        Assert.Equal(3.5, RiskGroups.Median([1, 2, 5, 6]).Cuts[0]);
        Assert.Equal([2.5], RiskGroups.Quantiles([1, 2, 3, 4], 0.5).Cuts);
        Assert.Contains("tied", Assert.Throws<ArgumentException>(() => RiskGroups.Tertiles([1, 1, 1, 1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => groups.Assign(double.NaN));
        var read = System.Text.Json.JsonSerializer.Deserialize<RiskGroups>(System.Text.Json.JsonSerializer.Serialize(groups))!;
        Assert.Equal(groups.Cuts, read.Cuts);
        Assert.Equal(groups.Rule, read.Rule);
    }

    /// <summary>The bootstrap error of a mean is the standard deviation over root n: within 10 % at 2,000 replicates (their own error is 1.6 %).</summary>
    [Fact]
    public void Interval_Mean_HasTheKnownErrorAndRepeats()
    {
        var values = Enumerable.Range(0, 100).Select(i => (double)i).ToArray();
        double Mean(ReadOnlyMemory<int> rows)
        {
            double sum = 0;
            foreach (var row in rows.Span)
            {
                sum += values[row];
            }

            return sum / rows.Length;
        }

        var first = Bootstrap.Interval(100, Mean, 2000, 5, cancellationToken: TestContext.Current.CancellationToken);
        var second = Bootstrap.Interval(100, Mean, 2000, 5, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(first.Replicates, second.Replicates);
        Assert.Equal(49.5, first.Estimate);
        var error = Math.Sqrt(values.Average(v => (v - 49.5) * (v - 49.5)) / 100);
        Assert.InRange(first.StandardError / error, 0.9, 1.1);
        Assert.InRange((first.Upper - first.Lower) / (2 * 1.96 * error), 0.9, 1.1);
        Assert.Equal(2000, Bootstrap.Interval(100, _ => double.NaN, 2000, 5, cancellationToken: TestContext.Current.CancellationToken).Failed);
    }
}
