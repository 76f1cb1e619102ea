using HccRisk.Studies.Planning;
using Xunit;

namespace HccRisk.Studies.Tests.Planning;

public sealed class StudyPlanTests
{
    private static readonly StudyPlanOptions Quick = new() { Repeats = 60, Development = [300], External = [150, 600], MaxParallelism = 1 };

    [Fact]
    public void PairedAuc_TiedScores_IsThatOfAllPairs()
    {
        double[] first = [1, 2, 2, 3, 5, 4, 4, 1, 0, 6, 9, 9];
        double[] second = [2, 2, 1, 4, 4, 5, 3, 1, 1, 7, 0, 9];
        sbyte[] labels = [0, 0, 1, 0, 1, 1, 0, 0, 0, 1, -1, -1];
        var paired = PairedAuc.Of(first, second, labels);

        // DeLong from the definition: the mean over pairs, and the variance of the means over each side's partners.
        int[] cases = [.. Enumerable.Range(0, 12).Where(i => labels[i] == 1)];
        int[] controls = [.. Enumerable.Range(0, 12).Where(i => labels[i] == 0)];
        double Win(double[] s, int a, int b) => s[a] > s[b] ? 1 : s[a] == s[b] ? .5 : 0;
        double Auc(double[] s) => cases.Average(a => controls.Average(b => Win(s, a, b)));
        double Gain(int a, int b) => Win(second, a, b) - Win(first, a, b);
        double Variance(IEnumerable<double> v) => v.Sum(x => (x - v.Average()) * (x - v.Average())) / (v.Count() - 1);
        var variance = (Variance(cases.Select(a => controls.Average(b => Gain(a, b)))) / cases.Length)
            + (Variance(controls.Select(b => cases.Average(a => Gain(a, b)))) / controls.Length);
        Assert.Equal(Auc(first), paired.First, 1e-12);
        Assert.Equal(Auc(second), paired.Second, 1e-12);
        Assert.Equal(variance, paired.Variance, 1e-12);
    }

    [Fact]
    public void PairedAuc_OneCase_SaysNothing() => Assert.True(double.IsNaN(PairedAuc.Of([1, 2, 3], [1, 2, 3], [1, 0, 0]).P));

    [Fact]
    public void Monotone_Violators_ArePooled() => Assert.Equal([.1, .25, .25, .25, .9], PowerSummary.Monotone([.1, .4, .25, .1, .9]), (a, b) => Math.Abs(a - b) < 1e-12);

    [Fact]
    public void Run_OneOrThreeThreads_GivesTheSame()
    {
        var (one, three) = (StudyPlan.Run(Quick, null, TestContext.Current.CancellationToken), StudyPlan.Run(Quick with { MaxParallelism = 3 }, null, TestContext.Current.CancellationToken));
        Assert.Equal(one.Cells, three.Cells);
        Assert.Equal(one.Needed, three.Needed);
    }

    /// <summary>Everything readable and many patients: the AUCs of the specification of the cohort, .763 with MRI and .825 with everything.</summary>
    [Fact]
    public void Run_MarkersThemselves_ReachTheTruthOfTheSpecification()
    {
        var options = Quick with { Repeats = 50, Development = [4000], External = [1000], MriReadability = 1, WsiReadability = 1 };
        var cell = Assert.Single(StudyPlan.Run(options, null, TestContext.Current.CancellationToken).Cells);

        // Some 4,500 cases in all: standard error .004; the rest is what 4,000 patients do not teach, and a site a little older.
        Assert.Equal(.763, cell.PreAuc, .02);
        Assert.Equal(.825, cell.PostAuc, .02);
        // A difference of .06 whose SD with some 90 cases is .02: power about .85.
        Assert.InRange(cell.Power, .7, 1);
    }

    [Fact]
    public void Run_NothingAfterSurgery_IsSeldomSeen()
    {
        var cell = StudyPlan.Run(Quick with { Repeats = 200, WsiEffect = 0, ClinicalEffect = 0 }, null, TestContext.Current.CancellationToken).Cells[^1];

        // POST adds noise: better by chance in at most .025; 200 studies at that rate pass .08 once in 10,000.
        Assert.InRange(cell.Power, 0, .08);
        Assert.True(cell.Difference < .01);
    }

    [Fact]
    public void Run_MoreReadable_NeedsFewer()
    {
        var options = Quick with { Repeats = 150, External = [150, 300, 600, 1200, 2400] };
        var (little, much) = (Assert.Single(Run(options with { WsiReadability = .4 }).Needed), Assert.Single(Run(options with { WsiReadability = 1 }).Needed));
        Assert.False(double.IsNaN(much.Patients));
        Assert.False(little.Patients <= much.Patients);
        Assert.InRange(much.Events / much.Patients, .04, .15);

        static StudyPlanResult Run(StudyPlanOptions o) => StudyPlan.Run(o, null, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Validate_SeveralFaults_NamesThemAll()
    {
        var error = Assert.Throws<ArgumentException>(() => new StudyPlanOptions { Repeats = 3, External = [5], Development = [], Horizon = 0, MriReadability = 2 }.Validate());
        Assert.All(new[] { "Repeats is 3", "External is 5", "Development is empty", "Horizon is 0", "MriReadability is 2" }, w => Assert.Contains(w, error.Message, StringComparison.Ordinal));
    }
}
