#!/usr/bin/env dotnet
#:project ../src/HccRisk.Survival

// Remission times in weeks of 42 patients with leukaemia, 6-mercaptopurine against placebo (Freireich et al., Blood 1963).
using System.Globalization;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.Evaluation.Discrimination;
using HccRisk.Survival.HypothesisTests;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

double[] weeks =
[
    6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35,
    1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23,
];
int[] relapsed = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, .. Enumerable.Repeat(1, 21)];
int[] placebo = [.. Enumerable.Repeat(0, 21), .. Enumerable.Repeat(1, 21)];

var outcome = new SurvivalOutcome(weeks, relapsed);
Console.WriteLine($"{outcome.Count} patients, {outcome.EventCount()} relapses");

foreach (var (arm, first) in new[] { ("6-MP", 0), ("placebo", 21) })
{
    var curve = KaplanMeier.Fit(outcome.Select([.. Enumerable.Range(first, 21)]));
    Console.WriteLine($"{arm}: median remission {curve.Median.Time} weeks, {curve.At(10).Survival:0.0%} in remission at 10 weeks");
}

var test = LogRank.Test(outcome, placebo).Test;
Console.WriteLine($"log-rank chi-square {test.Statistic:0.00}, p = {test.PValue:0.00000}");

var cox = CoxModel.Fit(Array.ConvertAll(placebo, x => (double)x), columns: 1, outcome, columnNames: ["placebo"]);
var (b, se) = (cox.Coefficients[0], cox.StandardErrors[0]);
Console.WriteLine($"hazard ratio of placebo {Math.Exp(b):0.00} (95% CI {Math.Exp(b - 1.96 * se):0.00}-{Math.Exp(b + 1.96 * se):0.00})");
Console.WriteLine($"Harrell's C {Concordance.Harrell(outcome, Array.ConvertAll(placebo, x => (double)x)).Estimate.Value:0.000}");
