using HccRisk.Survival.Tuning.Spaces;

namespace HccRisk.Survival.Tuning;

/// <summary>One trial: a candidate with values, and what the folds gave.</summary>
public sealed record TuningTrial
{
    /// <summary>Name of the candidate.</summary>
    public required string Candidate { get; init; }

    /// <summary>What it was tuned on: 0 all rows, otherwise the number of the outer fold, from 1, whose training rows they were.</summary>
    public int Part { get; init; }

    /// <summary>Number of the trial among those of its candidate and part, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>The values.</summary>
    public required TrialValues Values { get; init; }

    /// <summary>What became of it.</summary>
    public required TrialState State { get; init; }

    /// <summary>The metric on each fold it went through, in the order of the folds.</summary>
    public required IReadOnlyList<double> Folds { get; init; }

    /// <summary>How complex its model is by <see cref="TuningCandidate.Complexity"/>, lower = simpler; 0 where the candidate says nothing.</summary>
    public double Complexity { get; init; }

    /// <summary>Time it took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Why it failed, in one line; null when it did not.</summary>
    public string? Error { get; init; }

    /// <summary>
    /// Standard error of <see cref="Mean"/>, which counts that folds share training rows (Nadeau and Bengio, Mach Learn 2003); null with fewer than two folds.
    /// </summary>
    public double? StandardError { get; init; }

    /// <summary>Mean over the folds it went through, higher = better; null when it went through none.</summary>
    public double? Mean => Folds.Count > 0 ? Folds.Average() : null;

    /// <inheritdoc/>
    public override string ToString()
    {
        var error = StandardError is { } e ? FormattableString.Invariant($" (SE {e:0.0000})") : string.Empty;
        var end = State switch
        {
            TrialState.Failed => "failed, " + Error,
            TrialState.Pruned => FormattableString.Invariant($"{Mean:0.0000}{error}, pruned after {Folds.Count} folds"),
            _ => FormattableString.Invariant($"{Mean:0.0000}{error}, {Folds.Count} folds"),
        };
        return $"{Candidate} ({Values}): {end}";
    }
}
