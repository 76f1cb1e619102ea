using HccRisk.Survival.Data;

namespace HccRisk.Survival.Explanation;

/// <summary>How the dependence on one input is traced.</summary>
public sealed record DependenceOptions
{
    /// <summary>Outputs traced: numbers, or vectors slot by slot; those the model does not write are left out. Default score, survival and incidence.</summary>
    public IReadOnlyList<string> OutputColumns { get; init; } = ["Score", "Survival", "CumulativeIncidence"];

    /// <summary>Columns of inputs to look for the input in; null (the default) for all those the outputs depend on.</summary>
    public IReadOnlyList<string>? InputColumns { get; init; }

    /// <summary>Values the input is set to, finite; null (the default) for quantiles of the data.</summary>
    public IReadOnlyList<double>? Grid { get; init; }

    /// <summary>
    /// Number of values without a <see cref="Grid"/>: even quantiles from 5 to 95 % of the data, or every value there is where these are no more. 2 or more,
    /// default 20.
    /// </summary>
    public int GridPoints { get; init; } = 20;

    /// <summary>Stops a running trace.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        if (OutputColumns.Count == 0)
        {
            faults.Add("OutputColumns is empty: name at least one.");
        }

        if (Grid is { } grid && (grid.Count == 0 || grid.Any(g => !double.IsFinite(g))))
        {
            faults.Add(FormattableString.Invariant($"Grid has {grid.Count} values; it needs at least one, all finite."));
        }

        if (GridPoints < 2)
        {
            faults.Add(FormattableString.Invariant($"GridPoints is {GridPoints}; it must be 2 or greater."));
        }

        OptionFaults.ThrowIfAny(faults, nameof(DependenceOptions));
    }
}
