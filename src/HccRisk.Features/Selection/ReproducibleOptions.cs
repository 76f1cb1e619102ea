using HccRisk.Features.Agreement;
using HccRisk.Features.Learning;

namespace HccRisk.Features.Selection;

/// <summary>Slots that stand a repeated measurement are kept.</summary>
public sealed record ReproducibleOptions : VectorTransformOptions
{
    /// <summary>The repeats; only those of patients among the training rows are used.</summary>
    public required RepeatedFeatures Repeats { get; init; }

    /// <summary>Text column of the patients, as the repeats call them. Default "PatientId".</summary>
    public string PatientColumn { get; init; } = "PatientId";

    /// <summary>Form of the intraclass correlation. Default absolute agreement, as for readers and scanners; one-way for perturbations.</summary>
    public IccForm Form { get; init; } = IccForm.Agreement;

    /// <summary>Least lower confidence limit of a slot that is kept, -1 to 1. Default 0.75.</summary>
    public double MinLower { get; init; } = 0.75;

    /// <summary>Confidence level of the limit, between 0 and 1. Default 0.95, two-sided.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Training patients with repeats that are needed, 3 or more. Default 10.</summary>
    public int MinPatients { get; init; } = 10;

    /// <inheritdoc/>
    protected override IEnumerable<string> Faults()
    {
        foreach (var fault in base.Faults())
        {
            yield return fault;
        }

        if (Repeats is null)
        {
            yield return $"{nameof(Repeats)} is null; give repeated measurements.";
        }

        if (string.IsNullOrEmpty(PatientColumn))
        {
            yield return $"{nameof(PatientColumn)} is empty; name the text column of the patients.";
        }

        if (!(MinLower >= -1) || MinLower > 1)
        {
            yield return FormattableString.Invariant($"{nameof(MinLower)} is {MinLower}; it must lie from -1 to 1.");
        }

        if (!(Level > 0) || Level >= 1)
        {
            yield return FormattableString.Invariant($"{nameof(Level)} is {Level}; it must lie between 0 and 1.");
        }

        if (MinPatients < 3)
        {
            yield return FormattableString.Invariant($"{nameof(MinPatients)} is {MinPatients}; it must be 3 or more.");
        }
    }
}
