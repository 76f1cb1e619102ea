using System.Globalization;
using System.Text.Json;
using HccRisk.Oracles;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.Resampling;

namespace HccRisk.Survival.Tests.Resampling;

/// <summary>Five completions of the pbc data, analysed by R's coxph and pooled (reference/mi: own formulas and mice::pool 3.15.0).</summary>
public sealed class MultipleImputationReferenceTests
{
    // The pooling of given numbers agrees to 1e-10; R printed them with 15 digits, and inverting a t distribution costs a few.
    private const double Pooling = 1e-10;

    [Theory]
    [InlineData("pooled_dfcom_n_minus_k")]
    [InlineData("pooled_dfcom_events_minus_k")]
    public void Pool_CoefficientsOfR_FollowsTheReference(string block)
    {
        var root = Root();
        var expected = root.GetProperty(block);
        var complete = expected.GetProperty("dfcom").GetDouble();
        for (var j = 0; j < root.GetProperty("terms").GetArrayLength(); j++)
        {
            var pooled = RubinPooling.Pool([.. Copies(root).Select(c => c.GetProperty("coef")[j].GetDouble())], [.. Copies(root).Select(c => c.GetProperty("se")[j].GetDouble())], 0.95, complete);

            void Same(string name, double actual) => Reference.Close(expected.GetProperty(name)[j].GetDouble(), actual, Pooling, $"{block} {name} {j}");
            Same("qbar", pooled.Value);
            Same("se", pooled.StandardError);
            Same("ubar", pooled.WithinVariance);
            Same("b", pooled.BetweenVariance);
            Same("df_barnard_rubin", pooled.DegreesOfFreedom);
            Same("fmi", pooled.MissingInformation);
            Same("lower", pooled.Lower);
            Same("upper", pooled.Upper);
        }
    }

    [Fact]
    public void Pool_MiceItself_GivesTheSame()
    {
        var root = Root();
        var expected = root.GetProperty("mice_pool");
        for (var j = 0; j < 7; j++)
        {
            var pooled = RubinPooling.Pool([.. Copies(root).Select(c => c.GetProperty("coef")[j].GetDouble())], [.. Copies(root).Select(c => c.GetProperty("se")[j].GetDouble())], 0.95, 118);

            Reference.Close(expected.GetProperty("se")[j].GetDouble(), pooled.StandardError, Pooling, "se");
            Reference.Close(expected.GetProperty("df")[j].GetDouble(), pooled.DegreesOfFreedom, Pooling, "df");
            Reference.Close(expected.GetProperty("fmi")[j].GetDouble(), pooled.MissingInformation, Pooling, "fmi");
        }
    }

    [Fact]
    public void Test_SeveralCoefficients_IsD1()
    {
        var root = Root();
        foreach (var expected in root.GetProperty("D1").EnumerateArray())
        {
            int[] terms = [.. expected.GetProperty("terms_1based").EnumerateArray().Select(t => t.GetInt32() - 1)];

            var test = RubinPooling.Test(
                [.. Copies(root).Select(c => terms.Select(t => c.GetProperty("coef")[t].GetDouble()).ToArray())],
                [.. Copies(root).Select(c => terms.SelectMany(t => terms.Select(u => c.GetProperty("vcov")[t][u].GetDouble())).ToArray())]);

            Assert.Equal(expected.GetProperty("k").GetInt32(), test.Numerator);
            Reference.Close(expected.GetProperty("r").GetDouble(), test.VarianceIncrease, Pooling, "r");
            Reference.Close(expected.GetProperty("D1").GetDouble(), test.Statistic, Pooling, "D1");
            Reference.Close(expected.GetProperty("df2").GetDouble(), test.Denominator, Pooling, "df2");
            var p = expected.GetProperty("p").GetDouble();
            Assert.Equal(1, test.PValue / p, 1e-8); // A tail as small as 1e-35 amplifies the last digits of the statistic.
        }
    }

    [Fact]
    public void Test_BadInput_NamesTheCopy()
    {
        Assert.Contains("at least 2", Assert.Throws<ArgumentException>(() => RubinPooling.Test([[1]], [[1]])).Message, StringComparison.Ordinal);
        Assert.Contains("Copy 1", Assert.Throws<ArgumentException>(() => RubinPooling.Test([[1], [1, 2]], [[1], [1]])).Message, StringComparison.Ordinal);
        Assert.Contains("rank 1 of 2", Assert.Throws<ArgumentException>(() => RubinPooling.Test([[1, 1], [1, 2]], [[1, 1, 1, 1], [1, 1, 1, 1]])).Message, StringComparison.Ordinal);
    }

    // From the completed tables themselves: our Cox model (Efron), C and its error, then the pooling. coxph stops at a relative change of 1e-9 of the
    // log-likelihood, which leaves coefficients with about 1e-7.
    [Fact]
    public void CoxOfEachCompletion_Pooled_FollowsTheReference()
    {
        var root = Root();
        var terms = root.GetProperty("terms").EnumerateArray().Select(t => t.GetString()!).ToArray();
        var logits = new List<(double Value, double Error)>();
        var models = new List<CoxModel>();
        foreach (var (file, copy) in root.GetProperty("completions").EnumerateArray().Select(f => f.GetString()!).Zip(Copies(root)))
        {
            var (outcome, x) = Read(file, terms);
            var model = CoxModel.Fit(x, terms.Length, outcome, new CoxOptions(), cancellationToken: TestContext.Current.CancellationToken);
            Reference.Close([.. copy.GetProperty("coef").EnumerateArray().Select(c => c.GetDouble())], model.Coefficients, 1e-6, "coef " + file);
            models.Add(model);
            var scores = Enumerable.Range(0, outcome.Count).Select(i => Enumerable.Range(0, terms.Length).Sum(j => model.Coefficients[j] * x[(i * terms.Length) + j])).ToArray();
            var c = Concordance.Harrell(outcome, scores).Estimate;
            Reference.Close(copy.GetProperty("harrell").GetDouble(), c.Value!.Value, 1e-10, "C " + file);
            logits.Add((Math.Log(c.Value.Value / (1 - c.Value.Value)), c.StandardError!.Value / (c.Value.Value * (1 - c.Value.Value))));
        }

        var expected = root.GetProperty("pooled_logit_C");
        var pooled = RubinPooling.Pool([.. logits.Select(l => l.Value)], [.. logits.Select(l => l.Error)], 0.95, expected.GetProperty("dfcom").GetDouble());
        Reference.Close(expected.GetProperty("qbar").GetDouble(), pooled.Value, 1e-9, "logit C");
        Reference.Close(expected.GetProperty("se").GetDouble(), pooled.StandardError, 1e-7, "its error");
        Reference.Close(expected.GetProperty("C").GetDouble(), 1 / (1 + Math.Exp(-pooled.Value)), 1e-9, "C");
        for (var j = 0; j < terms.Length; j++)
        {
            var one = RubinPooling.Pool([.. models.Select(m => m.Coefficients[j])], [.. models.Select(m => m.StandardErrors[j])]);
            Reference.Close(root.GetProperty("pooled_dfcom_n_minus_k").GetProperty("qbar")[j].GetDouble(), one.Value, 1e-6, terms[j]);
            Reference.Close(root.GetProperty("pooled_dfcom_n_minus_k").GetProperty("se")[j].GetDouble(), one.StandardError, 1e-6, terms[j]);
        }
    }

    private static JsonElement Root()
    {
        var path = SharedData.TryPath("reference", "mi", "pbc.json");
        Assert.SkipWhen(path is null, SharedData.MissingReason);
        return JsonDocument.Parse(File.ReadAllText(path)).RootElement;
    }

    private static JsonElement.ArrayEnumerator Copies(JsonElement root) => root.GetProperty("per_completion").EnumerateArray();

    private static (SurvivalOutcome Outcome, double[] X) Read(string file, string[] terms)
    {
        var lines = File.ReadAllLines(SharedData.TryPath("reference", "mi", file)!);
        var header = lines[0].Split(',');
        double[][] rows = [.. lines.Skip(1).Select(l => l.Split(',').Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToArray())];
        double Cell(double[] row, string name) => row[Array.IndexOf(header, name)];
        return (
            new SurvivalOutcome([.. rows.Select(r => Cell(r, "time"))], [.. rows.Select(r => (int)Cell(r, "death"))]),
            [.. rows.SelectMany(r => terms.Select(t => Cell(r, t)))]);
    }
}
