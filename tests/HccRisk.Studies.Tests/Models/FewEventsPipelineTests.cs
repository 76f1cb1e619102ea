using HccRisk.Core.Learning;
using HccRisk.Features.Imputation;
using HccRisk.Oracles;
using HccRisk.Survival.Catalog;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Selection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Studies.Tests.Models;

/// <summary>The example of docs/how-to/impute-scale-select.md: transforms of both packages and a trainer in one pipeline.</summary>
public sealed class FewEventsPipelineTests
{
    private static readonly string[] Clinical = ["age", "afp"];
    private static readonly string[] Radiomics = [.. Enumerable.Range(0, 30).Select(j => FormattableString.Invariant($"r{j}"))];
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Pipeline_CrossValidatedSavedAndLoaded_ScoresRowsWithMissingValues()
    {
        using var folder = new TemporaryFolder();
        var data = Rows(240);
        var ml = _ml;

        var pipeline = ml.Transforms.ImputeChained(new ChainedImputationOptions { InputColumn = "Clinical", MissingColumn = "Clinical.Missing" })
            .Append(ml.Transforms.FilterMissing("Radiomics", maxShare: 0.3))
            .Append(ml.Transforms.ImputeMissing("Radiomics"))
            .Append(ml.Transforms.Winsorize("Radiomics"))
            .Append(ml.Transforms.ResidualizeOnSize("Radiomics", size: "Volume"))
            .Append(ml.Transforms.ToNormalScores("Radiomics"))
            .Append(ml.Transforms.FilterCorrelated("Radiomics"))
            .Append(ml.Survival.SelectPerModality(["Radiomics"], maxFeatures: 10))
            .Append(ml.Transforms.ScaleRobust("Clinical"))
            .Append(ml.Transforms.Concatenate("Features", "Clinical", "Radiomics"))
            .Append(ml.Survival.Trainers.CoxRidge());
        var result = ml.Survival.CrossValidate(data, pipeline, folds: 3);
        var model = pipeline.Fit(data);
        ml.Model.Save(model, data.Schema, folder["model.zip"]);

        // Two features carry a log hazard ratio of 1 each; a C of one half would mean that the chain lost them.
        Assert.True(result.Metrics.Harrell.Value > 0.65, result.Metrics.Harrell.ToString());
        var loaded = ml.Model.Load(folder["model.zip"], out _);
        var scores = model.Transform(data).GetColumn<float>("Score").ToArray();
        Assert.All(scores, s => Assert.True(float.IsFinite(s)));
        Assert.Equal(scores, loaded.Transform(data).GetColumn<float>("Score"));
        var slots = LearnedModel.Find<SurvivalFunction>(loaded).InputSlots;
        Assert.Equal(12, slots.Count);
        Assert.Contains("Clinical.afp", slots);
        Assert.Contains("Radiomics.r0", slots);
    }

    private IDataView Rows(int count)
    {
        var random = new Random(6);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var rows = Enumerable.Range(0, count).Select(_ =>
        {
            var (volume, afp) = (Math.Exp(Normal()), Normal());
            double[] radiomics = [.. Radiomics.Select((_, j) => Normal() + (j % 2 * Math.Log(volume)))];
            var time = -Math.Log(1 - random.NextDouble()) * 40 / Math.Exp(radiomics[0] + afp);
            float Hole(double value) => random.NextDouble() < 0.1 ? float.NaN : (float)value;
            return new Row
            {
                Clinical = [Hole(60 + (10 * Normal())), Hole(afp)],
                Radiomics = [.. radiomics.Select(Hole)],
                Volume = (float)volume,
                Time = (float)Math.Min(time, 36),
                Event = time < 36 ? 1 : 0,
            };
        }).ToList();
        var schema = SchemaDefinition.Create(typeof(Row));
        SlotNames.Describe(schema[nameof(Row.Clinical)], Clinical);
        SlotNames.Describe(schema[nameof(Row.Radiomics)], Radiomics);
        return _ml.Data.LoadFromEnumerable(rows, schema);
    }

    private sealed class Row
    {
        public float[] Clinical { get; set; } = [];

        public float[] Radiomics { get; set; } = [];

        public float Volume { get; set; }

        public float Time { get; set; }

        public float Event { get; set; }
    }
}
