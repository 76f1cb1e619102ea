using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Learning;
using HccRisk.Studies.Data;
using HccRisk.Studies.Models;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Resampling;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Studies.Tests.Running;

/// <summary>What a study says of a development patient comes from models that never saw the patient.</summary>
public sealed class OutOfFoldTests(SmallStudy study)
{
    // The folds written out: fit on one part, read what the pipeline writes of the other, average over repeats. Tolerance: order of summation.
    [Fact]
    public void Run_CrossValidatedPatients_HaveWhatTheFoldsWrote()
    {
        var token = TestContext.Current.CancellationToken;
        var ml = new MLContext(study.Protocol.Seed);
        var card = RiskModel.Load(study["pre.zip"]).Card;
        var published = study.Result.Models.Single(m => m.Name == "PRE").Predictions.Where(p => p.Set == "cross-validated").ToDictionary(p => p.PatientId, StringComparer.Ordinal);
        var cohort = Cohort.Load(study.Cohort.ClinicalCsv, card.Schema, study.Cohort.ManifestCsv).Where(p => published.ContainsKey(p.Id));
        using var variant = new StudyVariant(study);
        var features = FeatureTables.Compute(cohort, card.Features, null, FeatureStore.Open(variant.Options.StoreFolder!), job => job, null, token);
        var data = ModelData.Load(ml, features, card.Specification, card.Inputs);
        string[] patients = [.. DataViewReader.ReadTexts(data, "PatientId")];
        var outcome = new SurvivalOutcome(DataViewReader.ReadNumbers(data, "Time"), Array.ConvertAll(DataViewReader.ReadNumbers(data, "Event"), e => (int)e));
        var pipeline = ModelPipeline.Build(ml, new ModelDesign
        {
            Modalities = card.Specification.Modalities,
            Options = study.Protocol.Modeling,
            Size = Assert.Single(card.NumberColumns),
            Cause = study.Protocol.Cause,
            Horizons = study.Protocol.Horizons,
            Seed = study.Protocol.Seed,
            CancellationToken = token,
        });
        var (scores, risks) = (new double[patients.Length], new double[patients.Length]);
        foreach (var fold in Folds.Stratified(outcome, study.Protocol.Folds, study.Protocol.Repeats, study.Protocol.Seed, [.. Enumerable.Range(0, patients.Length)]))
        {
            var scored = pipeline.Fit(RowSubset.Of(data, fold.Training, patients.Length)).Transform(RowSubset.Of(data, fold.Test, patients.Length));
            var slot = SlotNames.Read(scored.Schema["CumulativeIncidence"]).ToList().IndexOf("24");
            foreach (var ((row, score), risk) in fold.Test.Order().Zip(scored.GetColumn<float>("Score")).Zip(scored.GetColumn<float[]>("CumulativeIncidence")))
            {
                scores[row] += score / (double)study.Protocol.Repeats;
                risks[row] += risk[slot] / (double)study.Protocol.Repeats;
            }
        }

        Assert.True(patients.Length > 40);
        Assert.Equal(published.Count, patients.Length);
        for (var i = 0; i < patients.Length; i++)
        {
            Assert.Equal(scores[i], published[patients[i]].Score, 1e-12);
            Assert.Equal(risks[i], published[patients[i]].Risk, 1e-12);
        }
    }

    // The Brier score of a study is that of the risks it publishes.
    [Fact]
    public void Run_BrierAtTheMainHorizon_IsThatOfThePublishedRisks()
    {
        var outcomes = Cohort.Load(study.Cohort.ClinicalCsv, CohortSchema.Hcc).Patients.ToDictionary(p => p.Id, p => p.Outcome!.Value, StringComparer.Ordinal);
        foreach (var model in study.Result.Models)
        {
            foreach (var (set, metrics) in (IEnumerable<(string, SurvivalMetrics)>)[("cross-validated", model.Development.Metrics), ("external", model.External[0].Metrics)])
            {
                var own = model.Predictions.Where(p => p.Set == set).ToArray();
                var outcome = new SurvivalOutcome([.. own.Select(p => outcomes[p.PatientId].Time)], [.. own.Select(p => outcomes[p.PatientId].Event)]);
                var expected = BrierScore.At(outcome, [.. own.Select(p => p.Risk)], study.Protocol.Horizon, new BrierOptions { Cause = study.Protocol.Cause });

                var actual = metrics.Brier.Single(b => b.Time == study.Protocol.Horizon);

                Assert.Equal(expected.Brier.Value, actual.Brier.Value);
                Assert.Equal(expected.PredictionAccuracy, actual.PredictionAccuracy);
                Assert.Equal(study.Protocol.Horizons, metrics.Brier.Select(b => b.Time));
                Assert.Equal(study.Protocol.Horizons, metrics.Auc.Select(a => a.Time));
                Assert.All(metrics.Auc, a => Assert.Equal(own.Length, a.Cases + a.Controls + a.Unknown));
            }
        }
    }
}
