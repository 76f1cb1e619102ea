using HccRisk.Oracles;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Brier;

namespace HccRisk.Survival.Tests.Evaluation;

/// <summary>
/// Brier scores of Cox and Fine-Gray risks against riskRegression's Score: 1e-8 for the score and its standard error (the risks
/// themselves agree to 1e-9), and for everything made of them.
/// </summary>
public class BrierReferenceTests
{
    private const string None = "Null model";

    public static TheoryData<string, string, string, string, string, string> Cases => new()
    {
        { "hepatoCellular", "score", "m", "rfs", "RFS", "Recurrence" },
        { "lung", "score", "m", "efron", "time", "death" },
        { "pbc", "score", "full", "efron", "time", "death" },
        { "pbc", "score", "small", "age,albumin", "time", "death" },
        { "rotterdam", "score", "full", "efron", "rfst", "rfs" },
        { "rotterdam", "score", "nodes", "lnodes", "rfst", "rfs" },
        { "rotterdam", "score_cr", "fg", "fg", "rfst", "cause" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void At_ModelRisks_EqualsRiskRegressionScore(string data, string key, string model, string columns, string time, string status)
    {
        var reference = Reference.Load(data);
        var outcome = reference.Outcome(time, status);
        var entries = reference.At(key, "brier").EnumerateArray().ToArray();
        var expected = entries.Where(e => e.GetProperty("model").GetString() == model).ToArray();
        double[] times = [.. expected.Select(e => e.GetProperty("times").GetDouble())];
        var risks = times.Select(t => Risk(reference, columns, outcome, t)).ToArray();
        for (var k = 0; k < times.Length; k++)
        {
            var actual = BrierScore.At(outcome, risks[k], times[k]);
            var none = entries.Single(e => e.GetProperty("model").GetString() == None && e.GetProperty("times").GetDouble() == times[k]);
            Reference.Close(none.GetProperty("Brier").GetDouble(), actual.NullBrier!.Value, 1e-8, "null Brier");
            Reference.Close(expected[k].GetProperty("Brier").GetDouble(), actual.Brier.Value!.Value, 1e-8, "Brier");
            Reference.Close(expected[k].GetProperty("IPA").GetDouble(), actual.PredictionAccuracy!.Value, 1e-7, "IPA");
            Reference.Close(expected[k].GetProperty("se").GetDouble(), actual.Brier.StandardError!.Value, 1e-8, "se");
            Reference.Close(expected[k].GetProperty("lower").GetDouble(), actual.Brier.Lower!.Value, 1e-8, "lower");
            Reference.Close(expected[k].GetProperty("upper").GetDouble(), actual.Brier.Upper!.Value, 1e-8, "upper");
            Reference.Close(none.GetProperty("se").GetDouble(), BrierScore.At(outcome, Enumerable.Repeat(NullRisk(outcome, times[k]), outcome.Count).ToArray(), times[k]).Brier.StandardError!.Value, 1e-8, "null se");

            var upTo = k + 1;
            double[] grid = [.. Enumerable.Range(0, outcome.Count).SelectMany(i => risks.Take(upTo).Select(r => r[i]))];
            var integrated = IntegratedBrier.Of(outcome, grid, times.AsSpan(0, upTo));
            Reference.Close(expected[k].GetProperty("IBS").GetDouble(), integrated.Integrated.Value!.Value, 1e-8, "IBS");
            Reference.Close(none.GetProperty("IBS").GetDouble(), integrated.NullIntegrated!.Value, 1e-8, "null IBS");
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Compare_ModelRisks_EqualsRiskRegressionContrasts(string data, string key, string model, string columns, string time, string status)
    {
        var reference = Reference.Load(data);
        var outcome = reference.Outcome(time, status);
        foreach (var expected in reference.At(key, "brier_contrasts").EnumerateArray().Where(e => e.GetProperty("model").GetString() == model))
        {
            var t = expected.GetProperty("times").GetDouble();
            var against = expected.GetProperty("reference").GetString();
            double[] other = against == None ? [] : reference.CoxRisk("efron", outcome, t);
            var actual = BrierScore.Compare(outcome, Risk(reference, columns, outcome, t), other, t);
            Reference.Close(expected.GetProperty("delta.Brier").GetDouble(), actual.Difference.Value!.Value, 1e-7, "difference");
            Reference.Close(expected.GetProperty("se").GetDouble(), actual.Difference.StandardError!.Value, 1e-7, "se");
            Reference.Close(expected.GetProperty("lower").GetDouble(), actual.Difference.Lower!.Value, 1e-7, "lower");
            Reference.Close(expected.GetProperty("upper").GetDouble(), actual.Difference.Upper!.Value, 1e-7, "upper");
            Reference.Close(expected.GetProperty("p").GetDouble(), actual.PValue!.Value, 1e-6, "p");
        }
    }

    private static double NullRisk(SurvivalOutcome outcome, double t) =>
        HccRisk.Survival.Curves.AalenJohansen.Fit(outcome).IncidenceAt(1, t);

    private static double[] Risk(SurvivalReference reference, string columns, SurvivalOutcome outcome, double t) => columns switch
    {
        "fg" => reference.FineGrayRisk(outcome, t),
        "rfs" or "efron" => reference.CoxRisk(columns, outcome, t),
        _ => reference.CoxRisk(columns.Split(','), outcome, t),
    };
}
