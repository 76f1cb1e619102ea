using HccRisk.Core.Naming;
using HccRisk.Survival.Cox;
using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.CoxBoost;

/// <summary>
/// Learns a Cox model by likelihood boosting (Binder and Schumacher, BMC Bioinformatics 2008), as an ML.NET estimator: mandatory features without a
/// penalty, and of the others those that single steps take. It writes a log-risk (higher = more risk), freedom from the event, and cumulative incidence.
/// </summary>
/// <remarks>
/// Of two equal features the first is taken.
/// <para>Trainer characteristics</para>
/// <list type="table">
/// <item><term>Machine learning task</term><description>survival: score, freedom from the event, cumulative incidence</description></item>
/// <item><term>Is normalisation required?</term><description>no: the penalty is on standardised columns</description></item>
/// <item><term>Is caching required?</term><description>No: the rows are read once a column and kept</description></item>
/// <item><term>Packages beside Microsoft.ML</term><description>HccRisk.Survival alone</description></item>
/// <item><term>Exportable to ONNX (HccRisk.Onnx)</term><description>score, survival, incidence</description></item>
/// <item><term>Missing features</term><description>refused</description></item>
/// <item><term>Makes use of</term><description>weights</description></item>
/// <item><term>Other causes</term><description>average hazard, subdistribution, or a model of each</description></item>
/// </list>
/// </remarks>
public sealed class CoxBoostTrainer : SurvivalTrainer<CoxBoostFunction, CoxBoostTrainerOptions>
{
    internal CoxBoostTrainer(MLContext context, CoxBoostTrainerOptions options)
        : base(context, options)
    {
    }

    /// <inheritdoc/>
    protected override CoxBoostFunction Train(SurvivalTrainingSet data, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(log);
        var plan = (Options.Penalties ?? new ColumnPenalties()).Resolve(data.Slots);
        var offset = plan.Offset(data.Features.Span, data.Columns);
        var (path, steps, factors, warnings) = Options.Steps is { } given ? Given(data, plan, offset, given) : Choose(data, plan, offset, log);

        // A path that goes on from the mandatory features has not waited for their maximum.
        var unboosted = steps.Contains(0) && path.Causes[0].Steps > 0 ? Fit(data, OptionsOf(data, factors) with { MaxSteps = 0 }, offset) : path;
        var models = path.Causes.Select((c, k) => (c.Cause, Steps: steps[k], Path: steps[k] == 0 ? unboosted.Causes[k] : c)).ToArray();
        var predictors = Array.ConvertAll(models, m => Complete(plan, m.Path.Predictor(m.Steps)));
        var competing = Options.Form == CoxBoostForm.FineGray
            ? new double[predictors[0].Times.Count]
            : CompetingHazards.Before(data.AllCauses, Options.Cause, predictors[0].Times);
        double[] none = [.. Enumerable.Repeat(double.NaN, data.Columns)];
        var mandatory = MandatoryOf(data.Slots, factors);
        return new CoxBoostFunction
        {
            InputSlots = data.Slots,
            Cause = Options.Cause,
            Predictor = predictors[0],
            Others = [.. models.Skip(1).Select((m, k) => new CauseHazard { Cause = m.Cause, Predictor = predictors[k + 1], StandardErrors = none })],
            CompetingHazard = competing,
            Horizons = Options.Horizons,
            InputDeviations = data.Deviations(),
            Form = Options.Form,
            Steps = steps[0],
            Penalty = path.Penalty,
            Mandatory = [.. mandatory.Select(j => data.Slots[j])],
            Patients = data.Rows,
            Events = path.Causes[0].EventCount,
            Converged = path.Converged,
            Warnings = [.. path.Warnings, .. warnings, .. OfNoSteps(models.Select(m => (m.Cause, m.Steps)), mandatory.Length, predictors)],
        };
    }

    private static CoxPredictor Complete(ColumnPlan plan, CoxPredictor predictor) =>
        plan.Known is null ? predictor : new CoxPredictor(plan.Complete(predictor.Coefficients), predictor.Center, predictor.Times, predictor.CumulativeHazard);

    private static IEnumerable<string> OfNoSteps(IEnumerable<(int Cause, int Steps)> models, int mandatory, CoxPredictor[] predictors)
    {
        foreach (var ((cause, steps), predictor) in models.Zip(predictors))
        {
            var of = predictors.Length > 1 ? FormattableString.Invariant($" for cause {cause}") : string.Empty;
            if (predictor.Coefficients.All(b => b == 0))
            {
                yield return FormattableString.Invariant(
                    $"The model has no features{of}: after {steps} steps none tells patients apart, and every row gets the same risk.");
            }
            else if (steps == 0)
            {
                yield return $"No step was made{of}: the model has {(mandatory > 0 ? "its mandatory features" : "the given coefficients")} alone.";
            }
        }
    }

    private (CoxBoostPath Path, int[] Steps, double[] Factors, IReadOnlyList<string> Warnings) Given(
        SurvivalTrainingSet data, ColumnPlan plan, double[]? offset, int steps)
    {
        var path = Fit(data, OptionsOf(data, plan.Factors[0]) with { MaxSteps = steps }, offset);
        return (path, [.. path.Causes.Select(_ => steps)], plan.Factors[0], []);
    }

    private (CoxBoostPath Path, int[] Steps, double[] Factors, IReadOnlyList<string> Warnings) Choose(
        SurvivalTrainingSet data, ColumnPlan plan, double[]? offset, Action<string> log)
    {
        int[] groups = [.. data.Groups?.Codes ?? []];
        (CoxBoostResult Result, double Likelihood, double[] Factors)? best = null;
        foreach (var factors in plan.Factors)
        {
            var options = OptionsOf(data, factors);
            var result = CoxBoostSearch.CrossValidate(
                data.Features.Span, data.Columns, data.AllCauses, Options.Cause, Options.Form, options, data.Slots, groups, offset, Options.CancellationToken);
            var likelihood = result.LogLikelihood.Sum(l => l.Max());
            best = best is null || likelihood > best.Value.Likelihood ? (result, likelihood, factors) : best;
        }

        var (found, _, chosen) = best!.Value;

        log(FormattableString.Invariant(
            $"CoxBoost: {string.Join(", ", found.OptimalSteps)} of {Options.Boost.MaxSteps} steps at penalty {found.Path.Penalty:G4} by cross-validation"));
        return (found.Path, [.. found.OptimalSteps], chosen, found.Warnings);
    }

    private CoxBoostPath Fit(SurvivalTrainingSet data, CoxBoostOptions options, double[]? offset) =>
        CoxBoostPath.Fit(data.Features.Span, data.Columns, data.AllCauses, Options.Cause, Options.Form, options, data.Slots, offset, Options.CancellationToken);

    private CoxBoostOptions OptionsOf(SurvivalTrainingSet data, double[] factors)
    {
        var mandatory = MandatoryOf(data.Slots, factors);
        return Options.Boost with
        {
            Mandatory = mandatory,
            PenaltyFactors = factors.Any(f => f != 1) ? [.. factors.Select((f, j) => f == 0 ? 1 : f)] : [],
        };
    }

    /// <summary>Columns without a penalty; one whose coefficient is given is none of them.</summary>
    private int[] MandatoryOf(IReadOnlyList<string> slots, double[] factors)
    {
        foreach (var unknown in Options.Mandatory.Where(name => !slots.Any(s => s.StartsWith(name, StringComparison.Ordinal))))
        {
            throw new ArgumentException($"Mandatory: no feature's name is or starts with '{unknown}'{NearestNames.Hint(unknown, slots)}.");
        }

        return [.. Enumerable.Range(0, slots.Count).Where(j =>
            !double.IsPositiveInfinity(factors[j]) && (factors[j] == 0 || Options.Mandatory.Any(name => slots[j].StartsWith(name, StringComparison.Ordinal))))];
    }
}
