using CsCheck;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Tests.Curves;

/// <summary>
/// Entry times and case weights of the log-rank family and of cumulative incidence.
/// </summary>
/// <remarks>
/// Numbers of R 4.2.2, survival 3.5-3, on the 16 rows below (t0, t1, e, g, st, w): the score test of
/// <c>coxph(Surv(t0, t1, e &gt; 0) ~ factor(g) [+ strata(st)], ties = "exact")</c>, and pstate and std.err of
/// <c>survfit(Surv(t0, t1, factor(e)) ~ 1, id = 1:16 [, weights = w])</c>.
/// </remarks>
public class EntryAndWeightTests
{
    private static readonly double[] Entries = [0, 0, 1, 0, 3, 2, 3, 4, 0, 5, 6, 5, 1, 2, 0, 7];
    private static readonly double[] Times = [2, 3, 3, 4, 5, 5, 6, 7, 8, 9, 9, 10, 8, 4, 6, 11];
    private static readonly int[] Events = [0, 1, 2, 1, 0, 2, 1, 1, 0, 1, 2, 0, 2, 1, 1, 2];
    private static readonly int[] Groups = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0];
    private static readonly int[] Strata = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1];
    private static readonly double[] Weights = [1.5, 0.7, 1, 2.2, 0.4, 1.1, 1.9, 0.3, 1, 1.2, 0.8, 2.5, 0.6, 1.3, 1, 0.9];

    // Of each kind of outcome: event-free, cause 1 and cause 2, each with its standard error.
    private static readonly Dictionary<string, double[][]> Curves = new()
    {
        ["weights"] =
        [
            [1, 0.899408284023669, 0.692307692307692, 0.627218934911243, 0.448891982828634, 0.430444367095951, 0.393549135630584, 0.247790196508145, 0.247790196508145, 0],
            [0, 0.0709826232798639, 0.137663490904571, 0.142081204142682, 0.148140083679591, 0.148031051259407, 0.147742217478661, 0.150262071943443, 0.150262071943443, 0],
            [0, 0.0414201183431953, 0.248520710059172, 0.248520710059172, 0.42684766214178, 0.445295277874463, 0.445295277874463, 0.532750641347926, 0.532750641347926, 0.532750641347926],
            [0, 0.0414874993931154, 0.132965178538859, 0.132965178538859, 0.149809994088402, 0.149571840209155, 0.149571840209155, 0.154206967143266, 0.154206967143266, 0.154206967143266],
            [0, 0.0591715976331361, 0.0591715976331361, 0.124260355029586, 0.124260355029586, 0.124260355029586, 0.161155586494953, 0.219459162143928, 0.219459162143928, 0.467249358652074],
            [0, 0.0582097333864232, 0.0582097333864232, 0.0845233592739081, 0.0845233592739081, 0.0845233592739081, 0.0918915128506763, 0.107937010346028, 0.107937010346028, 0.154206967143266],
        ],
        ["entries"] =
        [
            [1, 0.75, 0.5625, 0.482142857142857, 0.344387755102041, 0.286989795918367, 0.239158163265306, 0.119579081632653, 0.119579081632653, 0],
            [0, 0.153093108923949, 0.155466787047909, 0.146449180356579, 0.122872569635947, 0.115927159275454, 0.0950904313210012, 0.0748132170396975, 0.0748132170396975, 0],
            [0, 0.125, 0.3125, 0.3125, 0.450255102040816, 0.50765306122449, 0.50765306122449, 0.567442602040816, 0.567442602040816, 0.567442602040816],
            [0, 0.116926793336686, 0.147405955188384, 0.147405955188384, 0.144220746514341, 0.14587508355052, 0.14587508355052, 0.141733038023649, 0.141733038023649, 0.141733038023649],
            [0, 0.125, 0.125, 0.205357142857143, 0.205357142857143, 0.205357142857143, 0.253188775510204, 0.312978316326531, 0.312978316326531, 0.432557397959184],
            [0, 0.116926793336686, 0.116926793336686, 0.12895472821756, 0.12895472821756, 0.12895472821756, 0.12877206337862, 0.135947786107944, 0.135947786107944, 0.141733038023649],
        ],
        ["both"] =
        [
            [1, 0.808988764044944, 0.510940272028386, 0.42172847849962, 0.277844644658573, 0.264820676940203, 0.242121761773899, 0.152447035190974, 0.152447035190974, 0],
            [0, 0.130242655363361, 0.162466631095472, 0.154557681791428, 0.10517055998465, 0.104059634348172, 0.0978638738639143, 0.0944396176341303, 0.0944396176341303, 0],
            [0, 0.0786516853932584, 0.376700177409817, 0.376700177409817, 0.520584011250864, 0.533607978969234, 0.533607978969234, 0.58741281491899, 0.58741281491899, 0.58741281491899],
            [0, 0.0782185589160518, 0.172835563774194, 0.172835563774194, 0.151836324170574, 0.15179095072151, 0.15179095072151, 0.150952126750238, 0.150952126750238, 0.150952126750238],
            [0, 0.112359550561798, 0.112359550561798, 0.201571344090563, 0.201571344090563, 0.201571344090563, 0.224270259256867, 0.260140149890037, 0.260140149890037, 0.412587185081011],
            [0, 0.107865215822718, 0.107865215822718, 0.129014712804859, 0.129014712804859, 0.129014712804859, 0.128584450666094, 0.131857125238311, 0.131857125238311, 0.150952126750238],
        ],
    };

    [Fact]
    public void LogRank_EntryTimes_EqualsTheScoreTestOfTheExactCoxLikelihood()
    {
        var outcome = new SurvivalOutcome(Times, Events).WithEntries(Entries);
        Assert.Equal(1.35573666766138, LogRank.Test(outcome, Groups).Test.Statistic, 1e-12);
        Assert.Equal(0.135694821419426, LogRank.Test(outcome, Groups, Strata).Test.Statistic, 1e-12);
        Assert.Equal(0.0238962070563315, LogRank.Test(outcome, [.. Groups.Select(g => Math.Min(g, 1))]).Test.Statistic, 1e-12);
    }

    [Fact]
    public void LogRank_EntryTimesWithoutTies_EqualsOurCoxScoreTest()
    {
        var (outcome, x) = Simulated.Cox(200, 1, 3);
        outcome = outcome.WithEntries([.. outcome.Times.ToArray().Select((t, i) => i % 3 == 0 ? 0 : t * (i % 7) / 8)]);
        int[] groups = [.. x.Select(v => v > 0 ? 1 : 0)];
        var cox = CoxModel.Fit([.. groups.Select(g => (double)g)], 1, outcome, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(cox.ScoreTest!.Statistic, LogRank.Test(outcome, groups).Test.Statistic, 1e-9);
    }

    [Fact]
    public void LogRank_WholeWeights_EqualReplicatedRows() => Simulated.Cohorts.Sample(cohort =>
    {
        int[] groups = [.. cohort.Score.Select(s => s > 0 ? 1 : 0)];
        if (groups.Distinct().Count() < 2)
        {
            return;
        }

        double[] copies = [.. cohort.Score.Select((s, i) => (double)((int)Math.Abs(2 * s) + i % 2))];
        copies[0] = 2;
        int[] rows = [.. Enumerable.Range(0, copies.Length).SelectMany(i => Enumerable.Repeat(i, (int)copies[i]))];
        int[] chosen = [.. rows.Select(i => groups[i])];
        if (chosen.Distinct().Count() < 2)
        {
            return;
        }

        var outcome = new SurvivalOutcome(cohort.Times, cohort.Events).WithEntries([.. cohort.Times.Select((t, i) => i % 2 == 0 ? 0 : t - 1)]);
        foreach (var weights in (LogRankWeights[])[LogRankWeights.Equal, LogRankWeights.Gehan, LogRankWeights.FlemingHarrington(1, 0.5)])
        {
            var weighted = LogRank.Test(outcome.WithWeights(copies), groups, weights);
            var replicated = LogRank.Test(outcome.Select(rows), chosen, weights);
            for (var g = 0; g < 2; g++)
            {
                Assert.Equal(replicated.Groups[g].Observed, weighted.Groups[g].Observed, 1e-9);
                Assert.Equal(replicated.Groups[g].Expected, weighted.Groups[g].Expected, 1e-9);
            }

            Assert.Equal(replicated.Covariance(0, 0), weighted.Covariance(0, 0), 1e-9 * Math.Max(1, replicated.Covariance(0, 0)));
        }
    });

    [Fact]
    public void LogRank_RowsCutIntoPieces_GiveTheSameTest() => Simulated.Cohorts.Sample(cohort =>
    {
        int[] groups = [.. cohort.Score.Select(s => s > 0 ? 1 : 0)];
        if (groups.Distinct().Count() < 2)
        {
            return;
        }

        var cut = Array.ConvertAll(cohort.Times, t => t / 3);
        var pieces = new SurvivalOutcome([.. cut, .. cohort.Times], [.. cut.Select(_ => 0), .. cohort.Events]).WithEntries([.. cut.Select(_ => 0d), .. cut]);
        var whole = LogRank.Test(new SurvivalOutcome(cohort.Times, cohort.Events), groups, LogRankWeights.PetoPeto);
        var statistic = LogRank.Test(pieces, [.. groups, .. groups], LogRankWeights.PetoPeto).Test.Statistic;
        if (double.IsNaN(whole.Test.Statistic))
        {
            // Not estimable either way.
            Assert.Equal(double.NaN, statistic);
            return;
        }

        Assert.Equal(whole.Test.Statistic, statistic, 1e-9 * Math.Max(1, whole.Test.Statistic));
    });

    [Fact]
    public void LogRank_WeightsThatAreNotWhole_AreRefusedByName() => Assert.Contains(
        "Weight 0 is 1.5: the log-rank test takes weights as numbers of patients",
        Assert.Throws<NotSupportedException>(() => LogRank.Test(new SurvivalOutcome(Times, Events).WithWeights(Weights), Groups)).Message,
        StringComparison.Ordinal);

    [Fact]
    public void LogRank_PooledCurveZeroBeforeTheLastEvent_IsRefusedForNegativeRhoOnly()
    {
        var outcome = new SurvivalOutcome([1, 2, 5, 6], [1, 1, 1, 1]).WithEntries([0, 0, 3, 3]);
        Assert.Contains("The pooled curve is 0 before the event at 5", Assert.Throws<NotSupportedException>(() => LogRank.Test(outcome, [0, 1, 0, 1], rho: -1)).Message, StringComparison.Ordinal);
        Assert.True(double.IsFinite(LogRank.Test(outcome, [0, 1, 0, 1], rho: 1).Test.Statistic));
    }

    [Theory]
    [InlineData("weights")]
    [InlineData("entries")]
    [InlineData("both")]
    public void AalenJohansen_WeightsAndEntryTimes_EqualSurvfit(string kind)
    {
        var outcome = new SurvivalOutcome(Times, Events);
        outcome = kind == "weights" ? outcome : outcome.WithEntries(Entries);
        outcome = kind == "entries" ? outcome : outcome.WithWeights(Weights);
        var curves = AalenJohansen.Fit(outcome);
        var expected = Curves[kind];
        Reference.Close([2, 3, 4, 5, 6, 7, 8, 9, 10, 11], curves.Times, 0, "time");
        Reference.Close(expected[0], curves.EventFree, 1e-12, "event-free");
        Reference.Close(expected[1], curves.EventFreeErrors, 1e-10, "se of event-free");
        for (var cause = 1; cause <= 2; cause++)
        {
            Reference.Close(expected[2 * cause], curves.Incidence(cause), 1e-12, $"incidence {cause}");
            Reference.Close(expected[2 * cause + 1], curves.StandardErrors(cause), 1e-10, $"se {cause}");
        }
    }

    [Fact]
    public void AalenJohansen_WholeWeights_GiveTheIncidenceOfReplicatedRows() => Simulated.Cohorts.Sample(cohort =>
    {
        var outcome = new SurvivalOutcome(cohort.Times, cohort.Events);
        int[] copies = [.. cohort.Score.Select(s => 1 + (int)Math.Abs(s))];
        var weighted = AalenJohansen.Fit(outcome.WithWeights(Array.ConvertAll(copies, c => (double)c)));
        var replicated = AalenJohansen.Fit(outcome.Select([.. Enumerable.Range(0, copies.Length).SelectMany(i => Enumerable.Repeat(i, copies[i]))]));
        Assert.Equal(replicated.EventFree, weighted.EventFree);
        foreach (var cause in weighted.Causes)
        {
            Reference.Close(replicated.Incidence(cause), weighted.Incidence(cause), 1e-12, "incidence");
        }
    });

    [Fact]
    public void Gray_EntryTimesOrWeights_AreRefused()
    {
        var outcome = new SurvivalOutcome(Times, Events);
        Assert.Contains("Gray's test does not use entry times", Assert.Throws<NotSupportedException>(() => GrayTest.Test(outcome.WithEntries(Entries), Groups, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("Gray's test does not use case weights", Assert.Throws<NotSupportedException>(() => GrayTest.Test(outcome.WithWeights(Weights), Groups, 1)).Message, StringComparison.Ordinal);
    }
}
