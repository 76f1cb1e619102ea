using HccRisk.Core.Columns;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Validation;

/// <summary>Refuses what cannot be validated, and remarks on what can but should be known.</summary>
internal static class InputChecks
{
    /// <exception cref="ArgumentException">The input cannot be validated; the message says what and where.</exception>
    public static void Require(ValidationInput input, ValidationOptions options)
    {
        var outcome = input.Outcome ?? throw new ArgumentException("Outcome is null.", nameof(input));
        outcome.RequirePlain("External validation");
        RequireNames(input);
        RequireLengths(input, outcome.Count);
        RequireOnce(input.Patients);
        RequireCause(outcome, options.Cause);
        foreach (var prediction in input.Predictions)
        {
            RequireValues(prediction, input.Patients);
        }
    }

    public static void Remark(ValidationInput input, ValidationOptions options, ValidationNotes notes)
    {
        if (EventCodes.Ambiguity(input.Outcome.Events.ToArray()) is { } reason)
        {
            notes.Remark("event codes", null, $"{reason}: nobody counts as censored", "If 1 stands for censored and 2 for the event, recode them to 0 and 1.", grave: true);
        }

        if (options.Competing?.Except(input.Outcome.Causes).ToArray() is { Length: > 0 } absent)
        {
            notes.Remark("competing events", null, FormattableString.Invariant($"event code {string.Join(", ", absent)} is declared as competing and does not occur; the codes that do are {string.Join(", ", input.Outcome.Causes)}"));
        }

        if (options.Cause > 0 && input.Outcome.Causes.Where(c => c != options.Cause && options.Competing?.Contains(c) != true).ToArray() is { Length: > 0 } others)
        {
            notes.Remark(
                "competing events",
                null,
                FormattableString.Invariant($"event codes beside {options.Cause} occur that nobody declared: {string.Join(", ", others.Select(c => FormattableString.Invariant($"{c} ({input.Outcome.EventCount(c)} patients)")))}; they count as competing events"),
                "Declare them as competing, or recode them to 0 if they are no events, or validate any event together.");
        }

        foreach (var prediction in input.Predictions)
        {
            if (prediction.Risks.Count == 0 && prediction.Score is { } score && score.All(s => double.IsNaN(s) || s is >= 0 and <= 1) && score.Distinct().Count() > 2)
            {
                notes.Remark(
                    "score or probability",
                    prediction.Name,
                    $"'{prediction.Name}' was given as a score and lies between 0 and 1 as a probability does: only its order is judged, not its calibration",
                    "If it is a risk, say at which horizon.");
            }

            if (prediction.Risks.Count > 0 && prediction.Risks.All(r => r.Risk.All(v => double.IsNaN(v) || v is 0 or 1)))
            {
                notes.Remark(
                    "labels for risks",
                    prediction.Name,
                    $"every risk of '{prediction.Name}' is 0 or 1, as a label is and no model's risk",
                    "Give the predicted probabilities, not the class they were cut to.",
                    grave: true);
            }

            if (Falling(prediction) is > 0 and var falling)
            {
                notes.Remark(
                    "risks fall with time",
                    prediction.Name,
                    FormattableString.Invariant($"'{prediction.Name}' gives {falling} patients a lower risk at a later horizon, which no risk of an event by a time can be"),
                    "Check that the columns belong to the horizons they are taken for, and that they are risks and not survival probabilities.",
                    grave: true);
            }
        }
    }

    private static int Falling(Prediction prediction)
    {
        var risks = prediction.Risks.OrderBy(r => r.Time).ToArray();
        return risks.Length < 2 ? 0 : Enumerable.Range(0, risks[0].Risk.Count).Count(i => risks.Zip(risks.Skip(1)).Any(p => p.Second.Risk[i] < p.First.Risk[i] - 1e-9));
    }

    private static void RequireNames(ValidationInput input)
    {
        if (input.Predictions is null or [])
        {
            throw new ArgumentException("There is no prediction to validate.", nameof(input));
        }

        if (input.Predictions.GroupBy(p => p.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { Key: var twice })
        {
            throw new ArgumentException($"Two predictions are called '{twice}'.", nameof(input));
        }

        foreach (var prediction in input.Predictions)
        {
            if (string.IsNullOrWhiteSpace(prediction.Name))
            {
                throw new ArgumentException("A prediction has no name.", nameof(input));
            }

            if (prediction.Risks.Count == 0 && prediction.Score is null)
            {
                throw new ArgumentException($"'{prediction.Name}' has neither risks nor a score.", nameof(input));
            }

            if (prediction.Risks.GroupBy(r => r.Time).FirstOrDefault(g => g.Count() > 1) is { Key: var time })
            {
                throw new ArgumentException(FormattableString.Invariant($"'{prediction.Name}' has two risks at {time}."), nameof(input));
            }

            if (prediction.Risks.Any(r => !(r.Time > 0) || !double.IsFinite(r.Time)))
            {
                throw new ArgumentException($"'{prediction.Name}' has a risk at a horizon that is not finite and above 0.", nameof(input));
            }
        }
    }

    private static void RequireLengths(ValidationInput input, int count)
    {
        IEnumerable<(string What, int Count)> parts =
        [
            .. input.Predictions.SelectMany(p => p.Risks.Select(r => (FormattableString.Invariant($"risk of '{p.Name}' at {r.Time}"), r.Risk.Count))),
            .. input.Predictions.Where(p => p.Score is not null).Select(p => ($"score of '{p.Name}'", p.Score!.Count)),
            .. input.Predictions.Where(p => p.OwnSurvival is not null).Select(p => ($"survival at the own time of '{p.Name}'", p.OwnSurvival!.Count)),
            .. ((PatientColumn?[])[input.Site, .. input.Subgroups, .. input.Baseline]).OfType<PatientColumn>().Select(c => ($"column '{c.Name}'", c.Values.Count)),
            .. input.Patients.Count > 0 ? [("list of patients", input.Patients.Count)] : Array.Empty<(string, int)>(),
        ];
        foreach (var (what, have) in parts)
        {
            if (have != count)
            {
                throw new ArgumentException(FormattableString.Invariant($"The {what} has {have} values, the follow-up {count} patients."), nameof(input));
            }
        }
    }

    private static void RequireOnce(IReadOnlyList<string> patients)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < patients.Count; i++)
        {
            if (!seen.TryAdd(patients[i], i))
            {
                var more = patients.Count - patients.Distinct(StringComparer.Ordinal).Count();
                throw new ArgumentException(FormattableString.Invariant(
                    $"Patient '{patients[i]}' is in rows {seen[patients[i]] + 1} and {i + 1} ({more} of {patients.Count} rows repeat a patient): give one row a patient, for rows of one patient are not independent."));
            }
        }
    }

    private static void RequireCause(SurvivalOutcome outcome, int cause)
    {
        if (outcome.Causes.Count == 0)
        {
            throw new NoEventsException(FormattableString.Invariant($"Nobody had an event: the code of all {outcome.Count} patients is 0, censored."));
        }

        if (cause > 0 && !outcome.Causes.Contains(cause))
        {
            throw new NoEventsException(FormattableString.Invariant(
                $"None of {outcome.Count} patients had event code {cause}; the codes that occur are {string.Join(", ", outcome.Causes)}: choose the cause among them."));
        }
    }

    private static void RequireValues(Prediction prediction, IReadOnlyList<string> patients)
    {
        foreach (var (time, risk) in prediction.Risks)
        {
            var at = IndexOf(risk, r => r is < 0 or > 1);
            if (at < 0)
            {
                continue;
            }

            double[] known = [.. risk.Where(r => !double.IsNaN(r))];
            var remedy = known.Min() >= 0 && known.Max() <= 100 && 2 * known.Count(r => r > 1) > known.Length ? "if these are per cent, divide them by 100"
                : "if this is a score (a linear predictor, points), give it as a score";
            throw new ArgumentException(FormattableString.Invariant(
                $"The risk of '{prediction.Name}' at {time} is {risk[at]} for {Patient(at)}; a risk lies between 0 and 1 (here {known.Min()} to {known.Max()}): {remedy}."));
        }

        if (prediction.Score is { } score && IndexOf(score, double.IsInfinity) is >= 0 and var infinite)
        {
            throw new ArgumentException(FormattableString.Invariant($"The score of '{prediction.Name}' is {score[infinite]} for {Patient(infinite)}: it must be finite, or missing."));
        }

        if (prediction.OwnSurvival is { } own && IndexOf(own, s => s is < 0 or > 1) is >= 0 and var outside)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"The survival of '{prediction.Name}' at the own time is {own[outside]} for {Patient(outside)}; a probability lies between 0 and 1."));
        }

        string Patient(int row) => patients.Count > 0
            ? $"patient '{patients[row]}'"
            : FormattableString.Invariant($"the patient of row {row + 1}");
    }

    private static int IndexOf(IReadOnlyList<double> values, Predicate<double> wanted)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (wanted(values[i]))
            {
                return i;
            }
        }

        return -1;
    }
}
