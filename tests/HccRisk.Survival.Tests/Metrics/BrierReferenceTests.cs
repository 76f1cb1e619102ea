using HccRisk.Oracles;
using HccRisk.Survival.Metrics;
using HccRisk.Survival.Regression;

namespace HccRisk.Survival.Tests.Metrics;

/// <summary>
/// Brier score of the Cox model's risks against riskRegression's Score: 1e-8 (the risks themselves agree to 1e-9). Standard error
/// 1e-2: R and the exact derivative treat tied censorings differently when few are left (0.8 % apart at 60 months of
/// hepatoCellular, 1e-5 and less at early horizons; leaving one out lies within 1 % of both).
/// </summary>
public class BrierReferenceTests
{
    [Theory]
    [InlineData("hepatoCellular", "m", "rfs", "RFS", "Recurrence")]
    [InlineData("lung", "m", "efron", "time", "death")]
    [InlineData("pbc", "full", "efron", "time", "death")]
    [InlineData("rotterdam", "full", "efron", "rfst", "rfs")]
    public void At_CoxRisks_EqualsRiskRegressionScore(string data, string model, string cox, string time, string status)
    {
        var reference = Reference.Load(data);
        var names = reference.At("cox", cox, "coef").EnumerateObject().Select(p => p.Name).ToArray();
        var outcome = reference.Outcome(time, status);
        var x = reference.Matrix(names);
        var predictor = CoxModel.Fit(x, names.Length, outcome, cancellationToken: TestContext.Current.CancellationToken).Predictor;
        var entries = reference.At("score", "brier").EnumerateArray().ToArray();
        foreach (var expected in entries.Where(e => e.GetProperty("model").GetString() == model))
        {
            var t = expected.GetProperty("times").GetDouble();
            var risk = Enumerable.Range(0, outcome.Count)
                .Select(i => 1 - predictor.SurvivalAt(predictor.LogRisk(x.AsSpan(i * names.Length, names.Length)), t)).ToArray();
            var actual = BrierScore.At(outcome, risk, t);
            var none = entries.Single(e => e.GetProperty("model").GetString() == "Null model" && e.GetProperty("times").GetDouble() == t);
            Reference.Close(none.GetProperty("Brier").GetDouble(), actual.NullBrier!.Value, 1e-8, "null Brier");
            Reference.Close(expected.GetProperty("Brier").GetDouble(), actual.Brier.Value!.Value, 1e-8, "Brier");
            Reference.Close(expected.GetProperty("IPA").GetDouble(), actual.PredictionAccuracy!.Value, 1e-7, "IPA");
            Reference.Close(expected.GetProperty("se").GetDouble(), actual.Brier.StandardError!.Value, 1e-2, "se");
        }
    }
}
