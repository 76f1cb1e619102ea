using HccRisk.Oracles;
using HccRisk.Survival.Metrics;

namespace HccRisk.Survival.Tests.Metrics;

/// <summary>AUC(t) against timeROC and riskRegression: 1e-8 for the area, 1e-4 for the standard error (R's two routes differ by 2e-5).</summary>
public class TimeDependentAucReferenceTests
{
    [Theory]
    [InlineData("hepatoCellular", "tdauc", "rfs", "RFS", "Recurrence")]
    [InlineData("lung", "tdauc", "efron", "time", "death")]
    [InlineData("lung", "tdauc_tied_marker", "ph.ecog", "time", "death")]
    [InlineData("pbc", "tdauc", "efron", "time", "death")]
    [InlineData("rotterdam", "tdauc", "efron", "rfst", "rfs")]
    [InlineData("veteran", "tdauc", "karno", "time", "status")]
    [InlineData("veteran", "tdauc_ties", "karno", "tm", "status")]
    public void CumulativeDynamic_TimeRocConvention_EqualsTimeRoc(string data, string key, string marker, string time, string status)
    {
        var reference = Reference.Load(data);
        var outcome = reference.Outcome(time, status);
        var score = reference.Marker(marker);
        var expected = reference.At(key, "timeROC");
        var times = SurvivalReference.Numbers(expected.GetProperty("times"));
        var actual = TimeDependentAuc.CumulativeDynamic(
            outcome, score, times, new TimeDependentAucOptions { Convention = AucConvention.TimeRoc }, TestContext.Current.CancellationToken);
        Reference.Close(SurvivalReference.Numbers(expected.GetProperty("AUC")), [.. actual.Select(a => a.Auc.Value!.Value)], 1e-8, "AUC");
        Reference.Close(SurvivalReference.Numbers(expected.GetProperty("se")), [.. actual.Select(a => a.Auc.StandardError!.Value)], 1e-4, "se");
    }
}
