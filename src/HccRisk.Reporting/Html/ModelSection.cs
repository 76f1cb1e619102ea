using System.Xml.Linq;
using HccRisk.Plots;
using HccRisk.Studies.Results;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Evaluation;
using HccRisk.Survival.Evaluation.Calibration;
using HccRisk.Survival.Evaluation.Discrimination;

namespace HccRisk.Reporting.Html;

/// <summary>One model: what goes in, how good it is and where, its risk groups, its coefficients and its card.</summary>
internal static class ModelSection
{
    private const int MostListedPatients = 2000;

    // Inputs are standardised before the fit, or the coefficient is multiplied by the deviation of its input.
    private const string Unit = "standard deviation of the prepared input";

    public static XElement Build(ReportContext context, ModelResult model, int index)
    {
        var (result, figures) = (context.Result, context.Figures);
        return Markup.Section("model-" + Numbers.Count(index + 1), "Model " + model.Name,
            Markup.P(Sentence(model.Description)),
            Inputs(model),
            new XElement("h3", "Performance over time"),
            CurveParts.Build(context, model),
            SummarySection.Evaluations(model).Where(p => p.Validation is null).Select(p => Performance(result, p)),
            Whole(model),
            new XElement("h3", "Risk groups"),
            Markup.P($"Patients are called high risk above a score of {Numbers.Fixed(model.Cut, 3)} ({model.CutRule.TrimEnd('.', ' ')}): a cut chosen on development patients and frozen before any external patient was scored."),
            RiskGroups(context, model),
            OptimismParts.Build(model),
            CohortPerformance.Build(context, model, index),
            EffectParts.Build(context, model),
            new XElement("h3", "Coefficients"),
            Coefficients(model, figures),
            StabilityParts.Build(model),
            context.Cover.ShowsPatients ? new object[] { new XElement("h3", "Predictions"), Predictions(result, model) } : null,
            new XElement("h3", "Model card"),
            Card(result, model));
    }

    private static object[] RiskGroups(ReportContext context, ModelResult model)
    {
        // What stands side by side has one scale.
        var top = CumulativeIncidencePlot.TopOf(SummarySection.Evaluations(model).SelectMany(e => e.Metrics.Groups?.Groups ?? []));
        return [.. SummarySection.Evaluations(model).Select(p => RiskGroups(context, p, top))];
    }

    private static XElement Inputs(ModelResult model) => model.FeaturesByModality.Count == 0
        ? Markup.P("No input feature was recorded.")
        : Markup.Table("Inputs before selection", ["Modality", "#Features"],
            model.FeaturesByModality.Select(f => Markup.Row(Markup.RowHeader(f.Key), Markup.Number(f.Value))));

    /// <summary>What is known of a cohort that was not validated in full.</summary>
    private static object[] Performance(StudyResult result, CohortEvaluation p) =>
    [
        Markup.Table($"{p.Cohort}: {Numbers.Of(p.Metrics.Patients, "patient")}, {Numbers.Of(p.Metrics.Events, "event")}", ["Measure", "Estimate", "Method"],
        [
            Estimate("Harrell's C", p.Metrics.Harrell),
            Estimate("Uno's C", p.Metrics.Concordance),
            .. p.Metrics.Auc.SelectMany(h => Horizon(result, p, h)),
        ]),
        p.Metrics.Auc.Count == 0 ? Markup.P("No horizon was evaluated on this cohort.") : "",
    ];

    /// <summary>What judges predicted curves as a whole; each horizon is judged further below.</summary>
    private static object[] Whole(ModelResult model)
    {
        XElement[] rows = [.. SummarySection.Evaluations(model).SelectMany(p => Whole(p.Metrics) is { Length: > 0 } own ? own.Prepend(Markup.Group(p.Cohort, 3)) : [])];
        return rows.Length == 0 ? [] :
        [
            Markup.Table("Predicted curves as a whole", ["Measure", "Estimate", "Method"], rows),
            Markup.Note("Log score: lower is better. Events over predicted hazard: 1 is ideal. D- and A-calibration: a small p says that the predicted curves are off."),
        ];
    }

    private static XElement[] Whole(SurvivalMetrics metrics) =>
    [
        .. metrics.IntegratedBrier is { } integrated ? [Estimate("Integrated Brier score", integrated.Integrated, 3)] : Array.Empty<XElement>(),
        .. metrics.IntegratedLogScore is { } log ? [Estimate("Integrated log score", log.Score, 3)] : Array.Empty<XElement>(),
        .. metrics.Alpha is { } alpha ? [Estimate("Events over predicted hazard", alpha)] : Array.Empty<XElement>(),
        .. new[] { metrics.DCalibration, metrics.ACalibration }.OfType<DistributionCalibrationResult>().Select(Test),
    ];

    private static IEnumerable<XElement> Horizon(StudyResult result, CohortEvaluation p, TimeDependentAucResult h)
    {
        var metrics = p.Metrics;
        var at = $" at {Numbers.Plain(h.Time)} {result.TimeUnit}";
        yield return Estimate($"AUC{at} ({Numbers.Of(h.Cases, "case")}, {Numbers.Of(h.Controls, "control")}, {Numbers.Count(h.Unknown)} unknown)", h.Auc);
        if (metrics.Brier.FirstOrDefault(b => b.Time == h.Time) is { } brier)
        {
            yield return Estimate("Brier score" + at, brier.Brier, 3);
            if (brier.NullEstimate is { } none)
            {
                yield return Estimate("Brier score without information" + at, none, 3);
            }

            if (brier.Accuracy is { } accuracy)
            {
                yield return Estimate("Index of prediction accuracy" + at, accuracy);
            }
        }

        if (metrics.Calibration.FirstOrDefault(c => c.Time == h.Time) is { } calibration)
        {
            yield return Estimate("Observed over expected events" + at, calibration.ObservedExpected);
            yield return Estimate("Calibration slope" + at, calibration.Slope);
        }
    }

    private static XElement Test(DistributionCalibrationResult result) => Markup.Row(
        Markup.RowHeader(result.Method),
        Markup.Number(result.Test is { } test ? Numbers.PValue(test.PValue) : "not estimable"),
        result.Test is { } found
            ? $"chi-square {Numbers.Fixed(found.Statistic, 2)}, {Numbers.Count(found.DegreesOfFreedom)} degrees of freedom"
            : result.NotEstimable);

    private static XElement Estimate(string measure, MetricEstimate estimate, int limitDigits = 2) =>
        Markup.Row(Markup.RowHeader(measure), Markup.Cell(estimate, limitDigits), estimate.Method);

    private static XElement RiskGroups(ReportContext context, CohortEvaluation p, double top)
    {
        var (result, figures) = (context.Result, context.Figures);
        if (p.Metrics.Groups is not { Groups: { Count: > 0 } groups } comparison)
        {
            return Markup.P($"{p.Cohort}: no risk groups apply.");
        }

        var title = p.Cohort;
        var logRank = comparison.LogRank?.PValue;
        var test = logRank is { } tested ? $"Log-rank test between the groups: {Numbers.PValue(tested)}." : $"No log-rank test was made: {comparison.NotEstimable ?? "no reason was recorded"}.";
        return new XElement("div", new XElement("h4", title),
            Markup.Table("Patients, events and observed risk by group" + (comparison.Risks.Count > 0 ? ", with 95% CI" : ""),
                ["Group", "#Patients", "#Events", .. comparison.Risks.Select(r => r.Time).Distinct().Select(t => $"Risk at {Numbers.Plain(t)} {result.TimeUnit}")],
                groups.Select(g => Markup.Row(
                [
                    Markup.RowHeader(g.Name), Markup.Number(context.Cover.Count(g.Patients)), Markup.Number(context.Cover.Count(g.Events)),
                    .. comparison.Risks.Select(r => r.Time).Distinct().Select(t => Markup.Estimate(comparison.Risks.FirstOrDefault(r => r.Group == g.Name && r.Time == t)?.Risk, absent: "-")),
                ]))),
            Markup.P(test + (comparison.Gray is { } gray ? $" Gray's test of the cumulative incidence: {Numbers.PValue(gray.PValue)}." : "")),
            Hazards(comparison),
            new XElement("div", new XAttribute("class", "figures"),
                figures.Add(KaplanMeierPlot.Render(groups, result.TimeUnit, result.EventName, logRank, title),
                    $"Kaplan-Meier freedom from {result.EventName} by risk group, {p.Cohort}, other first events censored. Bands: pointwise 95% confidence; ticks: censored patients."),
                groups.Any(g => g.Incidence is not null)
                    ? figures.Add(CumulativeIncidencePlot.Render(groups, result.TimeUnit, result.EventName, title, top: top),
                        $"Aalen-Johansen cumulative incidence of {result.EventName} by risk group, {p.Cohort}, competing events accounted for." + (top < 1 ? $" The vertical axis ends at {Numbers.Plain(top)}, for all cohorts of this model." : ""))
                    : Markup.P("There are no competing events: cumulative incidence is one minus the Kaplan-Meier curve.")));
    }

    private static XElement? Hazards(RiskGroupComparison comparison) => comparison.Hazards.Count == 0 ? null : Markup.Table(
        "Hazard ratios of the groups, with 95% CI", ["Group", "Against", "Cause-specific hazard ratio", "Subdistribution hazard ratio"],
        comparison.Hazards.Select(h => Markup.Row(
            Markup.RowHeader(h.Group), h.Reference, Markup.Estimate(h.CauseSpecific), Markup.Estimate(h.Subdistribution, absent: "no competing events"))));

    private static object[] Coefficients(ModelResult model, Figures figures)
    {
        if (model.Coefficients.Count == 0)
        {
            return [Markup.P("The model has no coefficients to show.")];
        }

        var penalised = model.Coefficients.All(c => c.StandardError is null);
        return
        [
            model.Coefficients.Any(c => c.Coefficient != 0)
                ? figures.Add(CoefficientPlot.Render(model.Coefficients, "Model " + model.Name, Unit),
                    "The coefficients of largest size (at most 20), by modality." + (penalised ? " A penalised model gives no standard errors: the lines run from 0 and are not intervals." : " Lines: 95% confidence intervals where there is a standard error, else the distance from 0."), wide: true)
                : Markup.P("Every coefficient is zero: the model tells no patient from another."),
            Markup.Note("Unit: one " + Unit + " among development patients (SD), after the transform of the schema (a logarithm for alpha-fetoprotein and tumour size, for instance), imputation and the preparation that Methods describes; of a column of 0 and 1 it is less than the step from no to yes."
                + (model.Modeling is { Normalisation.Count: > 1 } averaged ? $" Coefficients are means over the {Numbers.Count(averaged.Normalisation.Count)} fits, one without the feature counting as 0." : "")),
            Markup.Table($"Coefficients of model {model.Name}", ["Feature", "Modality", "#Log hazard ratio per SD", "#Standard error", penalised ? "#Hazard ratio per SD" : "#Hazard ratio per SD (95% CI)", "#p"],
                model.Coefficients.Select(c => Markup.Row(
                    Markup.RowHeader(c.Feature), c.Modality,
                    Markup.Number(Numbers.Fixed(c.Coefficient, 3)),
                    Markup.Number(c.StandardError is { } se ? Numbers.Fixed(se, 3) : "-"),
                    Markup.Number(Numbers.HazardRatio(c)),
                    Markup.PValue(c.P)))),
        ];
    }

    private static object[] Predictions(StudyResult result, ModelResult model)
    {
        if (model.Predictions.Count is 0 or > MostListedPatients)
        {
            return [Markup.P(model.Predictions.Count == 0 ? "No prediction was recorded." : $"The predictions of {Numbers.Count(model.Predictions.Count)} patients are too many to list here.")];
        }

        return
        [
            new XElement("details",
                new XElement("summary", $"Predictions of {Numbers.Count(model.Predictions.Count)} patients"),
                Markup.Table($"Predictions of model {model.Name}; risk is the predicted probability of {result.EventName} by {Numbers.Plain(result.Horizon)} {result.TimeUnit}",
                    ["Patient", "Site", "Set", "#Score", "#Risk", "Group"],
                    model.Predictions.Select(p => Markup.Row(
                        Markup.RowHeader(p.PatientId), p.Site, p.Set, Markup.Number(Numbers.Fixed(p.Score, 3)), Markup.Number(double.IsNaN(p.Risk) ? "not predicted" : Numbers.Fixed(p.Risk, 3)), p.Group)))),
        ];
    }

    private static XElement Card(StudyResult result, ModelResult model)
    {
        var development = result.Sites.Where(s => s.Role == "development").Select(s => s.Site).ToArray();
        var external = model.External.Select(p => p.Cohort).ToArray();
        return Markup.Definitions(
        [
            ("Name", $"{model.Name}, made by HccRisk {result.SoftwareVersion}, seed {Numbers.Count(result.Seed)}"),
            ("Intended use", "Research on prognosis after resection. Not a medical device; not for decisions about a patient."),
            ("Inputs", model.FeaturesByModality.Count == 0 ? "not recorded" : string.Join(", ", model.FeaturesByModality.Select(f => $"{f.Key} ({Numbers.Count(f.Value)} features)"))),
            ("Output", $"A log-risk score, higher means more risk, and a probability of {result.EventName} by {Numbers.Plain(result.Horizon)} {result.TimeUnit}"),
            ("Endpoint", result.Endpoint),
            ("Fitted on", $"{Numbers.Count(model.Development.Metrics.Patients)} {(result.Synthetic ? "synthetic " : "")}patients with {Numbers.Count(model.Development.Metrics.Events)} events"
                + (development.Length > 0 ? " from " + string.Join(", ", development) : "")),
            ("Evaluated on", external.Length > 0 ? string.Join("; ", external) + "; once, after the model was frozen" : "no external cohort"),
            ("Penalty", model.Penalty is { } penalty ? $"{penalty.Kind}, {Numbers.Significant(penalty.Strength)}, chosen on development patients" : "none"),
            ("Cut", $"{Numbers.Fixed(model.Cut, 3)}: {model.CutRule}"),
            ("Known limits", result.Notes.Count > 0 ? string.Join(" ", result.Notes.Select(Sentence)) : "none were recorded; that does not mean there are none"),
        ]);
    }

    internal static string Sentence(string text)
    {
        var trimmed = text.Trim();
        return trimmed.Length == 0 ? "" : char.ToUpperInvariant(trimmed[0]) + trimmed[1..] + (trimmed[^1] is '.' or '!' or '?' ? "" : ".");
    }
}
