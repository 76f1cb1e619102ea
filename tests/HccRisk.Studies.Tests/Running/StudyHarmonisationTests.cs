using HccRisk.Core.Learning;
using HccRisk.Features.Harmonisation;
using HccRisk.Studies.Models;
using HccRisk.Studies.Protocol;
using Xunit;

namespace HccRisk.Studies.Tests.Running;

/// <summary>Studies whose image features are harmonised between sites: the two scanners of the synthetic cohort differ in gain, noise and sharpness.</summary>
public sealed class StudyHarmonisationTests(SmallStudy small)
{
    private static readonly ModelingOptions Combat = new()
    {
        Learner = LearnerNames.Ridge,
        MaxFeaturesPerModality = 5,
        Harmonisation = Harmonisation.Combat,
        HarmonisationCovariates = ["age"],
    };

    [Fact]
    public void Run_BothSitesDevelop_HarmonisesInFoldsAndReportsTheShift()
    {
        using var variant = Variant(small, small.Protocol with { DevelopmentSites = ["TJ", SmallStudy.External], ExternalSites = [], Modeling = Combat });
        var result = variant.Run(cancellationToken: TestContext.Current.CancellationToken);

        var model = result.Models[0];
        var report = model.Harmonised.Single(r => r.Column == "Radiomics");
        Assert.Equal([("SYSMH", 20), ("TJ", 60)], report.Sites.Select(s => (s.Key, s.Value)));
        Assert.True(report.After.Explained < 0.5 * report.Before.Explained);
        Assert.True(report.After.Largest < report.Before.Largest);
        Assert.Contains(result.Notes, n => n.Contains("Radiomics harmonised between sites (SYSMH 20, TJ 60)", StringComparison.Ordinal));
        Assert.Contains(result.Notes, n => n.Contains("internal-external validation was not possible", StringComparison.Ordinal));
        var saved = Saved(variant);
        var combat = LearnedModel.FindAll<CombatCorrection>(saved.Pipeline).First();
        Assert.Equal(["SYSMH", "TJ"], combat.Sites);
        Assert.Single(combat.Coefficients);
    }

    [Fact]
    public void Run_ExternalSiteAdapted_KeepsTheModelFrozen()
    {
        var modeling = Combat with { HarmonisationReference = "TJ", UnseenSites = UnseenSites.Adapt, Harmonisation = Harmonisation.CombatMeans };

        using var variant = Variant(small, small.Protocol with { Modeling = modeling });
        var result = variant.Run(cancellationToken: TestContext.Current.CancellationToken);

        var report = result.Models[0].Harmonised[0];
        Assert.Equal([SmallStudy.External], report.AddedSites);
        Assert.True(report.After.Explained < report.Before.Explained);
        Assert.Contains(result.Notes, n => n.Contains("SYSMH were estimated from the features of its own patients, without outcomes", StringComparison.Ordinal));
        var saved = Saved(variant);
        Assert.Equal(["TJ"], LearnedModel.FindAll<CombatCorrection>(saved.Pipeline).First().Sites);

        // The site's own patients by the saved model: it adapts to the same twenty as the study did.
        var predicted = Predict(variant, saved);
        var expected = result.Models[0].Predictions.Where(p => p.Site == SmallStudy.External).ToDictionary(p => p.PatientId, p => p.Score, StringComparer.Ordinal);
        Assert.Equal(20, expected.Count);
        Assert.All(predicted.Predictions.Where(p => expected.ContainsKey(p.PatientId)), p => Assert.Equal(expected[p.PatientId], p.Score, 1e-5));
        Assert.Contains(predicted.Notes, n => n.Contains("without outcomes", StringComparison.Ordinal));
    }

    [Fact]
    public void Predict_SiteThatIsRefused_ExcludesItsPatients()
    {
        var modeling = Combat with { HarmonisationReference = "TJ" };
        using var variant = Variant(small, small.Protocol with { ExternalSites = [], ExcludedSites = [SmallStudy.External], Modeling = modeling });
        variant.Run(cancellationToken: TestContext.Current.CancellationToken);

        var predicted = Predict(variant, Saved(variant));

        Assert.Equal(60, predicted.Predictions.Count);
        Assert.Equal(20, predicted.Exclusions.Count(e => e.Reason.Contains("harmonised for the sites TJ, not for 'SYSMH'", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("refuse", "refuses its patients; with 'unseenSites': 'adapt'")]
    [InlineData("one", "has one development site, TJ: leave it out, or name that site as 'harmonisationReference'")]
    [InlineData("covariate", "'modeling.harmonisationCovariates' names 'agee', which is not known (nearest: 'age'")]
    [InlineData("reference", "'modeling.harmonisationReference' names 'TK', which is not known (nearest: 'TJ'")]
    [InlineData("folds", "development site 'Few' has 3 patients; 'harmonisation' inside 2 folds needs at least 4")]
    public void Run_HarmonisationThatCannotBe_SaysWhy(string fault, string reason)
    {
        var protocol = fault switch
        {
            "refuse" => small.Protocol with { Modeling = Combat with { HarmonisationReference = "TJ" } },
            "one" => small.Protocol with { Modeling = Combat with { UnseenSites = UnseenSites.Adapt } },
            "covariate" => small.Protocol with { Modeling = Combat with { HarmonisationCovariates = ["agee"] } },
            "reference" => small.Protocol with { Modeling = Combat with { HarmonisationReference = "TK" } },
            _ => small.Protocol with { DevelopmentSites = ["TJ", "Few"], ExternalSites = [], ExcludedSites = [SmallStudy.External], Modeling = Combat },
        };

        using var variant = Variant(small, protocol);
        var few = fault == "folds" ? variant.Patients("TJ").Take(3).ToArray() : [];
        variant.Clinical.Set("site", r => few.Contains(variant.Clinical.Get(r, "patient_id")), _ => "Few");

        var error = Assert.Throws<StudyProtocolException>(() => variant.Run(cancellationToken: TestContext.Current.CancellationToken));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static StudyVariant Variant(SmallStudy small, StudyProtocol protocol)
    {
        var variant = new StudyVariant(small);
        variant.Protocol = protocol with { Models = [ModelSpecification.Pre], AblationLadder = false, Comparators = [] };
        return variant;
    }

    private static PredictionResult Predict(StudyVariant variant, RiskModel model) => model.Predict(
        variant["clinical.csv"], variant["manifest.csv"], new PredictionOptions { StoreFolder = variant.Options.StoreFolder }, cancellationToken: TestContext.Current.CancellationToken);

    private static RiskModel Saved(StudyVariant variant) => RiskModel.Load(Path.Combine(variant.Options.OutputFolder, "pre.zip"));
}
