using HccRisk.Survival.Data;

namespace HccRisk.Survival.Learning;

/// <summary>What every way of turning follow-up into an ordinary label needs: where the follow-up is, the cause, and the column written.</summary>
public abstract record HorizonOptions
{
    /// <summary>Follow-up time, 0 or greater. Default "Time".</summary>
    public string TimeColumn { get; init; } = "Time";

    /// <summary>Event code as a number: 0 censored, 1, 2, ... causes. Default "Event".</summary>
    public string EventColumn { get; init; } = "Event";

    /// <summary>
    /// Whether event codes of several causes, among which there is no 0, mean that nobody was censored. Default false: such codes are refused,
    /// for they may be 1 = censored and 2 = event.
    /// </summary>
    public bool AllowUncensored { get; init; }

    /// <summary>Cause of interest; 0 takes an event of any cause. Default 1.</summary>
    public int Cause { get; init; } = 1;

    /// <summary>Name of the label written. Default "Label", which ML.NET's trainers read.</summary>
    public string LabelColumn { get; init; } = "Label";

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate() => OptionFaults.ThrowIfAny([.. Faults()], GetType().Name);

    /// <summary>What is wrong, one sentence each; an override adds its own to these.</summary>
    protected virtual IEnumerable<string> Faults()
    {
        if (Cause < 0)
        {
            yield return FormattableString.Invariant($"Cause is {Cause}; it must be 0 (any) or greater.");
        }
    }

    /// <summary>What is wrong with one horizon; null for nothing.</summary>
    private protected static string? FaultOf(double horizon) => horizon > 0 && double.IsFinite(horizon)
        ? null
        : FormattableString.Invariant($"Horizon is {horizon}; it must be finite and above 0.");
}
