using System.Globalization;

namespace HccRisk.Core.Naming;

/// <summary>
/// Which sites develop a model and which judge it. A site that may be an external one in another spelling never develops a model: it must be named first.
/// </summary>
/// <param name="Development">Sites whose patients a model is fitted on.</param>
/// <param name="External">Sites whose patients are kept aside for one evaluation.</param>
public sealed record SiteRoles(IReadOnlyList<string> Development, IReadOnlyList<string> External)
{
    /// <summary>In a list of development sites: every site that is not named otherwise.</summary>
    public const string AllOthers = "*";

    /// <summary>Sites of the data that have no role.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>Gives each site its role.</summary>
    /// <param name="sites">The site of each patient; empty where it is not known.</param>
    /// <param name="development">Development sites; with external sites they must be named, <see cref="AllOthers"/> takes what is left.</param>
    /// <param name="external">External sites; empty when nobody is kept aside.</param>
    /// <param name="leftOut">Sites that are left out on purpose; null for none.</param>
    /// <param name="option">What the caller calls the list of development sites, for messages.</param>
    /// <exception cref="ArgumentException">
    /// A named site is not in the data, a site of the data is near a named one (another case, width or spacing, a misspelling), the development sites are
    /// not named, a patient without a site would develop the model, or nobody is left to develop it on. One line.
    /// </exception>
    public static SiteRoles Resolve(
        IReadOnlyCollection<string> sites, IReadOnlyList<string> development, IReadOnlyList<string> external, IReadOnlyList<string>? leftOut = null, string option = "development")
    {
        ArgumentNullException.ThrowIfNull(sites);
        ArgumentNullException.ThrowIfNull(development);
        ArgumentNullException.ThrowIfNull(external);
        leftOut ??= [];
        var patients = sites.GroupBy(s => s, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        string[] developing = [.. development.Where(s => s != AllOthers)];
        string[] named = [.. external, .. developing, .. leftOut];
        RequireNamed(named, patients.Keys);
        RequireApart(external, [.. developing, .. leftOut]);
        string[] unnamed = [.. patients.Keys.Where(s => !named.Contains(s, StringComparer.Ordinal))];
        RequireFar(unnamed, named, patients, option);
        if (external.Count > 0 && development.Count == 0)
        {
            throw new ArgumentException(unnamed.Length == 0
                ? "All sites are external: none is left to develop the models on."
                : $"External sites are named and development sites are not: name them in '{option}' ({List(unnamed, patients)}), or write \"{AllOthers}\" there for all others.");
        }

        var everybody = development.Count == 0 || development.Contains(AllOthers, StringComparer.Ordinal);
        if (everybody && external.Count > 0 && patients.TryGetValue("", out var nowhere))
        {
            throw new ArgumentException($"{Patients(nowhere)} without a site may be of an external one: fill it in, or name the development sites in '{option}'.");
        }

        string[] chosen = everybody ? [.. developing, .. unnamed] : developing;
        return chosen.Length > 0
            ? new SiteRoles(chosen, external) { Others = everybody ? leftOut : [.. unnamed, .. leftOut] }
            : throw new ArgumentException("All sites are external: none is left to develop the models on.");
    }

    private static void RequireNamed(IEnumerable<string> named, IReadOnlyCollection<string> present)
    {
        foreach (var name in named.Where(n => !present.Contains(n, StringComparer.Ordinal)))
        {
            var same = present.FirstOrDefault(p => Spelling.IsSame(p, name));
            throw new ArgumentException($"No patient is of site '{name}'{(same is null ? NearestNames.Hint(name, present) : $": the data have it as '{same}'")}.");
        }
    }

    private static void RequireApart(IReadOnlyList<string> external, IReadOnlyList<string> others)
    {
        foreach (var site in external)
        {
            if (others.FirstOrDefault(o => Spelling.IsSame(o, site)) is { } same)
            {
                throw new ArgumentException(site == same
                    ? $"Site '{site}' is named as external and as something else."
                    : $"'{same}' and the external site '{site}' are one name written differently: write it in one way.");
            }
        }
    }

    private static void RequireFar(string[] unnamed, string[] named, Dictionary<string, int> patients, string option)
    {
        foreach (var site in unnamed.Where(s => s.Length > 0))
        {
            if (named.FirstOrDefault(n => Spelling.IsSame(n, site)) is { } same)
            {
                throw new ArgumentException($"Site '{site}' ({Patients(patients[site])}) is '{same}' written differently: write it in one way.");
            }

            if (named.FirstOrDefault(n => Spelling.IsNear(n, site)) is { } near)
            {
                throw new ArgumentException(
                    $"Site '{site}' ({Patients(patients[site])}) is not named and is near '{near}': correct it if it is the same, or name it too (in '{option}' if it develops the models).");
            }
        }
    }

    private static string List(IEnumerable<string> sites, Dictionary<string, int> patients) =>
        string.Join(", ", sites.Select(s => $"'{s}' with {Patients(patients[s])}"));

    private static string Patients(int count) => count == 1 ? "1 patient" : string.Create(CultureInfo.InvariantCulture, $"{count} patients");
}
