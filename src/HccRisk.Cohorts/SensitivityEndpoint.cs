namespace HccRisk.Cohorts;

/// <summary>An alternative endpoint of a cohort, counted.</summary>
/// <param name="Name">Short name.</param>
/// <param name="Description">What it answers, in words.</param>
/// <param name="Patients">Patients with an outcome under it.</param>
/// <param name="Changed">Patients whose time or event differs from the main endpoint; 0 when it does not apply.</param>
/// <param name="Events">Patients by what happened first, censored included.</param>
/// <param name="Obstacle">Why it says nothing new: a column is absent, or nobody's outcome differs; null when it does.</param>
public sealed record SensitivityEndpoint(string Name, string Description, int Patients, int Changed, IReadOnlyDictionary<string, int> Events, string? Obstacle)
{
    /// <summary>Counts the alternatives of a cohort's endpoint.</summary>
    /// <param name="cohort">Patients with outcomes.</param>
    /// <returns>One entry an alternative, those that do not apply included with the reason; empty when the endpoint has none.</returns>
    public static IReadOnlyList<SensitivityEndpoint> Of(Cohort cohort)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        return [.. (cohort.Schema.Endpoint?.Alternatives ?? []).Select(a => Count(cohort, a))];
    }

    private static SensitivityEndpoint Count(Cohort cohort, EndpointAlternative alternative)
    {
        if (!cohort.Has(alternative.Column))
        {
            return new SensitivityEndpoint(alternative.Name, alternative.Description, 0, 0, new Dictionary<string, int>(StringComparer.Ordinal), $"the file has no column '{alternative.Column}'");
        }

        var other = cohort.WithEndpoint(alternative.Endpoint);
        var main = cohort.Patients.ToDictionary(p => p.Id, p => p.Outcome, StringComparer.Ordinal);
        var changed = other.Patients.Count(p => p.Outcome != main[p.Id]) + cohort.Count - other.Count;
        var events = other.Patients
            .Where(p => p.Outcome is not null)
            .GroupBy(p => p.Outcome!.Value.Event)
            .OrderBy(g => g.Key)
            .ToDictionary(g => alternative.Endpoint.NameOf(g.Key), g => g.Count(), StringComparer.Ordinal);
        return new SensitivityEndpoint(alternative.Name, alternative.Description, other.Count, changed, events, changed == 0 ? "nobody's outcome differs from the main endpoint" : null);
    }
}
