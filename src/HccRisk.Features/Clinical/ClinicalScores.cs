using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Columns;

namespace HccRisk.Features.Clinical;

/// <summary>Published clinical scores as features.</summary>
public static class ClinicalScores
{
    /// <summary>All scores of the library: ALBI and its grade, FIB-4, APRI, AST/ALT, aMAP, tumour burden, blood count ratios.</summary>
    public static IReadOnlyList<ScoreDefinition> All { get; } = ScoreLibrary.Create();

    /// <summary>The score with a name.</summary>
    /// <param name="name">For example <c>albi</c>.</param>
    /// <exception cref="ArgumentException">There is no such score; the message lists those there are.</exception>
    public static ScoreDefinition Find(string name) =>
        All.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.Ordinal))
        ?? throw new ArgumentException($"there is no score '{name}'; there are {string.Join(", ", All.Select(s => s.Name))}", nameof(name));

    /// <summary>Why a score cannot be computed for a cohort (a column absent, in another unit, or known too late), or null when it can.</summary>
    /// <param name="score">The score.</param>
    /// <param name="cohort">The cohort.</param>
    /// <param name="availability">Pre when only what is known before surgery may be used.</param>
    public static string? Obstacle(ScoreDefinition score, Cohort cohort, Availability availability = Availability.Pre)
    {
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(cohort);
        foreach (var input in score.Inputs)
        {
            if (!cohort.Has(input.Column))
            {
                return $"{score.Name} needs column '{input.Column}', which the cohort does not have";
            }

            var column = cohort.Schema[input.Column];
            if (input.Unit is not null && !SameUnit(column.Unit, input.Unit))
            {
                return $"{score.Name} needs '{input.Column}' in {input.Unit}, the schema has {column.Unit ?? "no unit"}: set the unit and scale of the column";
            }

            if (column.Availability > availability)
            {
                return $"{score.Name} needs '{input.Column}', which is known only after surgery";
            }
        }

        return null;
    }

    /// <summary>Computes scores for a cohort.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="names">Which scores; null for every one that the cohort has the columns for (see <see cref="Obstacle"/>).</param>
    /// <param name="availability">Pre, the default, when only what is known before surgery may be used.</param>
    /// <returns>Table <c>clinical_scores</c> of modality <c>Clinical</c>; NaN where an input is missing.</returns>
    /// <exception cref="ArgumentException">A score asked for by name does not exist or cannot be computed.</exception>
    public static FeatureTable Compute(Cohort cohort, IReadOnlyList<string>? names = null, Availability availability = Availability.Pre)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        var scores = names is null ? All.Where(s => Obstacle(s, cohort, availability) is null).ToArray() : [.. names.Select(Find)];
        foreach (var score in scores)
        {
            if (Obstacle(score, cohort, availability) is { } obstacle)
            {
                throw new ArgumentException(obstacle, nameof(names));
            }
        }

        var values = new double[cohort.Count * scores.Length];
        for (var i = 0; i < cohort.Count; i++)
        {
            var patient = cohort.Patients[i];
            for (var j = 0; j < scores.Length; j++)
            {
                values[(i * scores.Length) + j] = scores[j].Evaluate([.. scores[j].Inputs.Select(input => patient[input.Column])]);
            }
        }

        return new FeatureTable(
            "clinical_scores",
            "Clinical",
            availability,
            [.. scores.Select(s => new FeatureColumn(s.Name))],
            [.. cohort.Patients.Select(p => p.Id)],
            values,
            FeatureProvenance.Of("ClinicalScores", string.Join(',', scores.Select(s => s.Name))));
    }

    private static bool SameUnit(string? a, string b) => a is not null && string.Equals(Plain(a), Plain(b), StringComparison.OrdinalIgnoreCase);

    // The micro sign and the Greek letter are both in use.
    private static string Plain(string unit) => unit.Replace('\u00b5', 'u').Replace('\u03bc', 'u').Trim();
}
