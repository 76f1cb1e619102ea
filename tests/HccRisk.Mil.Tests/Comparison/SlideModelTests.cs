using HccRisk.Cohorts;
using HccRisk.Mil.Comparison;
using HccRisk.Mil.Tests.Catalog;
using HccRisk.Pathomics.Catalog;
using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Discrimination;
using Microsoft.ML;
using Xunit;

namespace HccRisk.Mil.Tests.Comparison;

public sealed class SlideModelTests
{
    [Fact]
    public void CompareSlideModels_SameFolds_GivesPairedDifferencesOfTheThree()
    {
        using var cohort = new StoredCohort(60);
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable([.. cohort.Rows, new StoredRow { PatientId = "none", Time = 3, Event = 1 }]);
        var options = new SlideModelOptions
        {
            Mil = AttentionMilTrainerTests.Small with { BadFiles = BadFilePolicy.Missing },
            Prototypes = new PrototypeOptions { Prototypes = 2, Components = 4 },
            CrossValidation = new CrossValidationOptions { Folds = 2 },
        };

        var result = ml.Survival.CompareSlideModels(data, options, TestContext.Current.CancellationToken);

        Assert.Equal(1, result.LeftOut);
        Assert.Equal(["mean pooling + ridge", "prototypes + ridge", "attention MIL"], result.Models.Select(m => m.Name));
        Assert.All(result.Models, m => Assert.Equal(result.Models[0].Result.Folds.Select(f => f.Fold.Test), m.Result.Folds.Select(f => f.Fold.Test)));
        Assert.Equal(3, result.Contrasts.Count);
        foreach (var contrast in result.Contrasts)
        {
            double[] Scores(string name) => [.. result.Models.Single(m => m.Name == name).Result.Scores];
            var difference = Concordance.Uno(cohort.Outcome, Scores(contrast.First)).Estimate.Value - Concordance.Uno(cohort.Outcome, Scores(contrast.Second)).Estimate.Value;

            // Times go through single precision in a data view.
            Assert.Equal(difference!.Value, contrast.Concordance.Difference.Value!.Value, 1e-4);
            Assert.True(contrast.Concordance.Difference.Lower < contrast.Concordance.Difference.Upper);
        }
    }

    [Theory]
    [InlineData(-0.1, -0.1, -0.1, "mean pooling + ridge")]
    [InlineData(0.01, -0.1, -0.1, "prototypes + ridge")]
    [InlineData(-0.1, 0.01, -0.1, "mean pooling + ridge")]
    [InlineData(-0.1, 0.01, 0.01, "attention MIL")]
    [InlineData(0.01, 0.01, 0.01, "attention MIL")]
    [InlineData(0.01, 0.01, -0.1, "prototypes + ridge")]
    public void Winner_LowerLimits_NamesAModelOnlyWhereItBeatsAllBefore(double prototypes, double overMean, double overPrototypes, string winner)
    {
        static SlideModelContrast Of(string first, string second, double lower) => new(
            first, second, new MetricComparison { Difference = new MetricEstimate { Method = "C", Value = lower + 0.05, Lower = lower, Upper = lower + 0.1 } });
        var (mean, mixture, mil) = (SlideModelComparison.MeanPooling, SlideModelComparison.Prototypes, SlideModelComparison.AttentionMil);
        var comparison = new SlideModelComparison(
            [(mean, null!), (mixture, null!), (mil, null!)], [Of(mixture, mean, prototypes), Of(mil, mean, overMean), Of(mil, mixture, overPrototypes)], 0);

        Assert.Equal(winner, comparison.Winner);
    }
}
