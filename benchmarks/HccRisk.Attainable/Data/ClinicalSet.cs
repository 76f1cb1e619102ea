namespace HccRisk.Attainable.Data;

/// <summary>What is known of patients at the time of a model, images apart.</summary>
/// <param name="Columns">Columns of the schema and the scores derived from them.</param>
/// <param name="Derived">Names of the scores.</param>
/// <param name="Size">Largest diameter of each patient, cm.</param>
/// <param name="Erasl">ERASL of each patient; NaN where a part is missing, or for everybody where the cohort lacks a column.</param>
internal sealed record ClinicalSet(FeatureBlock Columns, IReadOnlyCollection<string> Derived, float[] Size, float[] Erasl)
{
    /// <summary>What ERASL reads, and what the pathologist adds: columns that the literature of resection names.</summary>
    public static IReadOnlySet<string> Listed { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "male", "log_afp", "log_tumour_size_cm", "tumour_number", "albi", "mvi", "satellite", "grade",

        // The same in the real cohort.
        "afp_high", "large", "multiple", "vascular", "differentiation",
    };

    public FeatureBlock Raw { get; } = Columns.Only(name => !Derived.Contains(name));

    public FeatureBlock Named { get; } = Columns.Only(Listed.Contains);
}
