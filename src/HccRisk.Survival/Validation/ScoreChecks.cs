using HccRisk.Survival.Estimates;

namespace HccRisk.Survival.Validation;

/// <summary>Remarks on what the figures of a model tell of a mistake in how it was given.</summary>
internal static class ScoreChecks
{
    private const double FarOff = 3;

    /// <summary>Observed over expected above this, or below one over it, is no matter of recalibration: unit, event or horizon are others.</summary>
    private const double Absurd = 10;

    public static void Add(ValidationPlan plan, IReadOnlyList<ModelValidation> models)
    {
        var main = plan.Horizons.Main;
        var events = plan.Patients.Specific.EventCount();
        foreach (var prediction in plan.Patients.Predictions.Where(p => p.HasRisks))
        {
            Horizons(plan, prediction);
        }

        foreach (var model in models)
        {
            Direction(plan.Notes, model);
            if (model.Distribution.Minimum == model.Distribution.Maximum)
            {
                plan.Notes.Remark(
                    "constant", model.Name, FormattableString.Invariant($"the {model.Marker} of '{model.Name}' is {model.Distribution.Minimum} for everybody: it tells nobody from another"), grave: true);
            }

            var at = model.Horizons.FirstOrDefault(h => h.Time == main)?.Calibration;
            if (at is { ObservedExpected: { Value: { } ratio, Lower: { } lower, Upper: { } upper } } && (lower > FarOff || upper < 1 / FarOff))
            {
                plan.Notes.Remark(
                    "calibration in the large",
                    model.Name,
                    FormattableString.Invariant($"at {main} '{model.Name}' predicts {at.MeanPredicted:0.000} on average and {at.Observed.Value:0.000} was observed (observed / expected {ratio:0.00})"),
                    "Check that the risks are for this event, this horizon and this unit of time, and that they are no survival probabilities; else the model needs recalibration before use here.",
                    grave: lower > Absurd || upper < 1 / Absurd);
            }
        }

        if (events < SizeJudge.FewestEvents)
        {
            plan.Notes.Remark(
                "few events",
                null,
                FormattableString.Invariant($"{events} events; an external validation wants {SizeJudge.FewestEvents} or more (Vergouwe et al., J Clin Epidemiol 2005): intervals are wide"),
                "Read the intervals, not the estimates.");
        }
    }

    private static void Horizons(ValidationPlan plan, AnalysedPrediction prediction)
    {
        double[] without = [.. plan.Horizons.Times.Where(t => prediction.RiskAt(t) is null)];
        if (without.Length > 0)
        {
            plan.Notes.Remark(
                "horizon without risks",
                prediction.Name,
                $"'{prediction.Name}' has no risk at {HorizonChoice.Text(without)} but at {HorizonChoice.Text(prediction.Risks.Keys)}: there only its order is judged, by the score or the risk at the nearest horizon");
        }

        double[] unused = [.. prediction.Risks.Keys.Except(plan.Horizons.Times)];
        if (unused.Length > 0)
        {
            plan.Notes.Remark("risks not used", prediction.Name, $"the risks of '{prediction.Name}' at {HorizonChoice.Text(unused)} are not judged: no such horizon was asked for");
        }
    }

    private static void Direction(ValidationNotes notes, ModelValidation model)
    {
        if (model.Harrell is not { Value: { } c and < 0.5 })
        {
            return;
        }

        var sure = model.Harrell.Upper < 0.5;
        notes.Remark(
            "direction",
            model.Name,
            FormattableString.Invariant($"C of '{model.Name}' is {c:0.000}{Limits(model.Harrell)}: those with the higher {model.Marker} have the event later{(sure ? "" : ", though chance may do that")}"),
            model.HasRisks
                ? "If the columns are survival probabilities, give 1 minus them."
                : "If a lower score means more risk, turn it round: give it with a minus sign.",
            grave: sure);
    }

    private static string Limits(MetricEstimate estimate) => estimate is { Lower: { } lower, Upper: { } upper }
        ? FormattableString.Invariant($" ({lower:0.000} to {upper:0.000})")
        : "";
}
