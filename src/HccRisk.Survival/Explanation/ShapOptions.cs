using HccRisk.Survival.Data;
using HccRisk.Survival.Learning;
using Microsoft.ML;

namespace HccRisk.Survival.Explanation;

/// <summary>What Shapley values are computed of, and how.</summary>
public sealed record ShapOptions
{
    /// <summary>Column of the score whose model is meant. Default "Score".</summary>
    public string ScoreColumn { get; init; } = "Score";

    /// <summary>What is explained. Default the score, and the cumulative incidence at each of the times.</summary>
    public IReadOnlyList<SurvivalOutput> Outputs { get; init; } = [SurvivalOutput.Score, SurvivalOutput.CumulativeIncidence];

    /// <summary>Times of survival and incidence, finite and above 0; null (the default) for the horizons of the model.</summary>
    public IReadOnlyList<double>? Times { get; init; }

    /// <summary>
    /// Rows that stand for what is not known of a row, as a rule the training data; null (the default) for the explained rows themselves. Sums of trees do not
    /// need it: they average by the covers of their nodes.
    /// </summary>
    public IDataView? Background { get; init; }

    /// <summary>Background rows taken at most where they are gone through one by one (drawn by the seed), 1 or more. Default 100.</summary>
    public int BackgroundRows { get; init; } = 100;

    /// <summary>Up to this many inputs that matter every subset is gone through; with more, orders of the inputs are drawn. 0 to 16. Default 8.</summary>
    public int MaxExactInputs { get; init; } = 8;

    /// <summary>Drawn orders of the inputs, each with its reverse, for each background row: 1 or more. Default 1.</summary>
    public int Orders { get; init; } = 1;

    /// <summary>Seed of background and orders. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Stops a running explanation.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (Outputs.Count == 0 || Outputs.Any(o => !Enum.IsDefined(o)))
        {
            faults.Add($"Outputs are [{string.Join(", ", Outputs)}]; at least one is needed, each of those there are.");
        }

        if (Times is not null && SurvivalTrainerOptions.FaultOf(Times) is { } times)
        {
            faults.Add(times.Replace("Horizons", nameof(Times), StringComparison.Ordinal));
        }

        if (BackgroundRows < 1)
        {
            faults.Add(FormattableString.Invariant($"BackgroundRows is {BackgroundRows}; it must be 1 or greater."));
        }

        if (MaxExactInputs is < 0 or > 16)
        {
            faults.Add(FormattableString.Invariant($"MaxExactInputs is {MaxExactInputs}; it must lie between 0 and 16."));
        }

        if (Orders < 1)
        {
            faults.Add(FormattableString.Invariant($"Orders is {Orders}; it must be 1 or greater."));
        }

        OptionFaults.ThrowIfAny(faults, nameof(ShapOptions));
    }
}
