using System.Text.Json;
using HccRisk.Oracles;
using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation.Brier;
using HccRisk.Survival.Evaluation.Calibration;
using HccRisk.Survival.Evaluation.ClinicalUtility;
using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Survival.Tests.Evaluation;

/// <summary>Scores at the horizon where all follow-up ends, and beyond it.</summary>
public class HorizonTests
{
    private const double End = 24;

    /// <summary>Nobody is censored before the end, so that every weight is 1 and every number a textbook formula of complete data.</summary>
    [Fact]
    public void At_AllCensoredAtTheHorizonOnly_IsThePlainFormula()
    {
        var table = OracleFile.Table("horizon.csv");
        int[] rows = [.. Enumerable.Range(0, table["t1"].Length).Where(i => table["e1"][i] == 1 || table["t1"][i] == End)];
        var (risk, other) = (Take(table["a"], rows), Take(table["b"], rows));
        var status = Take(table["e1"], rows);
        var outcome = new SurvivalOutcome(Take(table["t1"], rows), Array.ConvertAll(status, e => (int)e));
        var n = rows.Length;

        var brier = BrierScore.At(outcome, risk, End);
        double[] squares = [.. Enumerable.Range(0, n).Select(i => (status[i] - risk[i]) * (status[i] - risk[i]))];
        var share = status.Average();
        Reference.Close(squares.Average(), brier.Brier.Value!.Value, 1e-12, "Brier");
        Reference.Close(Error(squares), brier.Brier.StandardError!.Value, 1e-12, "its error");
        Reference.Close(share * (1 - share), brier.NullBrier!.Value, 1e-12, "null Brier");
        Reference.Close(1 - (squares.Average() / (share * (1 - share))), brier.PredictionAccuracy!.Value, 1e-12, "IPA");

        double[] otherSquares = [.. Enumerable.Range(0, n).Select(i => (status[i] - other[i]) * (status[i] - other[i]))];
        double[] differences = [.. squares.Zip(otherSquares, (s, o) => s - o)];
        var difference = BrierScore.Compare(outcome, risk, other, End).Difference;
        Reference.Close(differences.Average(), difference.Value!.Value, 1e-12, "difference");
        Reference.Close(Error(differences), difference.StandardError!.Value, 1e-12, "its error");

        // Mann and Whitney's share of pairs in which the case has the higher score.
        var pairs = from i in Enumerable.Range(0, n) from j in Enumerable.Range(0, n) where status[i] == 1 && status[j] == 0 select risk[i].CompareTo(risk[j]) / 2.0 + 0.5;
        var auc = TimeDependentAuc.CumulativeDynamic(outcome, risk, [End], cancellationToken: TestContext.Current.CancellationToken)[0];
        Reference.Close(pairs.Average(), auc.Auc.Value!.Value, 1e-12, "AUC");
        Assert.Equal((n, 0), (auc.Cases + auc.Controls, auc.Unknown));

        Assert.All(IpcwWeights.At(outcome, End), w => Assert.Equal(1, w, 1e-12));
        var accuracy = TimeDependentRoc.At(outcome, risk, 0.5, End);
        Reference.Close(Enumerable.Range(0, n).Where(i => status[i] == 0).Average(i => risk[i] > 0.5 ? 0.0 : 1), accuracy.Specificity.Value!.Value, 1e-12, "specificity");
        double Moves(double of) => Enumerable.Range(0, n).Where(i => status[i] == of).Average(i => risk[i] - other[i]);
        Reference.Close(Moves(1) - Moves(0), Reclassification.IntegratedDiscrimination(outcome, other, risk, End).Net.Value!.Value, 1e-12, "IDI");
        Reference.Close(share / risk.Average(), CalibrationStatistics.Of(outcome, risk, End).ObservedExpected.Value!.Value, 1e-12, "O/E");
        var acting = Enumerable.Range(0, n).Sum(i => risk[i] >= 0.4 ? (status[i] == 1 ? 1 : -0.4 / 0.6) : 0) / n;
        Reference.Close(acting, DecisionCurve.Of(outcome, risk, End, [0.4]).Points[0].NetBenefit.Value!.Value, 1e-12, "net benefit");
    }

    /// <summary>riskRegression with the patients who were censored at the end moved behind it, 1e-9: 15 digits printed, one subtraction.</summary>
    [Theory]
    [InlineData("single", "t1", "e1")]
    [InlineData("competing", "t2", "e2")]
    public void At_EarlierCensoringToo_EqualsRWithTheLastMovedBehind(string name, string time, string status)
    {
        var table = OracleFile.Table("horizon.csv");
        var expected = OracleFile.Json("horizon.json").GetProperty(name);
        var outcome = new SurvivalOutcome(table[time], Array.ConvertAll(table[status], e => (int)e));
        foreach (var model in (string[])["a", "b"])
        {
            var brier = BrierScore.At(outcome, table[model], End);
            var row = Row(expected, "brier", model);
            Same(row, "Brier", brier.Brier);
            Reference.Close(row.GetProperty("IPA").GetDouble(), brier.PredictionAccuracy!.Value, 1e-9, "IPA");
            Same(Row(expected, "auc", model), "AUC", TimeDependentAuc.CumulativeDynamic(outcome, table[model], [End], cancellationToken: TestContext.Current.CancellationToken)[0].Auc);
            Same(Contrast(expected, "brier_contrasts", model, "Null model"), "delta.Brier", BrierScore.Compare(outcome, table[model], [], End).Difference);
        }

        Same(Row(expected, "brier", "Null model"), "Brier", BrierScore.At(outcome, table["a"], End).NullEstimate!);
        var auc = TimeDependentAuc.Compare(outcome, table["b"], table["a"], [End])[0];
        Same(Contrast(expected, "auc_contrasts", "b", "a"), "delta.AUC", auc.Difference);
        double[] both = [.. table["a12"].Zip(table["a"], (early, late) => (double[])[early, late]).SelectMany(r => r)];
        var integrated = IntegratedBrier.Of(outcome, both, [12, End]);
        var ibs = expected.GetProperty("ibs").EnumerateArray().Last(r => r.GetProperty("model").GetString() == "a").GetProperty("IBS").GetDouble();
        Reference.Close(ibs, integrated.Integrated.Value!.Value, 1e-9, "IBS");
    }

    /// <summary>The plain mean, 0.219852 to the six digits it was given with.</summary>
    [Fact]
    public void At_AdministrativeCensoring_IsTheMeanOfSquares()
    {
        var path = SharedData.TryPath("cases", "survival", "admin_censored_24.csv");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        double[][] rows = [.. File.ReadLines(path).Skip(1).Select(l => Array.ConvertAll(l.Split(','), c => double.Parse(c, System.Globalization.CultureInfo.InvariantCulture)))];
        var outcome = new SurvivalOutcome([.. rows.Select(r => r[0])], [.. rows.Select(r => (int)r[1])]);
        Assert.Equal(0.219852, BrierScore.At(outcome, [.. rows.Select(r => r[2])], End).Brier.Value!.Value, 5e-7);
    }

    [Fact]
    public void At_BeyondFollowUp_SaysWhyOfEveryMeasure()
    {
        var table = OracleFile.Table("horizon.csv");
        var outcome = new SurvivalOutcome(table["t2"], Array.ConvertAll(table["e2"], e => (int)e));
        var (risk, other, late) = (table["a"], table["b"], End + 1);
        var brier = BrierScore.At(outcome, risk, late);
        var calibration = CalibrationStatistics.Of(outcome, risk, late);
        var accuracy = TimeDependentRoc.At(outcome, risk, 0.5, late);
        var curve = DecisionCurve.Of(outcome, risk, late, [0.4]);
        var reclassified = Reclassification.Continuous(outcome, other, risk, late);
        double[] both = [.. risk.SelectMany(r => (double[])[r, r])];
        var integrated = IntegratedBrier.Of(outcome, both, [12, late]);
        MetricEstimate?[] all =
        [
            brier.Brier, brier.Accuracy, BrierScore.Compare(outcome, risk, other, late).Difference, integrated.Integrated, integrated.Accuracy,
            TimeDependentAuc.CumulativeDynamic(outcome, risk, [late], cancellationToken: TestContext.Current.CancellationToken)[0].Auc, TimeDependentRoc.Curve(outcome, risk, late).Auc,
            accuracy.Sensitivity, accuracy.Specificity, accuracy.PositivePredictiveValue, accuracy.NegativePredictiveValue,
            calibration.Observed, calibration.ObservedExpected, calibration.Intercept, calibration.Slope,
            curve.Prevalence, curve.Points[0].NetBenefit, curve.Points[0].TreatAll, reclassified.Net, reclassified.Cases,
        ];
        Assert.All(all, e =>
        {
            Assert.Null(e!.Value);
            Assert.Contains("followed to 25", e.NotEstimable, StringComparison.Ordinal);
        });
        Assert.Contains("followed to 25", CalibrationCurve.Smoothed(outcome, risk, late).NotEstimable, StringComparison.Ordinal);
        Assert.Contains("followed to 25", CalibrationCurve.Grouped(outcome, risk, late).TestNotEstimable, StringComparison.Ordinal);
    }

    [Fact]
    public void At_NobodyHadTheEventByThen_HasNoAccuracyAndSaysWhy()
    {
        var brier = BrierScore.At(new SurvivalOutcome([3, 4, 5], [1, 0, 1]), [0.1, 0.2, 0.3], 2);
        Assert.Null(brier.PredictionAccuracy);
        Assert.Contains("score without covariates is 0", brier.Accuracy!.NotEstimable, StringComparison.Ordinal);
    }

    private static double[] Take(double[] values, int[] rows) => Array.ConvertAll(rows, i => values[i]);

    /// <summary>Standard error of a mean.</summary>
    private static double Error(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1) / values.Length);
    }

    private static JsonElement Row(JsonElement of, string table, string model) =>
        of.GetProperty(table).EnumerateArray().First(r => r.GetProperty("model").GetString() == model);

    private static JsonElement Contrast(JsonElement of, string table, string model, string reference) =>
        of.GetProperty(table).EnumerateArray().First(r => r.GetProperty("model").GetString() == model && r.GetProperty("reference").GetString() == reference);

    private static void Same(JsonElement row, string value, MetricEstimate actual)
    {
        Reference.Close(row.GetProperty(value).GetDouble(), actual.Value!.Value, 1e-9, value);
        Reference.Close(row.GetProperty("se").GetDouble(), actual.StandardError!.Value, 1e-9, value + " se");
        Reference.Close(row.GetProperty("lower").GetDouble(), actual.Lower!.Value, 1e-9, value + " lower");
        Reference.Close(row.GetProperty("upper").GetDouble(), actual.Upper!.Value, 1e-9, value + " upper");
    }
}
