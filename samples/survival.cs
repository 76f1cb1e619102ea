#!/usr/bin/env dotnet
#:project ../src/HccRisk.Survival

// Remission times in weeks of 42 patients with leukaemia, 6-mercaptopurine against placebo (Freireich et al., Blood 1963).
using System.Globalization;
using HccRisk.Survival.Data;
using HccRisk.Survival.Regression;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

double[] weeks =
[
    6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35,
    1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23,
];
int[] relapsed = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, .. Enumerable.Repeat(1, 21)];
double[] placebo = [.. Enumerable.Repeat(0.0, 21), .. Enumerable.Repeat(1.0, 21)];

var outcome = new SurvivalOutcome(weeks, relapsed);
var cox = CoxModel.Fit(placebo, columns: 1, outcome, columnNames: ["placebo"]);
var (b, se) = (cox.Coefficients[0], cox.StandardErrors[0]);

Console.WriteLine($"{outcome.Count} patients, {outcome.EventCount()} relapses");
Console.WriteLine($"hazard ratio of placebo {Math.Exp(b):0.00} (95% CI {Math.Exp(b - 1.96 * se):0.00}-{Math.Exp(b + 1.96 * se):0.00})");
