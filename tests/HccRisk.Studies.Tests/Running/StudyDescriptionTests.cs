using HccRisk.Studies.Running;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;
using Xunit;

namespace HccRisk.Studies.Tests.Running;

/// <summary>What a study says beside the performance of its models.</summary>
public sealed class StudyDescriptionTests(SmallStudy study)
{
    // One score orders the patients: the AUC of the summary is that of the full validation.
    [Fact]
    public void Validation_AucOfAHorizon_IsThatOfTheMetrics()
    {
        var cohorts = study.Result.Models.SelectMany(m => m.External.Prepend(m.Development)).Where(c => c.Validation is not null).ToArray();
        Assert.NotEmpty(cohorts);
        Assert.All(cohorts, c => Assert.All(c.Validation!.Models[0].Horizons, h => Assert.Equal(c.Metrics.Auc.Single(a => a.Time == h.Time), h.Auc)));
    }

    [Fact]
    public void Comparisons_DecisionCurves_AreOfTheSamePatients()
    {
        var pairs = study.Result.Comparisons.Where(c => c.Decision is not null).ToArray();
        Assert.NotEmpty(pairs);
        Assert.All(pairs, c =>
        {
            // Acting on everybody does not depend on the model, only on the patients.
            Assert.Equal(c.Decision!.Model.Prevalence, c.Decision.Reference.Prevalence);
            Assert.Equal(c.Decision.Model.Points.Select(p => p.TreatAll), c.Decision.Reference.Points.Select(p => p.TreatAll));
            Assert.Equal(c.Decision.Model.Points.Select(p => p.Threshold), c.Decision.Reference.Points.Select(p => p.Threshold));
        });
        Assert.All(study.Result.Models.SelectMany(m => m.LadderComparisons), c => Assert.Null(c.Decision));
    }

    [Fact]
    public void Stability_OfEveryModel_CountsTheFitsOfTheCrossValidation() => Assert.All(study.Result.Models, m =>
    {
        Assert.Equal(study.Protocol.Folds * study.Protocol.Repeats, m.Stability!.Fits);
        Assert.Equal(m.FeaturesByModality, m.Stability.Modalities.ToDictionary(x => x.Modality, x => x.Offered));
        Assert.All(m.Stability.Features, f => Assert.InRange(f.Chosen, 1, m.Stability.Fits));
        Assert.All(m.Stability.Features, f => Assert.InRange(f.Higher!.Value, 0, f.Chosen));

        // Clinical columns are not chosen but all taken; of each other modality a fit keeps at most five.
        Assert.All(m.Stability.Modalities, x => Assert.Equal(x.MeanChosen * m.Stability.Fits, m.Stability.Features.Where(f => f.Modality == x.Modality).Sum(f => f.Chosen), 9));
        Assert.All(m.Stability.Modalities.Where(x => x.Modality != "Clinical"), x => Assert.InRange(x.MeanChosen, 0, 5));
    });

    [Fact]
    public void Effects_OfEveryModel_CountItsDevelopmentPatients() => Assert.All(study.Result.Models, m =>
    {
        var patients = m.Development.Metrics;
        Assert.All(m.Effects!.Rows.GroupBy(r => r.Column), column =>
        {
            var levels = column.ToArray();
            Assert.InRange(levels.Sum(r => r.Patients), 1, patients.Patients);
            Assert.InRange(levels.Sum(r => r.Events), 0, patients.Events);
            Assert.Equal(levels[0].Level is null ? 0 : 1, levels.Count(r => r.IsReference));
        });
        Assert.Equal(m.Name == "POST", m.Effects.Rows.Any(r => r.Column == "mvi"));
    });

    // An external patient's score is the final model's own; mean, contributions and the rest add up to it (scores are single precision between steps).
    [Fact]
    public void Explanations_OfEveryPatient_AddUpToTheScore() => Assert.All(study.Result.Models, m =>
    {
        var scores = m.Predictions.Where(p => p.Set == "external").ToDictionary(p => p.PatientId, p => p.Score);
        Assert.Equal(m.Predictions.Select(p => p.PatientId), m.Explanations.Select(e => e.PatientId));
        Assert.All(m.Explanations, e =>
        {
            Assert.Equal(e.Score, e.MeanScore + e.Inputs.Sum(c => c.Contribution) + e.Others, 1e-4);
            Assert.Equal(scores.GetValueOrDefault(e.PatientId, e.Score), e.Score, 1e-6);
            Assert.NotEmpty(e.Inputs);
        });
        Assert.DoesNotContain("explanations", StudyFiles.ToJson(study.Result), StringComparison.OrdinalIgnoreCase);
    });

    // By hand: who is followed to the time or longer; without censoring before it every weight is 1 and as many are effective as there are.
    [Fact]
    public void Auc_AtRiskAndEffectiveNumbers_AreThoseOfTheFollowUp()
    {
        var outcome = new SurvivalOutcome([1, 2, 3, 4, 5, 6], [1, 2, 1, 0, 0, 1]);
        var auc = TimeDependentAuc.CumulativeDynamic(outcome, [6, 5, 4, 3, 2, 1], [3, 4, 7], cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal([4, 3, 0], auc.Select(a => a.AtRisk!.Value));
        Assert.Equal(2, auc[0].EffectiveCases!.Value, 12);
        Assert.Equal(auc[0].Controls, auc[0].EffectiveControls!.Value, 12);
        Assert.Null(auc[2].EffectiveCases);
    }
}
