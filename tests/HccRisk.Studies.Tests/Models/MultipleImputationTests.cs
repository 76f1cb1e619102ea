using System.Globalization;
using System.Text.Json;
using HccRisk.Core.Learning;
using HccRisk.Features.Imputation;
using HccRisk.Oracles;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Resampling;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace HccRisk.Studies.Tests.Models;

/// <summary>Imputation, analysis and pooling together, beside mice 3.15.0 on the same incomplete data (reference/mi).</summary>
public sealed class MultipleImputationTests
{
    private const int Copies = 20;

    // mice and these chained equations differ in their random numbers and in the order of slots. Six seeds of mice give a standard deviation of the
    // pooled coefficients; ours has as much again. What differs in method (one round of one equation more, 30 predictors at most) is less than that.
    [Fact]
    public void ImputeMultiple_PbcData_PoolsWhatMicePools()
    {
        var path = SharedData.TryPath("reference", "mi", "pbc.json");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        using var reference = JsonDocument.Parse(File.ReadAllText(path));
        var corridor = reference.RootElement.GetProperty("mice_corridor");
        var terms = reference.RootElement.GetProperty("terms").EnumerateArray().Select(t => t.GetString()!).ToArray();
        var (outcome, rows) = Read(terms);
        var ml = new MLContext(seed: 1);
        var schema = SchemaDefinition.Create(typeof(Row));
        SlotNames.Describe(schema[nameof(Row.Features)], [.. terms, "event", "hazard"]);
        var data = ml.Data.LoadFromEnumerable(rows, schema);

        List<CoxModel> models = [.. ml.Transforms.ImputeMultiple(new ChainedImputationOptions { Seed = 7 }, Copies).Select(imputer =>
        {
            var completed = imputer.Fit(data).Transform(data).GetColumn<float[]>("Features").ToList();
            Assert.True(completed.Zip(rows).All(p => p.First.Zip(p.Second.Features).All(v => float.IsNaN(v.Second) ? float.IsFinite(v.First) : v.First == v.Second)));
            return CoxModel.Fit(completed.SelectMany(r => r[..terms.Length]).Select(v => (double)v).ToArray(), terms.Length, outcome, new CoxOptions(), cancellationToken: TestContext.Current.CancellationToken);
        })];

        for (var j = 0; j < terms.Length; j++)
        {
            var pooled = RubinPooling.Pool([.. models.Select(m => m.Coefficients[j])], [.. models.Select(m => m.StandardErrors[j])], 0.95, 118);

            void Within(string name, string spread, double actual) => Assert.Equal(
                corridor.GetProperty(name)[j].GetDouble(), actual, Math.Sqrt(2) * 4 * corridor.GetProperty(spread)[j].GetDouble());
            Within("coef_mean", "coef_sd_over_seeds", pooled.Value);
            Within("se_mean", "se_sd", pooled.StandardError);
        }
    }

    /// <summary>Covariates, and for the imputation alone the event and the Nelson-Aalen hazard at the patient's time (White and Royston, Stat Med 2009).</summary>
    private static (SurvivalOutcome Outcome, List<Row> Rows) Read(string[] terms)
    {
        var lines = File.ReadAllLines(SharedData.TryPath("reference", "mi", "pbc_incomplete.csv")!);
        var header = lines[0].Split(',');
        double[][] cells = [.. lines.Skip(1).Select(l => l.Split(',').Select(c => double.TryParse(c, CultureInfo.InvariantCulture, out var v) ? v : double.NaN).ToArray())];
        double[] Column(string name) => [.. cells.Select(c => c[Array.IndexOf(header, name)])];
        var (times, events) = (Column("time"), Column("death"));
        (double Time, double Step)[] steps = [.. times.Zip(events).Where(p => p.Second > 0).Select(p => (p.First, 1.0 / times.Count(t => t >= p.First)))];
        double Hazard(double until) => steps.Where(s => s.Time <= until).Sum(s => s.Step);
        return (
            new SurvivalOutcome(times, [.. events.Select(e => (int)e)]),
            [.. cells.Select((c, i) => new Row { Features = [.. terms.Select(t => (float)c[Array.IndexOf(header, t)]), (float)events[i], (float)Hazard(times[i])] })]);
    }

    private sealed class Row
    {
        public float[] Features { get; set; } = [];
    }
}
