using System.Text.Json;
using System.Text.RegularExpressions;
using HccRisk.Oracles;
using HccRisk.Survival.Curves;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Tests.Curves;

/// <summary>Kaplan-Meier, log-rank and Aalen-Johansen against R's survival, 1e-10.</summary>
public class NonparametricReferenceTests
{
    private static readonly (string Key, ConfidenceType Type)[] ConfidenceTypes =
    [
        ("plain", ConfidenceType.Plain), ("log", ConfidenceType.Log), ("log-log", ConfidenceType.LogLog),
        ("logit", ConfidenceType.Logit), ("arcsin", ConfidenceType.Arcsine),
    ];

    [Theory]
    [InlineData("hepatoCellular", "km_rfs", "RFS", "Recurrence", null)]
    [InlineData("hepatoCellular", "km_os", "OS", "Death", "Vascularinvasion")]
    [InlineData("lung", "km", "time", "death", null)]
    [InlineData("lung", "km_female", "time", "death", "female")]
    [InlineData("pbc", "km", "time", "death", null)]
    [InlineData("pbc", "km_trt", "time", "death", "trt1")]
    [InlineData("veteran", "km", "tm", "status", "trt1")]
    [InlineData("pbc", "reverse_km", "time", "death", null)]
    [InlineData("rotterdam", "km", "rfst", "rfs", null)]
    [InlineData("pbc", "km_weighted", "time", "death", null)]
    public void KaplanMeier_ReferenceData_EqualsSurvfit(string data, string key, string time, string status, string? strata)
    {
        var reference = Reference.Load(data);
        var expected = reference.At(key);
        var outcome = reference.Outcome(time, status);
        outcome = key == "km_weighted" ? outcome.WithWeights(reference.Column("w")) : outcome;
        var labels = strata is null ? [] : expected.GetProperty("strata").EnumerateArray().Select(e => e.GetString()!).ToArray();
        var groups = strata is null ? [""] : labels.Distinct().ToArray();
        for (var g = 0; g < groups.Length; g++)
        {
            var part = outcome;
            var rows = Enumerable.Range(0, expected.GetProperty("time").GetArrayLength()).ToArray();
            if (strata is not null)
            {
                var value = double.Parse(groups[g].Split('=')[1], System.Globalization.CultureInfo.InvariantCulture);
                part = outcome.Select([.. Enumerable.Range(0, outcome.Count).Where(i => reference.Column(strata)[i] == value)]);
                rows = [.. rows.Where(i => labels[i] == groups[g])];
            }

            double[] Take(JsonElement e) => [.. rows.Select(i => SurvivalReference.Number(e[i]))];
            if (key != "km_weighted")
            {
                var other = expected.GetProperty("fleming_harrington_stype2_ctype2");
                var curve = (key == "reverse_km" ? KaplanMeier.FollowUp(part) : KaplanMeier.Fit(part)).FlemingHarrington();
                var at = Array.ConvertAll(Take(expected.GetProperty("time")), t => Enumerable.Range(0, curve.Times.Count).Last(i => curve.Times[i] <= t));
                Reference.Close(Take(other.GetProperty("surv")), [.. at.Select(i => curve.Survival[i])], 1e-10, "FH surv");
                Reference.Close(Take(other.GetProperty("cumhaz")), [.. at.Select(i => curve.CumulativeHazard[i])], 1e-10, "FH cumhaz");
                Reference.Close(Take(other.GetProperty("se")), [.. at.Select(i => curve.StandardErrors[i])], 1e-10, "FH se");
            }
            else
            {
                Assert.Contains("needs whole counts", Assert.Throws<NotSupportedException>(() => KaplanMeier.Fit(part).FlemingHarrington()).Message, StringComparison.Ordinal);
            }

            foreach (var (name, type) in ConfidenceTypes)
            {
                var curve = key == "reverse_km" ? KaplanMeier.FollowUp(part, type) : KaplanMeier.Fit(part, type);
                if (rows.Length == curve.Times.Count)
                {
                    Reference.Close(Take(expected.GetProperty("time")), curve.Times, 0, "time");
                    Reference.Close(Take(expected.GetProperty("n_event")), curve.Events, 0, "n_event");
                    Reference.Close(Take(expected.GetProperty("n_censor")), curve.Censored, 0, "n_censor");
                    Reference.Close(Take(expected.GetProperty("cumhaz_na")), curve.CumulativeHazard, 1e-10, "cumhaz");
                    Reference.Close(Take(expected.GetProperty("se_cumhaz")), curve.CumulativeHazardErrors, 1e-10, "se cumhaz");
                }

                // Some references are at chosen times only.
                var points = Array.ConvertAll(Take(expected.GetProperty("time")), curve.At);
                Reference.Close(Take(expected.GetProperty("n_risk")), [.. points.Select(p => p.AtRisk)], 1e-14, "n_risk");
                Reference.Close(Take(expected.GetProperty("surv")), [.. points.Select(p => p.Survival)], 1e-10, "surv");
                Reference.Close(Take(expected.GetProperty("se_greenwood")), [.. points.Select(p => p.StandardError)], 1e-10, "se");
                var limits = expected.GetProperty("ci_" + name);
                Reference.Close(Take(limits.GetProperty("lower")), [.. points.Select(p => p.Lower)], 1e-10, name + " lower");
                Reference.Close(Take(limits.GetProperty("upper")), [.. points.Select(p => p.Upper)], 1e-10, name + " upper");
                var quantiles = expected.GetProperty("quantiles_" + name);
                double[] Row(string field)
                {
                    var element = quantiles.GetProperty(field);
                    return SurvivalReference.Numbers(strata is null ? element : element[g]);
                }

                double[] probabilities = [0.25, 0.5, 0.75];
                var actual = Array.ConvertAll(probabilities, curve.Quantile);
                Reference.Close(Row("quantile"), [.. actual.Select(q => q.Time ?? double.NaN)], 1e-12, name + " quantile");
                Reference.Close(Row("lower"), [.. actual.Select(q => q.Lower ?? double.NaN)], 1e-12, name + " quantile lower");
                Reference.Close(Row("upper"), [.. actual.Select(q => q.Upper ?? double.NaN)], 1e-12, name + " quantile upper");
            }
        }
    }

    [Fact]
    public void KaplanMeier_StartStopRows_EqualsSurvfit()
    {
        var reference = SurvivalReference.TryLoad("startstop", "heart");
        Assert.SkipWhen(reference is null, SharedData.MissingReason);
        var expected = reference!.At("heart_km");
        var curve = KaplanMeier.Fit(reference.Outcome("stop", "event").WithEntries(reference.Column("start")));
        var times = SurvivalReference.Numbers(expected.GetProperty("times"));
        var points = Array.ConvertAll(times, curve.At);
        Reference.Close(SurvivalReference.Numbers(expected.GetProperty("surv")), [.. points.Select(p => p.Survival)], 1e-10, "surv");
        Reference.Close(SurvivalReference.Numbers(expected.GetProperty("se")), [.. points.Select(p => p.StandardError)], 1e-10, "se");
        Reference.Close(
            SurvivalReference.Numbers(expected.GetProperty("cumhaz")),
            [.. times.Select(t => curve.CumulativeHazard[Enumerable.Range(0, curve.Times.Count).Last(i => curve.Times[i] <= t)])], 1e-10, "cumhaz");

        // R's summary reports the number at risk at the next time of the curve.
        Reference.Close(
            SurvivalReference.Numbers(expected.GetProperty("n_risk")),
            [.. times.Select(t => curve.AtRisk[Enumerable.Range(0, curve.Times.Count).First(i => curve.Times[i] >= t)])], 0, "n_risk");
    }

    [Theory]
    [InlineData("hepatoCellular", 3)]
    [InlineData("lung", 4)]
    [InlineData("pbc", 6)]
    [InlineData("rotterdam", 2)]
    [InlineData("veteran", 3)]
    public void LogRank_ReferenceData_EqualsSurvdiff(string data, int tests)
    {
        var reference = Reference.Load(data);
        Assert.Equal(tests, reference.Root.GetProperty("logrank").GetArrayLength());
        foreach (var expected in reference.Root.GetProperty("logrank").EnumerateArray())
        {
            var match = Regex.Match(expected.GetProperty("formula").GetString()!, @"^Surv\((\S+), (\S+)\) ~ ([^ +]+)(?: \+ strata\((.+)\))?$");
            Assert.True(match.Success, expected.GetProperty("formula").GetString());
            var group = reference.Column(match.Groups[3].Value);
            var strata = match.Groups[4].Success ? reference.Column(match.Groups[4].Value) : null;
            var status = reference.Column(match.Groups[2].Value);
            var rows = Enumerable.Range(0, group.Length).Where(i => !double.IsNaN(group[i]) && (strata is null || !double.IsNaN(strata[i]))).ToArray();
            var outcome = reference.Outcome(match.Groups[1].Value, match.Groups[2].Value).Select(rows);
            int[] codes = [.. rows.Select(i => (int)group[i])];
            int[] stratumCodes = strata is null ? [] : [.. rows.Select(i => (int)strata[i])];
            var actual = LogRank.Test(outcome, codes, stratumCodes, expected.GetProperty("rho").GetDouble());

            Reference.Close(expected.GetProperty("chisq").GetDouble(), actual.Test.Statistic, 1e-10, "chisq");
            Assert.Equal(expected.GetProperty("df").GetInt32(), actual.Test.DegreesOfFreedom);
            Reference.Close(expected.GetProperty("p").GetDouble(), actual.Test.PValue, 1e-8, "p");
            Reference.Close(Total(expected.GetProperty("obs")), [.. actual.Groups.Select(g => g.Observed)], 1e-10, "observed");
            Reference.Close(Total(expected.GetProperty("exp")), [.. actual.Groups.Select(g => g.Expected)], 1e-10, "expected");
            for (var i = 0; i < actual.Groups.Count; i++)
            {
                for (var j = 0; j < actual.Groups.Count; j++)
                {
                    Assert.Equal(expected.GetProperty("var")[i][j].GetDouble(), actual.Covariance(i, j), 1e-9);
                }
            }
        }

        // Strata come as one row a group with one column a stratum.
        static double[] Total(JsonElement e) => e[0].ValueKind == JsonValueKind.Array
            ? [.. e.EnumerateArray().Select(r => SurvivalReference.Numbers(r).Sum())]
            : SurvivalReference.Numbers(e);
    }

    [Theory]
    [InlineData("pbc", "time")]
    [InlineData("rotterdam", "rfst")]
    public void AalenJohansen_ReferenceData_EqualsSurvfit(string data, string time)
    {
        var reference = Reference.Load(data);
        var expected = reference.At("aj");
        var curves = AalenJohansen.Fit(reference.Outcome(time, "cause"));
        var times = SurvivalReference.Numbers(expected.GetProperty("times"));
        for (var k = 0; k < times.Length; k++)
        {
            var index = Enumerable.Range(0, curves.Times.Count).Last(i => curves.Times[i] <= times[k]);
            var probability = SurvivalReference.Numbers(expected.GetProperty("pstate")[k]);
            var error = SurvivalReference.Numbers(expected.GetProperty("se")[k]);
            Reference.Close(probability[0], curves.EventFree[index], 1e-10, "event-free");
            foreach (var cause in curves.Causes)
            {
                Reference.Close(probability[cause], curves.IncidenceAt(cause, times[k]), 1e-10, "incidence");
                Reference.Close(error[cause], curves.StandardErrors(cause)[index], 1e-10, "se");
            }
        }
    }
}
