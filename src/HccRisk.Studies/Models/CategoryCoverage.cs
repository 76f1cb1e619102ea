using HccRisk.Cohorts;
using HccRisk.Core.Errors;

namespace HccRisk.Studies.Models;

/// <summary>
/// Which categories the development patients had. One that none of them had is coded like the reference category: the model would take it for something
/// else without a word, so that such a patient is not scored.
/// </summary>
internal static class CategoryCoverage
{
    /// <param name="development">The development patients.</param>
    /// <returns>For each categorical feature of the file, the categories that occur, in the order of the schema.</returns>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(Cohort development) =>
        development.Schema.Columns
            .Where(c => c.Role == ColumnRole.Feature && c.Kind == ColumnKind.Categorical && development.Has(c.Name))
            .ToDictionary(
                c => c.Name,
                c => (IReadOnlyList<string>)[.. c.Categories.Where((_, code) => development.Patients.Any(p => p[c.Name] == code))],
                StringComparer.Ordinal);

    /// <param name="cohort">Patients to score.</param>
    /// <param name="seen">What <see cref="Of"/> gave.</param>
    /// <returns>The patients with a category that no development patient had.</returns>
    public static IEnumerable<Exclusion> Unseen(Cohort cohort, IReadOnlyDictionary<string, IReadOnlyList<string>> seen) =>
        from patient in cohort.Patients
        from column in seen
        let code = patient[column.Key]
        where !double.IsNaN(code)
        let category = cohort.Schema[column.Key].Categories[(int)code]
        where !column.Value.Contains(category, StringComparer.Ordinal)
        select new Exclusion(
            patient.Id, Exclusion.Clinical, $"{column.Key} is '{category}', which no development patient had ({string.Join(", ", column.Value)})");
}
