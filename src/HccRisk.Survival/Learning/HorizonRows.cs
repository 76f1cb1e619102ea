using HccRisk.Survival.Data;
using HccRisk.Survival.Estimates;
using Microsoft.ML;

namespace HccRisk.Survival.Learning;

/// <summary>Follow-up of training rows with the status of each at a horizon.</summary>
internal static class HorizonRows
{
    /// <summary>Reads follow-up; the cause of interest is 1 when any will do.</summary>
    public static (SurvivalOutcome Outcome, int Cause) Read(IDataView data, HorizonOptions options)
    {
        var outcome = OutcomeReader.Read(data, options.TimeColumn, options.EventColumn, options.AllowUncensored);
        return options.Cause == 0 ? (outcome.WithAnyCause(), 1) : (outcome, options.Cause);
    }

    /// <summary>Refuses a horizon at which the rows can teach nothing.</summary>
    /// <exception cref="HorizonException">Nobody was followed to it.</exception>
    /// <exception cref="NoEventsException">Nobody had the event by then.</exception>
    public static void RequireEvents(SurvivalOutcome outcome, double horizon, int cause, string what)
    {
        if (PredictionChecks.Beyond(outcome, horizon) is { } reason)
        {
            throw new HorizonException(FormattableString.Invariant($"{what} has nothing to learn at {horizon}: {reason}."));
        }

        for (var i = 0; i < outcome.Count; i++)
        {
            if (outcome.EventArray[i] == cause && outcome.TimeArray[i] <= horizon)
            {
                return;
            }
        }

        if (outcome.WithCause(cause) is { Causes.Count: 0 } none)
        {
            throw new NoEventsException($"{what} needs events: {none.WhyNoEvent}.");
        }

        throw new NoEventsException(FormattableString.Invariant(
            $"{what} has one class only: none of the {outcome.Count} training rows had the event (code {cause}) by {horizon}; {outcome.EventCount(cause)} had it later."));
    }
}
