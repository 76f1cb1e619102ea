using HccRisk.Survival.CrossValidation;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Tuning;

/// <summary>How a search is itself validated: outer folds, in each of which everything is tuned anew on the training rows.</summary>
public sealed record NestedOptions
{
    /// <summary>The search within each outer fold; columns, cause and horizons are those of its validation.</summary>
    public TuningOptions Tuning { get; init; } = new();

    /// <summary>Outer folds, stratified by event, 2 or more. Default 5.</summary>
    public int Folds { get; init; } = 5;

    /// <summary>Repeats of the outer folds, 1 or more. Default 1.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>Text column of sites: each site becomes one outer fold, scored by what is tuned and fitted on the others. Default none.</summary>
    public string? SiteColumn { get; init; }

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        Tuning.Validate();
        var faults = new List<string>();
        if (Folds < 2)
        {
            faults.Add(FormattableString.Invariant($"Folds is {Folds}; it must be 2 or more."));
        }

        if (Repeats < 1)
        {
            faults.Add(FormattableString.Invariant($"Repeats is {Repeats}; it must be 1 or more."));
        }

        OptionFaults.ThrowIfAny(faults, nameof(NestedOptions));
    }

    /// <summary>The outer folds; with another seed than the inner ones have.</summary>
    internal CrossValidationOptions Outer() =>
        Tuning.Validation with { Folds = Folds, Repeats = Repeats, SiteColumn = SiteColumn, Seed = unchecked(Tuning.Validation.Seed + 1) };
}
