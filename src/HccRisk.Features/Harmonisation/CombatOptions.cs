using HccRisk.Features.Learning;

namespace HccRisk.Features.Harmonisation;

/// <summary>Features of several sites brought to one location and scale (ComBat; Johnson, Li, Rabinovic, Biostatistics 2007).</summary>
public sealed record CombatOptions : VectorTransformOptions
{
    /// <summary>Text column that says where a row comes from: a site, a scanner. Default "Site".</summary>
    public string SiteColumn { get; init; } = "Site";

    /// <summary>
    /// What features may depend on beside the site, and what is kept: number columns, vectors (each slot of them), or slots as
    /// <c>Clinical.age</c>. A name that ends in <c>*</c> takes all slots that begin so. Never an outcome. Default none.
    /// </summary>
    public IReadOnlyList<string> Covariates { get; init; } = [];

    /// <summary>How slots help each other. Default parametric.</summary>
    public CombatPrior Prior { get; init; } = CombatPrior.Parametric;

    /// <summary>Whether the scale of a site is corrected too. Default true; false moves means alone, which a site of one row allows.</summary>
    public bool CorrectScale { get; init; } = true;

    /// <summary>Site that stays as it is and that the others are brought to. Default null: the mean of all.</summary>
    public string? ReferenceSite { get; init; }

    /// <summary>Relative change at which the estimates of the parametric prior stop, above 0 and below 1. Default 1e-4, as in neuroCombat.</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>
    /// Whether the sizes of all changes must be below <see cref="Tolerance"/>. Default false, which gives the numbers of neuroCombat: there changes are divided by the signed value, so
    /// that slots a site shifts downwards are not waited for.
    /// </summary>
    public bool StrictTolerance { get; init; }

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults())
        {
            yield return fault;
        }

        if (string.IsNullOrEmpty(SiteColumn))
        {
            yield return $"{nameof(SiteColumn)} is empty; name the text column of the sites.";
        }

        if (ReferenceSite?.Length == 0)
        {
            yield return $"{nameof(ReferenceSite)} is empty; leave it null for none.";
        }

        if (Covariates is null || Covariates.Any(string.IsNullOrEmpty))
        {
            yield return $"{nameof(Covariates)} has an empty name.";
        }

        if (!(Tolerance > 0) || Tolerance >= 1)
        {
            yield return FormattableString.Invariant($"{nameof(Tolerance)} is {Tolerance}; it must lie between 0 and 1.");
        }
    }
}
