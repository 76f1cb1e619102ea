using HccRisk.Features.Learning;

namespace HccRisk.Features.Imputation;

/// <summary>What every imputation is asked for.</summary>
public abstract record ImputationOptions : VectorTransformOptions
{
    /// <summary>
    /// Name of a second vector that says of each slot whether its value was missing (1) or there (0), with the same slot names; null (the
    /// default) for none. Slots that were never missing are 0 throughout: <c>FilterConstant</c> leaves them out.
    /// </summary>
    public string? MissingColumn { get; init; }

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults())
        {
            yield return fault;
        }

        if (MissingColumn is not null && (MissingColumn.Length == 0 || MissingColumn == (OutputColumn ?? InputColumn)))
        {
            yield return $"{nameof(MissingColumn)} is '{MissingColumn}'; it needs a name of its own.";
        }
    }
}
