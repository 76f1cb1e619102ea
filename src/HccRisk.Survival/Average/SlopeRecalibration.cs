using HccRisk.Survival.Data;

namespace HccRisk.Survival.Average;

/// <summary>
/// How the spread of scores is corrected without other patients: every fit is made again without each part of the rows, the scores of the rows left out
/// show how much too flat or too steep such scores are (the coefficient of the score in a Cox model, each part a stratum of its own), and the final
/// score is multiplied by it. Ranks do not change. A penalty fixed for few events shrinks scores; this takes back what discrimination
/// does not need.
/// </summary>
public sealed record SlopeRecalibration
{
    /// <summary>Parts that are left out in turn, 2 or more. Default 5.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>How often the parts are drawn anew, 1 or more: each costs as many fits of every member as there are parts. Default 1.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>Seed of the parts. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// Least number of events from which a slope is taken, 2 or more; with fewer the scores stay as they are, with a warning. Default 20: the standard
    /// error of the slope is then near 0.5.
    /// </summary>
    public int MinEvents { get; init; } = 20;

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate() => OptionFaults.ThrowIfAny([.. Faults()], nameof(SlopeRecalibration));

    internal IEnumerable<string> Faults()
    {
        if (Folds < 2)
        {
            yield return FormattableString.Invariant($"Recalibration.Folds is {Folds}; it must be 2 or more.");
        }

        if (Repeats < 1)
        {
            yield return FormattableString.Invariant($"Recalibration.Repeats is {Repeats}; it must be 1 or more.");
        }

        if (MinEvents < 2)
        {
            yield return FormattableString.Invariant($"Recalibration.MinEvents is {MinEvents}; it must be 2 or more.");
        }
    }
}
