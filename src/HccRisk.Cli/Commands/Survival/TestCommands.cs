using System.Text.Json.Nodes;
using HccRisk.Survival.Curves;
using HccRisk.Survival.HypothesisTests;
using Family = HccRisk.Survival.HypothesisTests.LogRank;

namespace HccRisk.Cli.Commands.Survival;

/// <summary>Commands that compare groups: logrank, gray, rmst.</summary>
internal static class TestCommands
{
    public static SurvivalReport LogRank(SurvivalInput input)
    {
        var (codes, labels, values) = Compared(input);
        var strata = Strata(input);
        var rho = input.Get(SurvivalOptions.Rho);
        var weights = input.Get(SurvivalOptions.Test) switch
        {
            "gehan" => LogRankWeights.Gehan,
            "tarone-ware" => LogRankWeights.TaroneWare,
            _ => LogRankWeights.FlemingHarrington(rho, input.Get(SurvivalOptions.Gamma)),
        };
        var result = Family.Test(input.Outcome, codes, weights, strata);
        var table = new TextTable($"Test of {labels.Length} groups: {weights.Name}", "group", "n", "observed", "expected");
        foreach (var group in result.Groups)
        {
            table.Add(labels[group.Group], group.Count, group.Observed, group.Expected);
        }

        var json = new JsonObject
        {
            ["test"] = weights.Name,
            ["rho"] = weights.Rho,
            ["gamma"] = weights.Gamma,
            ["groups"] = Json.Of(labels),
            ["n"] = Json.Of(result.Groups.Select(g => (double)g.Count)),
            ["obs"] = Json.Of(result.Groups.Select(g => g.Observed)),
            ["exp"] = Json.Of(result.Groups.Select(g => g.Expected)),
            ["var"] = Json.Square(labels.Length, result.Covariance),
            ["chisq"] = Json.Of(result.Test.Statistic),
            ["df"] = result.Test.DegreesOfFreedom,
            ["p"] = Json.Of(result.Test.PValue),
        };
        var tests = new TextTable("Tests", "test", "chisq", "df", "p", "adjusted p")
            .Add("all groups", result.Test.Statistic, result.Test.DegreesOfFreedom, result.Test.PValue, "");
        var remarks = new List<string>();
        if (result.NotEstimable is { } reason)
        {
            remarks.Add($"The test is not estimable: {reason}.");
        }

        if (labels.Length > 2)
        {
            var trend = result.Trend(values);
            if (double.IsNaN(trend.Statistic))
            {
                remarks.Add("The test for trend is not estimable: nothing varies along the groups.");
            }

            tests.Add("trend", trend.Statistic, trend.DegreesOfFreedom, trend.PValue, "");
            json["trend"] = new JsonObject { ["chisq"] = Json.Of(trend.Statistic), ["df"] = trend.DegreesOfFreedom, ["p"] = Json.Of(trend.PValue) };
            var adjust = input.Get(SurvivalOptions.Adjust);
            var pairs = new JsonArray();
            foreach (var pair in Pairs(adjust))
            {
                var test = pair.Result.Test;
                tests.Add($"{labels[pair.First]} / {labels[pair.Second]}", test.Statistic, test.DegreesOfFreedom, test.PValue, pair.AdjustedPValue);
                pairs.Add((JsonNode)new JsonObject
                {
                    ["groups"] = Json.Of([labels[pair.First], labels[pair.Second]]),
                    ["chisq"] = Json.Of(test.Statistic),
                    ["df"] = test.DegreesOfFreedom,
                    ["p"] = Json.Of(test.PValue),
                    ["p_adjusted"] = Json.Of(pair.AdjustedPValue),
                });
            }

            json["p_adjust_method"] = adjust;
            json["pairwise"] = pairs;
        }

        return new SurvivalReport(json, [table, tests], remarks);

        IReadOnlyList<LogRankPair> Pairs(string? adjust)
        {
            if (labels.Length > Family.MostPaired)
            {
                remarks.Add(FormattableString.Invariant($"There are {labels.Length} groups: every two of them are compared up to {Family.MostPaired}."));
                return [];
            }

            var pairs = Family.Pairwise(input.Outcome, codes, Adjustment(adjust), weights, strata);
            remarks.AddRange(pairs.Where(p => p.Result.NotEstimable is not null).Select(p => $"{labels[p.First]} / {labels[p.Second]}: not estimable, {p.Result.NotEstimable}."));
            return pairs;
        }
    }

    public static SurvivalReport Gray(SurvivalInput input)
    {
        var (codes, labels, _) = Compared(input);
        var strata = Strata(input);
        var outcome = input.AllCauses;
        var rho = input.Get(SurvivalOptions.Rho);
        var results = outcome.Causes.Select(c => GrayTest.Test(outcome, codes, c, rho, strata)).ToArray();
        var table = new TextTable($"Gray's test of {labels.Length} groups", "cause", "stat", "df", "p");
        foreach (var result in results)
        {
            table.Add(result.Cause, result.Test.Statistic, result.Test.DegreesOfFreedom, result.Test.PValue);
        }

        var json = new JsonObject
        {
            ["rho"] = rho,
            ["groups"] = Json.Of(labels),
            ["causes"] = Json.Of(results.Select(r => (double)r.Cause)),
            ["stat"] = Json.Of(results.Select(r => r.Test.Statistic)),
            ["p"] = Json.Of(results.Select(r => r.Test.PValue)),
            ["df"] = Json.Of(results.Select(r => (double)r.Test.DegreesOfFreedom)),
        };
        string[] untested = [.. results.Where(r => double.IsNaN(r.Test.Statistic)).Select(r => FormattableString.Invariant($"Cause {r.Cause}: the test is not estimable, the scores of the groups do not vary."))];
        if (input.Numbers(SurvivalOptions.Times) is not { } times)
        {
            return new SurvivalReport(json, [table], untested);
        }

        var parts = labels.Select((_, g) => outcome.Select([.. Enumerable.Range(0, codes.Length).Where(i => codes[i] == g)])).ToArray();
        var curves = Array.ConvertAll(parts, p => p.Causes.Count == 0 ? null : AalenJohansen.Fit(p));
        var incidence = new TextTable("Cumulative incidence by group", "group", "cause", "time", "incidence", "se");
        var (estimates, variances) = (new List<double[]>(), new List<double[]>());
        foreach (var cause in outcome.Causes)
        {
            for (var g = 0; g < labels.Length; g++)
            {
                var curve = curves[g]?.Causes.Contains(cause) == true ? curves[g] : null;
                var variance = curve?.AalenVariances(cause) ?? [];
                var at = Array.ConvertAll(times, t => CurveCommands.LastAtOrBefore(curve?.Times ?? [], t));
                var last = parts[g].LastTime;

                // As R, nothing is said beyond a group's own follow-up.
                double Of(int k, IReadOnlyList<double> values) => times[k] > last ? double.NaN : at[k] < 0 ? 0 : values[at[k]];
                estimates.Add([.. times.Select((_, k) => Of(k, curve?.Incidence(cause) ?? []))]);
                variances.Add([.. times.Select((_, k) => Of(k, variance))]);
                for (var k = 0; k < times.Length; k++)
                {
                    incidence.Add(labels[g], cause, times[k], estimates[^1][k], Math.Sqrt(variances[^1][k]));
                }
            }
        }

        json["est"] = Json.Rows(estimates);
        json["var"] = Json.Rows(variances);
        json["names"] = Json.Of(outcome.Causes.SelectMany(c => labels.Select(l => FormattableString.Invariant($"{l[(l.IndexOf('=', StringComparison.Ordinal) + 1)..]} {c}"))));
        string[] remarks = parts.SelectMany((p, g) => times.Any(t => t > p.LastTime)
            ? [FormattableString.Invariant($"{labels[g]}: nobody was followed beyond {p.LastTime}, later incidences are NA.")]
            : (string[])[]).ToArray();
        return new SurvivalReport(json, [table, incidence], [.. untested, .. remarks]);
    }

    public static SurvivalReport RestrictedMean(SurvivalInput input)
    {
        var tau = input.Require(SurvivalOptions.Tau);
        var group = input.Get(SurvivalOptions.Group);
        var (codes, labels, _) = group is null ? (new int[input.Count], ["all"], []) : input.Groups(group);
        if (labels.Length > 2)
        {
            throw new ArgumentException($"rmst compares two groups; '{group}' has {labels.Length}: {string.Join(", ", labels.Take(5))}{(labels.Length > 5 ? ", ..." : "")}.");
        }

        var means = KaplanMeier.FitStrata(input.Outcome, codes, level: input.Level).Values
            .Select(c => HccRisk.Survival.Curves.RestrictedMean.Of(c, tau)).ToArray();
        var table = new TextTable(FormattableString.Invariant($"Restricted mean survival time, tau = {tau}"), "group", "rmst", "se", "lower", "upper");
        var json = new JsonObject();
        for (var g = 0; g < means.Length; g++)
        {
            var mean = means[g];
            table.Add(labels[g], mean.Mean, mean.StandardError, mean.Lower, mean.Upper);
            json[FormattableString.Invariant($"arm{g}")] = new JsonObject
            {
                ["tau"] = tau,
                ["rmst"] = Json.Of(mean.Mean),
                ["var"] = Json.Of(mean.StandardError * mean.StandardError),
                ["se"] = Json.Of(mean.StandardError),
            };
        }

        if (means.Length == 1)
        {
            return new SurvivalReport(json, table);
        }

        var test = means[1].Against(means[0]);
        json["groups"] = Json.Of(labels);
        json["diff"] = Json.Of(test.Difference);
        json["diff_se"] = Json.Of(test.DifferenceError);
        json["diff_ci"] = Json.Of([test.DifferenceLower, test.DifferenceUpper]);
        json["ratio"] = Json.Of(test.Ratio);
        json["ratio_logse"] = Json.Of(test.LogRatioError);
        json["ratio_ci"] = Json.Of([test.RatioLower, test.RatioUpper]);
        json["ratio_p"] = Json.Of(test.RatioPValue);
        json["p"] = Json.Of(test.PValue);
        return new SurvivalReport(
            json,
            [
                table,
                new TextTable($"{labels[1]} against {labels[0]}", "measure", "estimate", "lower", "upper", "p")
                    .Add("difference", test.Difference, test.DifferenceLower, test.DifferenceUpper, test.PValue)
                    .Add("ratio", test.Ratio, test.RatioLower, test.RatioUpper, test.RatioPValue),
            ],
            double.IsNaN(test.PValue) ? ["The comparison has no p-value: neither mean varies."] : []);
    }

    /// <summary>The groups, two at least: a single one is named as the file does.</summary>
    private static (int[] Codes, string[] Labels, double[] Values) Compared(SurvivalInput input)
    {
        var groups = input.Groups(input.Require(SurvivalOptions.Group));
        return groups.Labels is [var only]
            ? throw new ArgumentException(FormattableString.Invariant($"{SurvivalOptions.Group.Name}: all {input.Count} patients are in group {only}; a comparison needs two."))
            : groups;
    }

    private static int[] Strata(SurvivalInput input) => input.Get(SurvivalOptions.Strata) is { } column ? input.Groups(column).Codes : [];

    private static PValueAdjustment Adjustment(string? name) => name switch
    {
        "bh" => PValueAdjustment.BenjaminiHochberg,
        "bonferroni" => PValueAdjustment.Bonferroni,
        "none" => PValueAdjustment.None,
        _ => PValueAdjustment.Holm,
    };
}
