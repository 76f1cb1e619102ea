using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Columns;

namespace HccRisk.Features.Clinical;

/// <summary>Published clinical scores as features.</summary>
public static class ClinicalScores
{
    /// <summary>All scores that come with the library.</summary>
    public static IReadOnlyList<ScoreDefinition> All => ScoreLibrary.BuiltIn.Scores;

    /// <summary>The score of the library with a name.</summary>
    /// <param name="name">For example <c>albi</c>.</param>
    /// <exception cref="ArgumentException">There is no such score; the message lists those there are.</exception>
    public static ScoreDefinition Find(string name) => ScoreLibrary.BuiltIn.Find(name);

    /// <summary>
    /// Why a score cannot be computed for a cohort (a column absent, in a unit its schema cannot convert, or known too late), or null when it can.
    /// </summary>
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
                if (input.IfMissing is not null)
                {
                    continue;
                }

                return $"{score.Name} needs column '{input.Column}', which the cohort does not have";
            }

            var column = cohort.Schema[input.Column];
            if (Factor(column, input) is null)
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

    /// <summary>A score of every patient, with the reason where there is none.</summary>
    /// <param name="score">The score.</param>
    /// <param name="cohort">The cohort.</param>
    /// <param name="availability">Pre, the default, when only what is known before surgery may be used.</param>
    /// <returns>One result a patient, in the order of the cohort.</returns>
    /// <exception cref="ArgumentException">The score cannot be computed for the cohort (see <see cref="Obstacle"/>).</exception>
    public static IReadOnlyList<ScoreResult> Assess(ScoreDefinition score, Cohort cohort, Availability availability = Availability.Pre)
    {
        if (Obstacle(score, cohort, availability) is { } obstacle)
        {
            throw new ArgumentException(obstacle, nameof(score));
        }

        double?[] factors = [.. score.Inputs.Select(i => cohort.Has(i.Column) ? Factor(cohort.Schema[i.Column], i) : null)];
        return [.. cohort.Patients.Select(p => score.Assess([.. score.Inputs.Select((input, i) => factors[i] is { } factor ? p[input.Column] / factor : double.NaN)]))];
    }

    /// <summary>Computes scores for a cohort.</summary>
    /// <param name="cohort">The cohort.</param>
    /// <param name="names">Which scores; null for every one that the cohort has the columns for (see <see cref="Obstacle"/>).</param>
    /// <param name="availability">Pre, the default, when only what is known before surgery may be used.</param>
    /// <param name="library">Where the scores are; null, the default, for those that come with the library.</param>
    /// <returns>Table <c>clinical_scores</c> of modality <c>Clinical</c>; NaN where there is no score, with the reasons in its remarks.</returns>
    /// <exception cref="ArgumentException">A score asked for by name does not exist or cannot be computed.</exception>
    public static FeatureTable Compute(Cohort cohort, IReadOnlyList<string>? names = null, Availability availability = Availability.Pre, ScoreLibrary? library = null)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        library ??= ScoreLibrary.BuiltIn;
        var scores = names is null ? library.Scores.Where(s => Obstacle(s, cohort, availability) is null).ToArray() : [.. names.Select(library.Find)];
        var results = scores.Select(s => Assess(s, cohort, availability)).ToArray();
        var values = new double[cohort.Count * scores.Length];
        var remarks = new List<PatientRemark>();
        for (var i = 0; i < cohort.Count; i++)
        {
            for (var j = 0; j < scores.Length; j++)
            {
                values[(i * scores.Length) + j] = results[j][i].Value;
            }

            string[] missing = [.. scores.Select((s, j) => (s.Name, results[j][i].Reason)).Where(r => r.Reason is not null).Select(r => $"{r.Name}: {r.Reason}")];
            if (missing.Length > 0)
            {
                remarks.Add(new PatientRemark(cohort.Patients[i].Id, null, missing));
            }
        }

        return new FeatureTable(
            "clinical_scores",
            "Clinical",
            availability,
            [.. scores.Select(s => new FeatureColumn(s.Name))],
            [.. cohort.Patients.Select(p => p.Id)],
            values,
            FeatureProvenance.Of("ClinicalScores", string.Join(',', scores.Select(s => s.Name))))
        {
            Remarks = remarks,
        };
    }

    /// <summary>What a value of the input's unit is multiplied by to be one of the column's; null when the schema does not say.</summary>
    private static double? Factor(CohortColumn column, ScoreInput input)
    {
        if (input.Unit is null || SameUnit(column.Unit, input.Unit))
        {
            return 1;
        }

        return column.OtherUnits.Where(u => SameUnit(u.Key, input.Unit)).Select(u => (double?)u.Value).FirstOrDefault();
    }

    private static bool SameUnit(string? a, string b) => a is not null && string.Equals(Plain(a), Plain(b), StringComparison.OrdinalIgnoreCase);

    // The micro sign and the Greek letter are both in use; 1 ug/L is 1 ng/mL, and 1 mL is 1 cm3.
    private static string Plain(string unit) => unit.Replace('\u00b5', 'u').Replace('\u03bc', 'u').Trim().ToUpperInvariant() switch
    {
        "UG/L" => "NG/ML",
        "CM3" or "CM^3" => "ML",
        var other => other,
    };
}
