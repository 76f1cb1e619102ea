using HccRisk.Cohorts;
using HccRisk.Core.Learning;
using HccRisk.Core.Naming;

namespace HccRisk.Studies.Protocol;

/// <summary>One model of a study: what may go in.</summary>
/// <param name="Name">Name, also of its file (<c>pre.zip</c>): letters, digits, hyphen, underscore.</param>
/// <param name="Availability">When its inputs are known. A model before surgery is barred from everything known only after it.</param>
/// <param name="Modalities">"Clinical", "Radiomics", "Pathomics": any of them that the cohort has.</param>
public sealed record ModelSpecification(string Name, Availability Availability, IReadOnlyList<string> Modalities)
{
    /// <summary>Clinical variables.</summary>
    public const string Clinical = "Clinical";

    /// <summary>Image features.</summary>
    public const string Radiomics = "Radiomics";

    /// <summary>Slide features.</summary>
    public const string Pathomics = "Pathomics";

    internal static readonly string[] Known = [Clinical, Radiomics, Pathomics];

    /// <summary>Before surgery: clinical variables and MRI.</summary>
    public static ModelSpecification Pre { get; } = new("PRE", Availability.Pre, [Clinical, Radiomics]);

    /// <summary>After surgery: also pathology and slides.</summary>
    public static ModelSpecification Post { get; } = new("POST", Availability.Post, [Clinical, Radiomics, Pathomics]);

    /// <summary>How this model is made, where it differs from the study's. Default null: as the study's.</summary>
    public ModelingOptions? Modeling { get; init; }

    /// <param name="at">Where the model stands: <c>models[0]</c>.</param>
    internal IEnumerable<string> Faults(string at)
    {
        if (string.IsNullOrEmpty(Name) || Name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')))
        {
            yield return $"'{at}.name': model name '{Name}' may hold letters, digits, hyphens and underscores only";
        }

        if (Modalities.Count == 0)
        {
            yield return $"'{at}.modalities': model '{Name}' has no modalities";
        }

        if (Modalities.Distinct(StringComparer.Ordinal).Count() < Modalities.Count)
        {
            yield return $"'{at}.modalities': model '{Name}' names a modality twice";
        }

        foreach (var modality in Modalities.Where(m => !Known.Contains(m, StringComparer.Ordinal)))
        {
            yield return $"'{at}.modalities': model '{Name}': modality '{modality}' is not known{NearestNames.Hint(modality, Known)}";
        }

        if (Availability == Availability.Pre && Modalities.Contains(Pathomics, StringComparer.Ordinal))
        {
            yield return $"'{at}.availability': model '{Name}' is before surgery, but slides exist only after it";
        }

        foreach (var fault in Modeling?.Faults($"{at}.modeling") ?? [])
        {
            yield return fault;
        }
    }
}
