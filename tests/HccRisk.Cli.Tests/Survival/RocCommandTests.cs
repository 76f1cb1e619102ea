using System.Globalization;
using System.Text;
using System.Text.Json;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.ClinicalUtility;
using HccRisk.Survival.Evaluation.Discrimination;
using Xunit;
using static HccRisk.Cli.Tests.Survival.SurvivalCommandRun;

namespace HccRisk.Cli.Tests.Survival;

/// <summary>What the commands print on request is what the library computes; the library's tests compare it with R and with closed forms.</summary>
public class RocCommandTests
{
    [Fact]
    public void Commands_OnRequest_PrintWhatTheLibraryComputes()
    {
        var random = new Random(3);
        var n = 60;
        double[] marker = [.. Enumerable.Range(0, n).Select(_ => Math.Round(random.NextDouble() * 4 - 2, 2))];
        double[] times = [.. marker.Select(m => Math.Round(-Math.Log(1 - random.NextDouble()) * Math.Exp(-m) + 0.01, 3))];
        int[] events = [.. Enumerable.Range(0, n).Select(_ => random.Next(3) > 0 ? 1 : 0)];
        double[] old = [.. marker.Select(m => Math.Round(0.2 + 0.05 * m, 3))];
        double[] better = [.. marker.Select(m => Math.Round(1 / (1 + Math.Exp(-m)), 3))];
        var outcome = new SurvivalOutcome(times, events);
        var path = Path.Combine(Path.GetTempPath(), $"hccrisk-{Guid.NewGuid():N}.csv");
        try
        {
            var text = new StringBuilder("t,e,m,o,b\n");
            for (var i = 0; i < n; i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{times[i]},{events[i]},{marker[i]},{old[i]},{better[i]}\n");
            }

            File.WriteAllText(path, text.ToString());
            var common = $"--data {path} --time t --event e";
            var concordance = Run($"concordance {common} --marker m --gonen-heller --risk curve=o:b --times 0.3,0.8");
            Assert.Equal(ModelConcordance.GonenHeller(marker).Value, Number(concordance, "gonen_heller", "c"));
            var antolini = ModelConcordance.Antolini(outcome, [.. Enumerable.Range(0, n).SelectMany(i => new[] { old[i], better[i] })], [0.3, 0.8]);
            Assert.Equal(antolini.Value, Number(concordance, "antolini", "curve", "c"));
            Assert.Equal(antolini.StandardError, Number(concordance, "antolini", "curve", "se"));

            var auc = Run($"auc {common} --marker m --times 0.5 --incident --roc --threshold 0.1");
            Assert.Equal(IncidentDynamicAuc.At(outcome, marker, [0.5])[0].Value, auc.GetProperty("incident").GetProperty("AUC")[0].GetDouble());
            var curve = auc.GetProperty("roc")[0];
            double[] tp = [.. curve.GetProperty("TP").EnumerateArray().Select(v => v.GetDouble())];
            double[] fp = [.. curve.GetProperty("FP").EnumerateArray().Select(v => v.GetDouble())];
            var area = Enumerable.Range(1, tp.Length - 1).Sum(k => (fp[k - 1] - fp[k]) * (tp[k] + tp[k - 1]) / 2);
            Assert.Equal(auc.GetProperty("AUC")[0].GetDouble(), area, 1e-12);
            Assert.Equal(TimeDependentRoc.At(outcome, marker, 0.1, 0.5).Specificity.Value, Number(auc.GetProperty("accuracy")[0], "specificity", "value"));
            Assert.Equal(TimeDependentRoc.At(outcome, marker, 0.1, 0.5).PositivePredictiveValue.StandardError, Number(auc.GetProperty("accuracy")[0], "PPV", "se"));

            var score = Run($"score {common} --risk old=o,new=b --at 0.5 --reclassify old,new --cuts 0.2,0.5").GetProperty("reclassification")[0];
            Assert.Equal(Reclassification.Continuous(outcome, old, better, 0.5).Net.Value, Number(score, "NRI", "value"));
            Assert.Equal(Reclassification.IntegratedDiscrimination(outcome, old, better, 0.5).PValue, Number(score, "IDI", "p"));
            Assert.Equal(
                Reclassification.Categorical(outcome, old, better, new HccRisk.Survival.CutPoints.RiskGroups([0.2, 0.5], "given"), 0.5).Net.Value, Number(score, "NRI_categorical", "value"));
            Assert.Contains(
                "must name the old and the new of the models old, new",
                Assert.Throws<ArgumentException>(() => Run($"score {common} --risk old=o,new=b --at 0.5 --reclassify old,newer")).Message,
                StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static double? Number(JsonElement element, params string[] path) => path.Aggregate(element, (e, name) => e.GetProperty(name)).GetDouble();
}
