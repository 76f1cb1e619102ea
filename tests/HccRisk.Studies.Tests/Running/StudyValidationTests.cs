using HccRisk.Cohorts;
using HccRisk.Studies.Models;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.ClinicalUtility;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.HypothesisTests;
using HccRisk.Survival.Validation;
using Xunit;

namespace HccRisk.Studies.Tests.Running;

/// <summary>What a study tells of its models beyond discrimination: the validation record of each cohort, subgroups, groups, size, optimism, strangers.</summary>
public sealed class StudyValidationTests(SmallStudy study)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private StudyResult Result => study.Result;

    // Two ways to the same numbers: the validation of the predictions, and the metrics of the study. Tolerance: order of summation.
    [Fact]
    public void Validations_OfEveryModelAndCohort_AgreeWithItsMetrics()
    {
        foreach (var evaluation in Result.Models.SelectMany(m => m.External.Prepend(m.Development)))
        {
            var validation = Assert.IsType<ValidationResult>(evaluation.Validation);
            var model = Assert.Single(validation.Models);

            Assert.Equal(evaluation.Metrics.Patients, validation.FollowUp.Patients);
            Assert.Equal(evaluation.Metrics.Events, validation.FollowUp.Events);
            Assert.Equal(evaluation.Metrics.Harrell.Value!.Value, model.Harrell.Value!.Value, 1e-12);
            Assert.Equal(24, validation.MainHorizon);
            var main = model.Horizons.Single(h => h.Time == 24);

            // Validation and metrics order patients by the score.
            var predictions = PredictionsOf(evaluation);
            var auc = TimeDependentAuc.CumulativeDynamic(
                OutcomeOf(predictions), [.. predictions.Select(p => p.Score)], [24], new TimeDependentAucOptions { Controls = study.Protocol.AucControls }, Token)[0];
            Assert.Equal(auc.Auc.Value!.Value, main.Auc.Auc.Value!.Value, 1e-12);
            Assert.Equal(evaluation.Metrics.Brier.Single(b => b.Time == 24).Brier.Value!.Value, main.Brier!.Brier.Value!.Value, 1e-12);
            Assert.Equal(["intercept", "intercept and slope"], main.Recalibrated.Select(r => r.Method));
            Assert.NotEmpty(main.Decision!.Points);
            Assert.NotEmpty(validation.SampleSize);
            Assert.Equal(OutcomeOf(predictions).Times.ToArray().Count(t => t >= 24), validation.Horizons.Single(h => h.Time == 24).AtRisk);
        }
    }

    // Every patient is in one level of a subgroup or without a value, counted in the clinical file.
    [Fact]
    public void Subgroups_Usual_HoldEveryPatientOnce()
    {
        var external = Result.Models[0].External[0];
        var clinical = CsvCells.Read(study.Cohort.ClinicalCsv);
        var patients = Result.Models[0].Predictions.Where(p => p.Set == "external").Select(p => p.PatientId).ToHashSet(StringComparer.Ordinal);

        var subgroups = external.Validation!.Subgroups;

        Assert.Equal(["mvi", "tumour_number > 1", "tumour_size_cm > 5", "afp >= 400", "age >= 65", "male", "cirrhosis"], subgroups.Select(s => s.Name));
        Assert.All(subgroups, s => Assert.Equal(external.Metrics.Patients, s.Missing + s.Levels.Sum(l => l.Patients)));
        Assert.Equal(
            clinical.Rows.Count(r => patients.Contains(clinical.Get(r, "patient_id")) && clinical.Number(r, "tumour_size_cm") > 5),
            subgroups[2].Levels.Single(l => l.Name == "> 5").Patients);
        Assert.All(subgroups, s => Assert.NotEmpty(s.Interactions));
    }

    [Fact]
    public void Groups_OfTheFrozenCut_HaveTheTestOfAnIndependentCall()
    {
        foreach (var evaluation in Result.Models.Select(m => m.Development))
        {
            var groups = evaluation.Metrics.Groups!;
            var predictions = PredictionsOf(evaluation);

            var gray = GrayTest.Test(OutcomeOf(predictions), [.. predictions.Select(p => p.Group == "high" ? 1 : 0)], 1).Test;

            Assert.Equal(gray.Statistic, groups.Gray!.Statistic, 1e-9);
            Assert.Equal(("high", "low"), (Assert.Single(groups.Hazards).Group, groups.Hazards[0].Reference));
            Assert.Equal(["low", "low", "low", "high", "high", "high"], groups.Risks.Select(r => r.Group));
        }
    }

    [Fact]
    public void Comparisons_PostAgainstPre_AreReclassifiedAsByACallOfTheirOwn()
    {
        var comparison = Result.Comparisons.Single(c => c.Cohort.EndsWith("external", StringComparison.Ordinal));
        var post = Result.Models[1].Predictions.Where(p => p.Set == "external").ToArray();
        var pre = Result.Models[0].Predictions.ToDictionary(p => p.PatientId, StringComparer.Ordinal);

        var expected = Reclassification.Continuous(OutcomeOf(post), [.. post.Select(p => pre[p.PatientId].Risk)], [.. post.Select(p => p.Risk)], 24);

        Assert.Equal(expected.Net.Value!.Value, comparison.Reclassification!.Continuous.Net.Value!.Value, 1e-12);
        var mvi = Result.Comparators.Single(c => c.Name == "mvi");
        Assert.Contains(mvi.Comparisons, c => c.Reclassification is { Integrated.Net.Value: not null });
    }

    [Fact]
    public void Optimism_OfEachModel_IsApparentLessCorrected()
    {
        Assert.All(Result.Models, model =>
        {
            Assert.Equal(2, model.Optimism!.Replicates);
            var harrell = model.Optimism.Bootstrap.Single(m => m.Metric == "Harrell C").Result!;
            var apparent = model.Optimism.CrossValidation.Single(m => m.Metric == "Harrell C");
            Assert.Equal(2, harrell.Replicates);
            Assert.Equal(harrell.Apparent, apparent.Apparent!.Value, 1e-12);
            Assert.Equal(model.Development.Metrics.Harrell.Value, apparent.CrossValidated);
            Assert.True(apparent.Optimism > 0, "a model ranks its own patients better than folds it never saw");
        });
    }

    // Riley and others, BMJ 2020: the numbers are those of SampleSize, whose tests have the published examples.
    [Fact]
    public void SampleSize_OfASmallDevelopment_IsNotEnoughAndSaysSo()
    {
        var gate = Result.Models[0].SampleSize!;

        Assert.Equal(Result.Models[0].Development.Metrics.Patients, gate.Patients);
        Assert.Equal(Result.Models[0].FeaturesByModality.Values.Sum(), gate.Parameters);
        Assert.False(gate.Met);
        Assert.True(gate.Affordable < gate.Parameters);
        Assert.Contains(gate.Sentences, s => s.Contains("not enough", StringComparison.Ordinal));
    }

    // At most 5 % of the patients, by distances from domains learned without them.
    [Fact]
    public void Domains_OfDevelopment_FlagTheShareTheyState()
    {
        foreach (var domain in Result.Models.SelectMany(m => m.Domains))
        {
            Assert.InRange(domain.FalsePositiveRate, 0.0, 0.05);
            Assert.Equal(2, domain.Flagged.Count);
        }

        Assert.Equal(["Clinical", "Radiomics", "Pathomics"], Result.Models[1].Domains.Select(d => d.Modality));
        var header = File.ReadLines(study["predictions.csv"]).First();
        Assert.EndsWith(",out_of_distribution", header, StringComparison.Ordinal);
    }

    [Fact]
    public void Predict_PatientFarFromDevelopment_IsFlaggedInItsModality()
    {
        var clinical = CsvCells.Read(study.Cohort.ClinicalCsv);
        var patient = Result.Models[0].Predictions.First(p => p.Set == "external").PatientId;
        clinical.Remove(r => clinical.Get(r, "patient_id") != patient);
        clinical.Set("platelets", _ => true, _ => "1400");
        clinical.Set("ast", _ => true, _ => "4000");
        clinical.Set("alt", _ => true, _ => "3");
        using var variant = new StudyVariant(study);
        clinical.Write(variant["far.csv"]);
        var manifest = CsvCells.Read(study.Cohort.ManifestCsv);
        manifest.Set("path", _ => true, r => Path.Combine(study.Cohort.Directory, manifest.Get(r, "path")));
        manifest.Write(variant["manifest.csv"]);

        var result = RiskModel.Load(study["pre.zip"]).Predict(variant["far.csv"], variant["manifest.csv"], new() { StoreFolder = variant.Options.StoreFolder }, cancellationToken: Token);

        Assert.Contains("Clinical", Assert.Single(result.Predictions).OutOfDistribution);
    }

    [Fact]
    public void Shifts_OfTheExternalSite_CountWhatTheyList()
    {
        Assert.Equal(["Clinical", "Radiomics", "Pathomics"], Result.Shifts.Select(s => s.Modality));
        foreach (var shift in Result.Shifts)
        {
            Assert.Equal(SmallStudy.External, shift.Site);
            Assert.Equal(shift.Features.Count(f => Math.Abs(f.Difference ?? 0) >= 0.5), shift.Large);
            Assert.True(shift.Small >= shift.Medium && shift.Medium >= shift.Large);
            Assert.All(shift.Features, f => Assert.InRange(f.Kolmogorov ?? 0, 0, 1));
        }

        // Table 1 has the same differences without their sign, of columns that are read as they are.
        var age = Result.Characteristics.Single(c => c.Name == "age").StandardizedDifference!.Value;
        Assert.Equal(age, Math.Abs(Result.Shifts[0].Features.Single(f => f.Feature == "age").Difference!.Value), 1e-12);
    }

    private PatientPrediction[] PredictionsOf(CohortEvaluation evaluation)
    {
        var set = evaluation.Cohort.EndsWith("external", StringComparison.Ordinal) ? "external" : "cross-validated";
        return [.. Result.Models.Single(m => m.External.Prepend(m.Development).Contains(evaluation)).Predictions.Where(p => p.Set == set)];
    }

    private SurvivalOutcome OutcomeOf(IReadOnlyList<PatientPrediction> predictions)
    {
        var cohort = Cohort.Load(study.Cohort.ClinicalCsv, RiskModel.Load(study["pre.zip"]).Card.Schema, study.Cohort.ManifestCsv);
        PatientOutcome[] outcomes = [.. predictions.Select(p => cohort.Find(p.PatientId)!.Outcome!.Value)];
        return new SurvivalOutcome([.. outcomes.Select(o => o.Time)], [.. outcomes.Select(o => o.Event)]);
    }
}
