using HccRisk.Studies.Protocol;
using Xunit;

namespace HccRisk.Studies.Tests.Running;

/// <summary>Studies that choose a learner, have several sites on a side, or read their endpoint in another way.</summary>
public sealed class StudyChoiceTests(SmallStudy study)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Run_Candidates_FreezesOneAndSaysHowOftenItWasChosen()
    {
        using var variant = Small();
        MoreEvents(variant);
        variant.Protocol = variant.Protocol with
        {
            Repeats = 1,
            InnerFolds = 2,
            Modeling = new() { Candidates = [LearnerNames.Ridge, LearnerNames.CoxNet], MaxFeaturesPerModality = 5 },
        };

        var result = variant.Run(cancellationToken: Token);

        var selection = Assert.Single(result.Models).Selection!;
        Assert.Equal([LearnerNames.Ridge, LearnerNames.CoxNet], selection.Candidates.Select(c => c.Learner));
        Assert.Equal(2, selection.OuterFolds);
        Assert.Equal(2, selection.Candidates.Sum(c => c.Chosen));
        Assert.Contains(selection.Winner, selection.Candidates.Select(c => c.Learner));
        var card = HccRisk.Studies.Models.RiskModel.Load(Path.Combine(variant.Options.OutputFolder, "pre.zip")).Card;
        Assert.Equal(selection.Winner, card.Specification.Modeling!.Learner);
        Assert.Equal(result.Models[0].Development.Metrics.Patients, result.Models[0].Predictions.Count(p => p.Set == "cross-validated"));
    }

    // Every patient is judged once, by the others' model; the sites are told apart and pooled.
    [Fact]
    public void Run_SeveralSitesOnEachSide_ValidatesAndPoolsThem()
    {
        using var variant = Small();
        MoreEvents(variant);
        var (development, external) = (variant.Patients("TJ"), variant.Patients(SmallStudy.External));
        variant.Clinical.Set("site", r => Array.IndexOf(development, variant.Clinical.Get(r, "patient_id")) % 2 == 1, _ => "WUHAN");
        variant.Clinical.Set("site", r => Array.IndexOf(external, variant.Clinical.Get(r, "patient_id")) % 2 == 1, _ => "CANTON");
        variant.Protocol = variant.Protocol with { DevelopmentSites = ["TJ", "WUHAN"], ExternalSites = [SmallStudy.External, "CANTON"] };

        var model = Assert.Single(variant.Run(cancellationToken: Token).Models);

        Assert.Equal(model.Development.Metrics.Patients, model.InternalExternal!.Metrics.Patients);
        Assert.Equal(["TJ", "WUHAN"], model.InternalExternal.Validation!.Sites.Select(s => s.Name).Order());
        Assert.NotEmpty(model.InternalExternal.Validation.Heterogeneity);
        Assert.Equal(model.External.Sum(e => e.Metrics.Patients), model.AllExternal!.Metrics.Patients);
        Assert.Equal(model.External.Sum(e => e.Metrics.Events), model.AllExternal.Metrics.Events);
        Assert.NotEqual(model.Development.Metrics.Harrell.Value, model.InternalExternal.Metrics.Harrell.Value);
    }

    // Findings are taken away from recurrences within the criteria: they are kept as such in the best case, and are events in the worst.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_UnclassifiedRecurrences_AreJudgedBothWays(bool refit)
    {
        using var variant = Small();
        bool Within(string[] row) => variant.Clinical.Get(row, "recurrence_months").Length > 0 && variant.Clinical.Number(row, "recurrence_largest_cm") < 3
            && variant.Clinical.Get(row, "recurrence_vascular_invasion") == "0" && variant.Clinical.Get(row, "recurrence_extrahepatic") == "0";
        var changed = variant.Clinical.Rows.Where(Within).Take(4).Select(r => variant.Clinical.Get(r, "patient_id")).ToArray();
        variant.Clinical.Set("recurrence_largest_cm", r => changed.Contains(variant.Clinical.Get(r, "patient_id")), _ => "");
        variant.Protocol = variant.Protocol with { RefitSensitivity = refit };

        var result = variant.Run(cancellationToken: Token);

        var main = Assert.Single(result.Models);
        var events = main.Development.Metrics.Events + main.External.Sum(e => e.Metrics.Events);
        int Events(string endpoint, bool refitted) => result.SensitivityEvaluations.Where(e => e.Endpoint == endpoint && e.Refitted == refitted).Sum(e => e.Events);
        Assert.Equal(events + changed.Length, Events("unclassified-beyond", false));
        Assert.Equal(events, Events("unclassified-within", false));
        Assert.Equal(refit ? events + changed.Length : 0, Events("unclassified-beyond", true));
        Assert.All(result.SensitivityEvaluations.Where(e => e.Endpoint == "unclassified-within" && !e.Refitted), e =>
            Assert.Equal((e.Cohort == main.Development.Cohort ? main.Development : main.External[0]).Metrics.Harrell.Value!.Value, e.Harrell.Value!.Value, 1e-12));
    }

    /// <summary>Every recurrence is beyond the criteria: the small study has too few events to choose by, or to be taught by one site.</summary>
    private static void MoreEvents(StudyVariant variant) =>
        variant.Clinical.Set("recurrence_extrahepatic", r => variant.Clinical.Get(r, "recurrence_months").Length > 0, _ => "1");

    [Fact]
    public void Run_CandidatesWithFewEvents_AreRefusedBeforeAnyWork()
    {
        using var variant = Small();
        variant.Protocol = variant.Protocol with { Modeling = new() { Candidates = [LearnerNames.Ridge, LearnerNames.CoxNet] } };

        var error = Assert.Throws<StudyProtocolException>(() => variant.Run(cancellationToken: Token));

        Assert.Contains("'candidates'", error.Message, StringComparison.Ordinal);
        Assert.Contains("name one 'learner'", error.Message, StringComparison.Ordinal);
    }

    private StudyVariant Small()
    {
        var variant = new StudyVariant(study);
        variant.Protocol = variant.Protocol with { Models = [ModelSpecification.Pre], AblationLadder = false, Comparators = [], Bootstrap = 0, Subgroups = [] };
        return variant;
    }
}
