#!/usr/bin/env dotnet
#:project ../src/HccRisk.Survival
#:package Microsoft.ML.FastTree@5.0.1
#:package Microsoft.ML.LightGbm@5.0.1
#:property PublishAot=false

// Recurrence within 24 months by boosted trees and by Cox, cross-validated in one table. Patients are made up: clinical variables, MRI radiomics and the
// embedding of a slide, recurrence (1) with death before it (2) as a competing event, and censoring. LightGBM needs the system library libgomp
// (Debian: libgomp1), which eng/setup installs.
using System.Globalization;
using HccRisk.Survival.Cox;
using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Evaluation;
using Microsoft.ML;
using Microsoft.ML.Data;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

const double Horizon = 24;
var ml = new MLContext(seed: 1);
var patients = Patients(count: 300, seed: 7);
var data = ml.Data.LoadFromEnumerable(patients);
Console.WriteLine($"{patients.Count} patients, {patients.Count(p => p.Event == 1)} recurrences, {patients.Count(p => p.Event == 2)} deaths before");

// Label and censoring weight exist inside Landmark only, made anew of the training rows of each fold.
var features = ml.Transforms.Concatenate("Features", "Clinical", "Radiomics", "Slide");
var fastTree = ml.BinaryClassification.Trainers.FastTree(
    exampleWeightColumnName: "Weight", numberOfLeaves: 4, numberOfTrees: 60, minimumExampleCountPerLeaf: 20, learningRate: 0.05);
var lightGbm = ml.BinaryClassification.Trainers.LightGbm(
    exampleWeightColumnName: "Weight", numberOfLeaves: 4, numberOfIterations: 60, minimumExampleCountPerLeaf: 20, learningRate: 0.05);
var boosted = new CrossValidationOptions { Horizons = [Horizon], ScoreColumn = "Probability", RiskColumn = "Probability" };
var table = EvaluationTable.Of(
    Judge("Cox (ridge)", features.Append(ml.Survival.Trainers.Cox(
        new CoxTrainerOptions { Horizons = [Horizon], RidgeSearch = new CoxRidgeOptions { Seed = 1 } })), new CrossValidationOptions { Horizons = [Horizon] }),
    Judge("FastTree", features.Append(ml.Survival.Landmark(fastTree, Horizon)), boosted),
    Judge("LightGBM", features.Append(ml.Survival.Landmark(lightGbm, Horizon)), boosted));

Console.WriteLine("of patients in 5 folds, each by models that did not see them:");
Console.WriteLine(table);

// What is fitted in the end is FastTree's own model: it scores a patient whose future is not known.
var model = features.Append(ml.Survival.Landmark(fastTree, Horizon)).Fit(data);
var engine = ml.Model.CreatePredictionEngine<Covariates, Prediction>(model);
var (low, high) = (engine.Predict(New(tumour: -2)).Probability, engine.Predict(New(tumour: 2)).Probability);
Console.WriteLine($"a new patient with a large tumour has {(high > low ? "the higher" : "NO higher")} risk");

ModelMetrics Judge(string name, IEstimator<ITransformer> pipeline, CrossValidationOptions options) =>
    new(name, ml.Survival.CrossValidate(data, pipeline, options).Metrics);

static Covariates New(float tumour) => new() { Clinical = [tumour, 0, 0], Radiomics = new float[12], Slide = new float[16] };

// The hazard of recurrence rises with the first clinical and the first radiomic variable, and with the two together.
static List<Patient> Patients(int count, int seed)
{
    var random = new Random(seed);
    return [.. Enumerable.Range(0, count).Select(_ =>
    {
        var (clinical, radiomics, slide) = (Normal(3), Normal(12), Normal(16));
        var hazard = 0.02 * Math.Exp((0.6 * clinical[0]) + (0.4 * radiomics[0]) + (0.3 * clinical[0] * radiomics[0]));
        double[] times = [Exponential(hazard), Exponential(0.008), 12 + (48 * random.NextDouble())];
        var time = times.Min();
        return new Patient
        {
            Clinical = clinical,
            Radiomics = radiomics,
            Slide = slide,
            Time = (float)time,
            Event = time == times[0] ? 1 : time == times[1] ? 2 : 0,
        };
    })];

    float[] Normal(int size) => [.. Enumerable.Range(0, size).Select(_ =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];

    double Exponential(double rate) => -Math.Log(1 - random.NextDouble()) / rate;
}

class Covariates
{
    [VectorType(3)]
    public float[] Clinical { get; set; } = [];

    [VectorType(12)]
    public float[] Radiomics { get; set; } = [];

    [VectorType(16)]
    public float[] Slide { get; set; } = [];
}

sealed class Patient : Covariates
{
    public float Time { get; set; }

    public float Event { get; set; }
}

sealed class Prediction
{
    public float Probability { get; set; }
}
