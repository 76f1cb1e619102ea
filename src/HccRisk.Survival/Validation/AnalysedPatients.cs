using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Validation;

/// <summary>The patients that every model predicts, with all that is known of them.</summary>
internal sealed class AnalysedPatients
{
    private AnalysedPatients(SurvivalOutcome outcome, int cause)
    {
        Specific = cause == 0 ? outcome.WithAnyCause() : outcome.WithCause(cause);
        Outcome = cause == 0 ? Specific : outcome;
        Competes = Outcome.Causes.Any(c => c != Math.Max(1, cause));
    }

    /// <summary>Follow-up with every cause; with code 1 only where any event counts.</summary>
    public SurvivalOutcome Outcome { get; }

    /// <summary>Follow-up with the cause of interest as code 1 and the others censored.</summary>
    public SurvivalOutcome Specific { get; }

    public bool Competes { get; }

    public int Count => Outcome.Count;

    public required IReadOnlyList<AnalysedPrediction> Predictions { get; init; }

    public required PatientColumn? Site { get; init; }

    public required IReadOnlyList<PatientColumn> Subgroups { get; init; }

    public required IReadOnlyList<PatientColumn> Baseline { get; init; }

    public required IReadOnlyList<ValidationFlow> Flow { get; init; }

    public static AnalysedPatients Of(ValidationInput input, ValidationOptions options, ValidationNotes notes)
    {
        InputChecks.Require(input, options);
        InputChecks.Remark(input, options, notes);
        var outcome = input.Outcome;
        var (rows, steps) = Complete(input, options, notes);
        int[] order = [.. rows];
        var analysed = order.Length == outcome.Count ? outcome : outcome.Select(order);
        return new AnalysedPatients(analysed, options.Cause)
        {
            Predictions = [.. input.Predictions.Select(p => Take(p, order))],
            Site = input.Site is { } site ? Take(site, order) : null,
            Subgroups = [.. input.Subgroups.Select(c => Take(c, order))],
            Baseline = [.. input.Baseline.Select(c => Take(c, order))],
            Flow = steps,
        };
    }

    public ValidationFollowUp FollowUp(double level)
    {
        var curve = KaplanMeier.FollowUp(Outcome, level: level);
        return new ValidationFollowUp
        {
            Patients = Count,
            Events = Specific.EventCount(),
            Competing = [.. Outcome.Causes.Where(c => Specific.EventCount() != Outcome.EventCount(c) || !IsCause(c)).Select(c => new CauseCount(c, Outcome.EventCount(c)))],
            Censored = Outcome.EventCount(0),
            LowerQuartile = curve.Quantile(0.25),
            Median = curve.Median,
            UpperQuartile = curve.Quantile(0.75),
            Shortest = Outcome.TimeArray.Min(),
            Longest = Outcome.LastTime,
            PersonTime = Outcome.TimeArray.Sum(),
        };
    }

    /// <summary>Whether a code is that of the cause of interest.</summary>
    private bool IsCause(int code) => Array.FindIndex(Outcome.EventArray, e => e == code) is var at && at >= 0 && Specific.EventArray[at] == 1;

    /// <summary>Whether a horizon is one that the model predicts nobody's risk at.</summary>
    private static bool IsEmpty(IReadOnlyList<double> risk) => risk.All(double.IsNaN);

    private static (List<int> Rows, List<ValidationFlow> Steps) Complete(ValidationInput input, ValidationOptions options, ValidationNotes notes)
    {
        var specific = options.Cause == 0 ? input.Outcome.WithAnyCause() : input.Outcome.WithCause(options.Cause);
        var rows = Enumerable.Range(0, specific.Count).ToList();
        List<ValidationFlow> steps = [.. input.PriorSteps, Step("with follow-up", input.PriorSteps is [.., var last] ? last.Patients - specific.Count : 0)];
        foreach (var prediction in input.Predictions)
        {
            foreach (var empty in prediction.Risks.Where(r => IsEmpty(r.Risk)))
            {
                notes.Remark("no risks", prediction.Name, FormattableString.Invariant($"'{prediction.Name}' predicts nobody's risk at {empty.Time}: that horizon is left out for it"));
            }

            if (prediction.Score is null && prediction.Risks.All(r => IsEmpty(r.Risk)))
            {
                throw new ArgumentException($"'{prediction.Name}' predicts nobody's risk.");
            }

            double[][] parts = [.. prediction.Risks.Where(r => !IsEmpty(r.Risk)).Select(r => r.Risk.ToArray())];
            parts = prediction.Score is { } score ? [.. parts, [.. score]] : parts;
            var before = rows.Count;
            rows.RemoveAll(i => Array.Exists(parts, p => double.IsNaN(p[i])));
            if (rows.Count == before)
            {
                continue;
            }

            steps.Add(Step($"with a prediction of '{prediction.Name}'", before - rows.Count));
            notes.Remark(
                "models of different patients",
                prediction.Name,
                FormattableString.Invariant($"'{prediction.Name}' has no complete prediction for {before - rows.Count} of {before} patients, who are left out for every model, so that all are judged on the same patients"),
                "Look at whom it does not predict: if they differ from the others, the results hold for the others only.");
        }

        if (rows.Count == 0)
        {
            throw new ArgumentException(input.Predictions.Count == 1
                ? $"'{input.Predictions[0].Name}' has no complete prediction for any patient."
                : "There is no patient for whom all models have a complete prediction: validate them apart.");
        }

        if (rows.TrueForAll(i => specific.EventArray[i] == 0))
        {
            throw new NoEventsException($"Nobody with a prediction had the event: {specific.Select([.. rows]).WhyNoEvent}.");
        }

        return (rows, steps);

        ValidationFlow Step(string name, int leftOut) => new(name, rows.Count, rows.Count(i => specific.EventArray[i] != 0), leftOut);
    }

    private static AnalysedPrediction Take(Prediction prediction, int[] rows)
    {
        var risks = new SortedList<double, double[]>();
        foreach (var (time, risk) in prediction.Risks.Where(r => !IsEmpty(r.Risk)))
        {
            risks.Add(time, [.. rows.Select(i => risk[i])]);
        }

        return new AnalysedPrediction(prediction.Name, risks, Of(prediction.Score), Of(prediction.OwnSurvival)) { OrderedByScore = prediction.OrderedByScore };

        double[]? Of(IReadOnlyList<double>? values) => values is null ? null : [.. rows.Select(i => values[i])];
    }

    private static PatientColumn Take(PatientColumn column, int[] rows) => column with { Values = [.. rows.Select(i => column.Values[i])] };
}
