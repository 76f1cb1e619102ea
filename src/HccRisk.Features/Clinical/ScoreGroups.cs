namespace HccRisk.Features.Clinical;

/// <summary>The groups a publication divides a score into.</summary>
/// <param name="Names">From the lowest score to the highest.</param>
/// <param name="Cuts">Between the groups, rising; a score at a cut belongs to the lower group.</param>
public sealed record ScoreGroups(IReadOnlyList<string> Names, IReadOnlyList<double> Cuts)
{
    /// <summary>What was observed in the groups of the publication, one list of values by group under the name of each; default empty. No prediction for a patient.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Observed { get; init; } = new Dictionary<string, IReadOnlyList<double>>(StringComparer.Ordinal);

    /// <summary>The group of a score; null for NaN.</summary>
    /// <param name="score">The score.</param>
    public string? Of(double score) => double.IsNaN(score) ? null : Names[Cuts.Count(cut => score > cut)];

    internal IEnumerable<string> Faults()
    {
        if (Names.Count != Cuts.Count + 1 || Names.Any(string.IsNullOrWhiteSpace))
        {
            yield return $"{Cuts.Count} cuts make {Cuts.Count + 1} groups with a name each, not {Names.Count}";
        }

        if (!Cuts.All(double.IsFinite) || Cuts.Zip(Cuts.Skip(1)).Any(c => c.First >= c.Second))
        {
            yield return "the cuts of the groups do not rise";
        }

        foreach (var (what, values) in Observed.Where(o => o.Value.Count != Names.Count))
        {
            yield return $"observed '{what}' has {values.Count} values for {Names.Count} groups";
        }
    }
}
