namespace HccRisk.Features.Imputation;

/// <summary>Imputation from the training rows that are most alike.</summary>
public sealed record NearestImputationOptions : ImputationOptions
{
    /// <summary>Rows whose values are averaged, 1 or more; fewer where fewer have the value. Default 5.</summary>
    public int Neighbours { get; init; } = 5;

    /// <summary>Whether nearer rows weigh more, by 1 / distance. Default false: all weigh the same.</summary>
    public bool WeighByDistance { get; init; }

    /// <summary>Whether slots are divided by their standard deviation before distances are measured. Default true.</summary>
    public bool Standardise { get; init; } = true;

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults() => Neighbours < 1
        ? base.Faults().Append(FormattableString.Invariant($"{nameof(Neighbours)} is {Neighbours}; it must be 1 or more."))
        : base.Faults();
}
