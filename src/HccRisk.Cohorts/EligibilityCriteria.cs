using HccRisk.Core.Errors;
using HccRisk.Core.Naming;

namespace HccRisk.Cohorts;

/// <summary>Who is eligible: rules applied one after the other, counted for a flow diagram.</summary>
public sealed record EligibilityCriteria
{
    /// <summary>
    /// The criteria of the reference study: R0 resection, BCLC 0 or A, MRI at most 31 days before surgery, no neoadjuvant or adjuvant
    /// treatment. The minimum follow-up of its protocol is left off: see <see cref="MinimumFollowUp"/>.
    /// </summary>
    public static EligibilityCriteria Hcc { get; } = new()
    {
        Rules =
        [
            new("Curative resection (R0)", "margin") { AnyOf = ["R0"] },
            new("BCLC stage 0 or A", "bclc") { AnyOf = ["0", "A"] },
            new("MRI at most 31 days before resection", "mri_interval_days") { Minimum = 0, Maximum = 31 },
            new("No neoadjuvant treatment", "neoadjuvant") { AnyOf = ["0"] },
            new("No adjuvant treatment", "adjuvant") { AnyOf = ["0"] },
        ],
    };

    /// <summary>The rules, in the order of the flow diagram.</summary>
    public IReadOnlyList<EligibilityRule> Rules { get; init; } = [];

    /// <summary>
    /// Patients censored before this time (in the unit of the endpoint) are excluded; null, the default, excludes nobody. Such a rule, common in
    /// protocols, conditions on the future: those who recur early stay and those lost early go, so that risks are overestimated
    /// when censoring is not rare. Weighting by the inverse probability of censoring, as the metrics do, uses everybody.
    /// </summary>
    public double? MinimumFollowUp { get; init; }

    /// <summary>Applies the rules. A rule whose column the file does not have is not applied, and its step says so.</summary>
    /// <param name="cohort">The cohort as loaded.</param>
    /// <returns>The counts, and the eligible cohort with the excluded patients and reasons added.</returns>
    public CohortFlow Apply(Cohort cohort)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        var steps = new List<FlowStep>(Loading(cohort));
        foreach (var rule in Rules)
        {
            var applies = cohort.Has(rule.Column);
            (cohort, var step) = applies
                ? Step(cohort, rule.Name, rule.Failure)
                : (cohort, new FlowStep(rule.Name, cohort.Count, cohort.Count, [], $"not applied: the file has no column '{rule.Column}'"));
            steps.Add(step);
        }

        if (MinimumFollowUp is { } months)
        {
            var name = FormattableString.Invariant($"Recurrence, death, or follow-up of at least {months} {cohort.Schema.Endpoint?.TimeUnit ?? "months"}");
            (cohort, var step) = Step(cohort, name, p => p.Outcome is { Event: 0 } o && o.Time < months
                ? FormattableString.Invariant($"censored at {o.Time}, before {months}")
                : null);
            steps.Add(step with { Note = "conditions on the future: patients lost early are dropped, patients who recur early are not" });
        }

        return new CohortFlow(steps, cohort);
    }

    /// <summary>Faults of the rules against the columns of a schema, one line each.</summary>
    internal IEnumerable<string> Faults(IReadOnlyList<CohortColumn> columns)
    {
        foreach (var rule in Rules)
        {
            if (columns.All(c => !string.Equals(c.Name, rule.Column, StringComparison.Ordinal)))
            {
                yield return $"rule '{rule.Name}': no column '{rule.Column}'{NearestNames.Hint(rule.Column, columns.Select(c => c.Name))}";
            }

            if (rule is { AnyOf.Count: 0, Minimum: null, Maximum: null })
            {
                yield return $"rule '{rule.Name}' has no values and no range";
            }
        }

        if (MinimumFollowUp is { } months && !(months > 0 && double.IsFinite(months)))
        {
            yield return FormattableString.Invariant($"minimum follow-up {months} is not above zero");
        }
    }

    private static IEnumerable<FlowStep> Loading(Cohort cohort)
    {
        var total = cohort.Count + cohort.Exclusions.Count;
        yield return new FlowStep("Patients in the clinical file", total, total, []);
        foreach (var stage in cohort.Exclusions.GroupBy(e => e.Stage, StringComparer.Ordinal))
        {
            var name = stage.Key switch
            {
                Exclusion.Clinical => "Clinical values usable",
                Exclusion.Files => "Files present",
                Exclusion.Endpoint => "Endpoint known",
                _ => stage.Key,
            };
            yield return new FlowStep(name, total, total - stage.Count(), [.. stage]);
            total -= stage.Count();
        }
    }

    private static (Cohort Cohort, FlowStep Step) Step(Cohort cohort, string name, Func<Patient, string?> failure)
    {
        var excluded = cohort.Patients
            .Select(p => (p.Id, Reason: failure(p)))
            .Where(p => p.Reason is not null)
            .Select(p => new Exclusion(p.Id, Exclusion.Eligibility, $"{name}: {p.Reason}"))
            .ToArray();
        var kept = cohort.Exclude(excluded);
        return (kept, new FlowStep(name, cohort.Count, kept.Count, excluded));
    }
}
