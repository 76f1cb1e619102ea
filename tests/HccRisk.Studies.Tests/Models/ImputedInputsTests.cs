using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Csv;
using HccRisk.Core.Errors;
using HccRisk.Studies.Data;
using HccRisk.Studies.Models;
using HccRisk.Studies.Protocol;
using HccRisk.Studies.Tests.Running;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Studies.Tests.Models;

public sealed class ImputedInputsTests(SmallStudy study)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("hbv", "hbvv", "nearest: 'hbvv'")]
    [InlineData("ast", "asat", "nearest: 'asat'")]
    [InlineData("bclc", "stage of BCLC", "'stage of BCLC'")]
    public void Predict_ColumnRenamed_NamesItAndTheNearest(string column, string heading, string expected)
    {
        using var variant = Variant(external: 3);
        variant.Clinical.Rename(column, heading);

        var error = Assert.Throws<StudyProtocolException>(() => Predict(variant, new()));

        Assert.Contains($"'{column}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("--allow-missing", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void Predict_ColumnAbsentAndAllowed_NamesItForEveryPatient()
    {
        using var variant = Variant(external: 3);
        variant.Clinical.RemoveColumns("albumin");

        var result = Predict(variant, new() { AllowMissing = true });

        Assert.Equal(3, result.Predictions.Count);
        Assert.All(result.Predictions, p => Assert.Contains("Clinical.albumin", p.Imputed));
        Assert.Contains(new ImputedInput("Clinical.albumin", 3), result.Imputed);
    }

    // A patient without an age is left out by the schema; a file without ages is an error whatever is allowed.
    [Fact]
    public void Predict_ColumnNoPatientCanBeWithout_IsAnErrorEvenWhenAllowed()
    {
        using var variant = Variant(external: 2);
        variant.Clinical.Rename("age", "alter");

        var error = Assert.Throws<TableFormatException>(() => Predict(variant, new() { AllowMissing = true }));

        Assert.Contains("'age'", error.Message, StringComparison.Ordinal);
    }

    // The score is linear in each input: with hbv unknown it lies between those for no and yes as the mean of the development patients does.
    // Tolerance: inputs and scores are single precision.
    [Fact]
    public void Predict_EmptyCell_TakesTheDevelopmentMeanAndSaysSo()
    {
        double Score(string value, out IReadOnlyList<string> imputed)
        {
            using var variant = Variant(external: 1);
            variant.Clinical.Set("hbv", _ => true, _ => value);
            var prediction = Assert.Single(Predict(variant, new()).Predictions);
            imputed = prediction.Imputed;
            return prediction.Score;
        }

        var cohort = Cohort.Load(study.Cohort.ClinicalCsv, CohortSchema.Hcc);
        var mean = study.Result.Models[0].Predictions.Where(p => p.Set == "cross-validated").Select(p => cohort.Find(p.PatientId)!["hbv"]).Where(double.IsFinite).Average();

        var (no, yes, unknown) = (Score("0", out var whenNo), Score("1", out _), Score("", out var whenUnknown));

        Assert.DoesNotContain("Clinical.hbv", whenNo);
        Assert.Equal(whenNo.Append("Clinical.hbv").Order(), whenUnknown.Order());
        Assert.NotEqual(no, yes);
        Assert.Equal(no + (mean * (yes - no)), unknown, 1e-5);
    }

    [Fact]
    public void Run_PredictionsFile_ListsTheImputedInputsOfEachPatient()
    {
        var csv = CsvCells.Read(study["predictions.csv"]);
        var clinical = CsvCells.Read(study.Cohort.ClinicalCsv);
        var empty = clinical.Rows.ToDictionary(r => clinical.Get(r, "patient_id"), r => clinical.Get(r, "platelets").Length == 0, StringComparer.Ordinal);

        Assert.Contains(csv.Rows, r => empty[csv.Get(r, "patient_id")]);
        foreach (var row in csv.Rows)
        {
            var imputed = csv.Get(row, "imputed").Split(';', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(empty[csv.Get(row, "patient_id")], imputed.Contains("Clinical.platelets"));
            Assert.Equal(imputed.Length, csv.Number(row, "imputed_count"));
        }
    }

    // Every development patient is BCLC 0 or A: the rest would be coded like 0.
    [Fact]
    public void Predict_CategoryNoDevelopmentPatientHad_IsNotScored()
    {
        using var variant = Variant(external: 2);
        var patient = variant.Clinical.Get(variant.Clinical.Rows[0], "patient_id");
        variant.Clinical.Set("bclc", r => variant.Clinical.Get(r, "patient_id") == patient, _ => "B");

        var result = Predict(variant, new());

        var exclusion = Assert.Single(result.Exclusions);
        Assert.Equal((patient, "clinical"), (exclusion.PatientId, exclusion.Stage));
        Assert.Contains("bclc is 'B'", exclusion.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(result.Predictions, p => p.PatientId == patient);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Score_PatientWithNothingOfAModality_IsScoredOnlyWhenAllowed(bool allowed)
    {
        var model = RiskModel.Load(study["pre.zip"]);
        var patients = study.Result.Models[0].Predictions.Where(p => p.Set == "external").Select(p => p.PatientId).Take(2).ToArray();
        var cohort = Cohort.Load(study.Cohort.ClinicalCsv, CohortSchema.Hcc, study.Cohort.ManifestCsv).Where(p => patients.Contains(p.Id));
        var features = FeatureTables.Compute(cohort, model.Card.Features, null, FeatureStore.Open(study.Options.StoreFolder!), job => job, null, Token);
        var radiomics = features.Tables.Single(t => t.Modality == "Radiomics");
        var values = radiomics.Values.ToArray();
        var row = radiomics.IndexOf(patients[1]);
        values.AsSpan(row * radiomics.Columns.Count, radiomics.Columns.Count).Fill(double.NaN);
        var without = new FeatureTable(radiomics.Name, radiomics.Modality, radiomics.Availability, radiomics.Columns, radiomics.PatientIds, values, radiomics.Provenance);

        var result = model.Score(features with { Tables = [.. features.Tables.Select(t => t == radiomics ? without : t)] }, allowed);

        if (allowed)
        {
            var inputs = model.Fits.SelectMany(f => f.InputSlots).Distinct().Where(s => s.StartsWith("Radiomics.", StringComparison.Ordinal));
            Assert.Equal(inputs.Order(), result.Predictions.Single(p => p.PatientId == patients[1]).Imputed.Where(i => i.StartsWith("Radiomics.", StringComparison.Ordinal)).Order());
        }
        else
        {
            Assert.Equal(patients[0], Assert.Single(result.Predictions).PatientId);
            Assert.Equal((patients[1], "radiomics"), (Assert.Single(result.Exclusions).PatientId, result.Exclusions[0].Stage));
        }
    }

    // Whoever loads the file with ML.NET alone is told as well.
    [Fact]
    public void PlainLoad_StudyModel_FlagsWhatItImputes()
    {
        var ml = new MLContext(1);
        var model = ml.Model.Load(study["pre.zip"], out _);
        var cohort = Cohort.Load(study.Cohort.ClinicalCsv, CohortSchema.Hcc, study.Cohort.ManifestCsv);
        var card = RiskModel.Load(study["pre.zip"]).Card;
        var features = FeatureTables.Compute(cohort, card.Features, null, FeatureStore.Open(study.Options.StoreFolder!), job => job, null, Token);
        var data = ModelData.Load(ml, features, card.Specification, card.Inputs);

        var scored = model.Transform(data);

        var values = data.GetColumn<float[]>(data.Schema["Clinical"]);
        Assert.Contains(values, v => v.Any(float.IsNaN));
        Assert.Equal(values.Select(v => v.Select(float.IsNaN)), scored.GetColumn<bool[]>(scored.Schema["Clinical.Missing"]));
    }

    private PredictionResult Predict(StudyVariant variant, PredictionOptions options)
    {
        variant.Clinical.Write(variant["new.csv"]);
        variant.Manifest.Write(variant["manifest.csv"]);
        return RiskModel.Load(study["pre.zip"]).Predict(
            variant["new.csv"], variant["manifest.csv"], options with { StoreFolder = variant.Options.StoreFolder }, cancellationToken: Token);
    }

    /// <summary>Some external patients whose images can be read.</summary>
    private StudyVariant Variant(int external)
    {
        var variant = new StudyVariant(study);
        string[] patients = [.. study.Result.Models[0].Predictions.Where(p => p.Set == "external").Select(p => p.PatientId).Take(external)];
        variant.Clinical.Remove(r => !patients.Contains(variant.Clinical.Get(r, "patient_id")));
        return variant;
    }
}
