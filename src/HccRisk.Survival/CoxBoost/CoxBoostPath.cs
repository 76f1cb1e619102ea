using HccRisk.Core.Printing;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.CoxBoost;

/// <summary>
/// A Cox model boosted by its partial likelihood, one column a step (Binder and Schumacher, BMC Bioinformatics 2008): the model after every step.
/// </summary>
/// <remarks>
/// The values are those of R's CoxBoost, but that no step makes the likelihood fall (it is halved) and that a mandatory coefficient that grows without
/// bound is held by a ridge penalty.
/// </remarks>
public sealed class CoxBoostPath
{
    private CoxBoostPath(CoxBoostForm form, double penalty, CoxBoostCausePath[] causes, bool converged, string[] warnings) =>
        (Form, Penalty, Causes, Converged, Warnings) = (form, penalty, causes, converged, warnings);

    /// <summary>What is modelled.</summary>
    public CoxBoostForm Form { get; }

    /// <summary>Penalty of a step's update, before factors.</summary>
    public double Penalty { get; }

    /// <summary>The cause of interest, and in the forms of all causes the others that occur, ascending.</summary>
    public IReadOnlyList<CoxBoostCausePath> Causes { get; }

    /// <summary>Whether no mandatory coefficient was seen to grow without bound.</summary>
    public bool Converged { get; }

    /// <summary>What a reader must know before trusting the path, each a sentence; empty for nothing.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Boosts a model for <see cref="CoxBoostOptions.MaxSteps"/> steps.</summary>
    /// <param name="x">Covariates, row-major: <c>outcome.Count</c> rows of <paramref name="columns"/> finite values.</param>
    /// <param name="columns">Number of columns, 1 or more; may exceed the number of rows.</param>
    /// <param name="outcome">
    /// Follow-up with the causes as codes and case weights (above 0) where there are any; no entry times, and no weights in the Fine-Gray form.
    /// </param>
    /// <param name="cause">Event code of interest; 0 for any, in the form of one hazard.</param>
    /// <param name="form">What is modelled.</param>
    /// <param name="options">Steps, penalty, mandatory columns; null for the defaults.</param>
    /// <param name="columnNames">Names used in messages; null gives x0, x1, ...</param>
    /// <param name="offset">A known part of each row's log-risk (finite); null for none.</param>
    /// <param name="cancellationToken">Stops between steps.</param>
    /// <exception cref="ArgumentException">Lengths differ, a value is not finite, or an option is out of range.</exception>
    /// <exception cref="NoEventsException">Nobody had the event.</exception>
    /// <exception cref="NotSupportedException">The outcome has entry times, or weights in the Fine-Gray form.</exception>
    public static CoxBoostPath Fit(
        ReadOnlySpan<double> x,
        int columns,
        SurvivalOutcome outcome,
        int cause = 1,
        CoxBoostForm form = CoxBoostForm.Hazard,
        CoxBoostOptions? options = null,
        IReadOnlyList<string>? columnNames = null,
        IReadOnlyList<double>? offset = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new CoxBoostOptions();
        var names = Check(x, columns, outcome, cause, form, options, columnNames, offset);
        var causes = CausesOf(outcome, cause, form);
        options = options with { Penalty = PenaltyOf(outcome, cause, options) };
        return Run(x, columns, cause == 0 ? outcome.WithAnyCause() : outcome, causes, cause, form, options, names, offset, cancellationToken);
    }

    internal static string[] Check(
        ReadOnlySpan<double> x, int columns, SurvivalOutcome outcome, int cause, CoxBoostForm form, CoxBoostOptions options,
        IReadOnlyList<string>? columnNames, IReadOnlyList<double>? offset)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        ArgumentOutOfRangeException.ThrowIfLessThan(cause, form == CoxBoostForm.Hazard ? 0 : 1);
        if (!Enum.IsDefined(form))
        {
            throw new ArgumentOutOfRangeException(nameof(form), form, "The form is not known.");
        }

        options.Validate();
        options.CheckColumns(columns);
        var names = CovariateShape.Check(x, columns, outcome, columnNames, "CoxBoost");
        CovariateShape.RequireFinite(x, columns, names);
        if (offset is not null)
        {
            outcome.RequireFinite([.. offset], nameof(offset));
        }

        if (!outcome.Entries.IsEmpty)
        {
            throw new NotSupportedException("CoxBoost has no entry times: every row must be at risk from 0.");
        }

        if (form == CoxBoostForm.FineGray && !outcome.Weights.IsEmpty)
        {
            throw new NotSupportedException("CoxBoost has no case weights in the Fine-Gray form: leave them out, or model the hazard.");
        }

        if (outcome.Weights.IndexOf(0.0) is >= 0 and var at)
        {
            throw new ArgumentException(FormattableString.Invariant($"Weight {at} is 0: CoxBoost needs weights above 0; leave the row out."), nameof(outcome));
        }

        return cause == 0 || outcome.EventCount(cause) > 0 ? names : throw new NoEventsException(FormattableString.Invariant(
            $"None of {outcome.Count} patients had an event of cause {cause}; the causes that occur are {string.Join(", ", outcome.Causes)}."));
    }

    /// <summary>Codes that a form models, that of interest first.</summary>
    internal static int[] CausesOf(SurvivalOutcome outcome, int cause, CoxBoostForm form) => form is CoxBoostForm.CauseSpecific or CoxBoostForm.Coupled
        ? [cause, .. outcome.Causes.Where(c => c != cause)]
        : [cause == 0 ? 1 : cause];

    internal static double PenaltyOf(SurvivalOutcome outcome, int cause, CoxBoostOptions options) =>
        options.Penalty ?? 9.0 * (cause == 0 ? outcome.EventCount() : outcome.EventCount(cause));

    private static CoxBoostPath Run(
        ReadOnlySpan<double> x, int columns, SurvivalOutcome outcome, int[] causes, int cause, CoxBoostForm form, CoxBoostOptions options, string[] names,
        IReadOnlyList<double>? offset, CancellationToken cancellationToken)
    {
        var run = new CoxBoostRun(x, columns, outcome, causes, form, options, offset);
        var paths = new CoxBoostCausePath[causes.Length];
        for (var c = 0; c < causes.Length; c++)
        {
            var risk = run.Steppers[c].Risk;
            var known = offset is null ? null : Array.ConvertAll(risk.Order, row => offset[row]);
            paths[c] = new CoxBoostCausePath(c == 0 ? cause : causes[c], risk, run.Designs[c], known);
        }

        run.Go(
            step =>
            {
                for (var c = 0; c < paths.Length; c++)
                {
                    paths[c].Add(run.Steppers[c], step == 0 ? null : run.Selected[c]);
                }
            },
            cancellationToken);
        return new CoxBoostPath(form, options.Penalty!.Value, paths, run.Steppers.All(s => s.Diverging.Count == 0), [.. Warn(run, causes, options, names)]);
    }

    private static IEnumerable<string> Warn(CoxBoostRun run, int[] causes, CoxBoostOptions options, string[] names)
    {
        var design = run.Designs[0];
        int[] mandatory = [.. options.Mandatory.Distinct()];
        string[] constant = [.. names.Where((_, j) => design.Range[j] == 0)];
        if (constant.Length > 0)
        {
            yield return $"{Listed(constant)} {(constant.Length == 1 ? "is" : "are")} constant: the coefficient is 0.";
        }

        bool IsKept(int j) => options.PenaltyFactors.Count > 0 && double.IsPositiveInfinity(options.PenaltyFactors[j]);
        if (Enumerable.Range(0, names.Length).All(j => design.Range[j] == 0 || mandatory.Contains(j) || IsKept(j)))
        {
            yield return "No column that is not mandatory varies: no step can take one, and the model is that of the mandatory columns.";
        }

        for (var c = 0; c < causes.Length; c++)
        {
            var stepper = run.Steppers[c];
            var of = causes.Length > 1 ? FormattableString.Invariant($" for cause {causes[c]}") : string.Empty;
            string[] dropped = [.. mandatory.Where((j, a) => stepper.Dropped[a] && design.Range[j] > 0).Select(j => names[j])];
            if (dropped.Length > 0)
            {
                yield return $"Of the mandatory columns {Listed(dropped)} cannot be told from those before{of}: its coefficient is no estimate of its own.";
            }

            foreach (var j in stepper.Diverging)
            {
                var held = options.MandatoryRidge > 0 ? FormattableString.Invariant($": a ridge penalty of {options.MandatoryRidge} on the mandatory columns holds it") : string.Empty;
                yield return $"The coefficient of '{names[j]}', which has no penalty, grows without bound{of} (separation: the likelihood has no maximum){held}.";
            }
        }
    }

    private static string Listed(string[] names) => string.Join(", ", names.Take(5).Select(n => $"'{n}'"))
        + (names.Length > 5 ? FormattableString.Invariant($" and {names.Length - 5} more") : string.Empty);

    /// <summary>The result for a terminal.</summary>
    public override string ToString() => Printed.Lines(
        [
            $"likelihood boosting ({Form}), penalty {Printed.Number(Penalty)}",
            .. Causes.Select(c => FormattableString.Invariant($"cause {c.Cause}: {c.EventCount} events, {c.Steps} steps, {c.Count(c.Steps)} features in the model at the last")),
            .. Warnings,
        ]);
}
