using System.Buffers;
using HccRisk.Cohorts;
using HccRisk.Cohorts.Privacy;
using HccRisk.Core.Errors;
using HccRisk.Core.Storage;

namespace HccRisk.Studies.Running;

/// <summary>Who was left out of a study and why, kept while it runs: written when it ends, well or not.</summary>
internal sealed class RunRecord(string folder)
{
    /// <summary>The list of exclusions.</summary>
    public const string ExclusionsFile = "exclusions.csv";

    /// <summary>The steps of the flow diagram.</summary>
    public const string FlowFile = "flow.csv";

    private static readonly SearchValues<char> Special = SearchValues.Create(",;\"\n\r\t");

    /// <summary>Who has been left out so far.</summary>
    public IReadOnlyList<Exclusion> Exclusions { get; set; } = [];

    /// <summary>The steps so far.</summary>
    public IReadOnlyList<FlowStep> Flow { get; private set; } = [];

    /// <summary>Patients of the study whom single models do not use.</summary>
    private IReadOnlyList<(string Model, Exclusion Exclusion)> _byModel = [];

    /// <summary>Where the exclusions are written.</summary>
    public string Path => System.IO.Path.Combine(folder, ExclusionsFile);

    /// <summary>The cohort as eligibility left it.</summary>
    public void Set(CohortFlow flow)
    {
        Exclusions = flow.Cohort.Exclusions;
        Flow = [.. flow.Steps.Select(s => s with { Excluded = [.. s.Excluded.Select(Hidden)] })];
    }

    /// <summary>The cohort as it is now.</summary>
    public void Set(CohortFlow flow, Cohort analysed, StudySites sites)
    {
        Set(flow);
        var steps = Flow.ToList();
        var before = flow.Cohort.Count;
        foreach (var group in analysed.Exclusions.Skip(flow.Cohort.Exclusions.Count).GroupBy(e => e.Stage, StringComparer.Ordinal))
        {
            var left = group.ToArray();
            var name = group.Key switch
            {
                Exclusion.Site => $"At a site of the study ({string.Join(", ", sites.Names)})",
                Exclusion.Duplicate => "Each patient once",
                Exclusion.Clinical => "Categories known from development patients",
                _ => $"Features computed: {group.Key}",
            };
            steps.Add(new FlowStep(name, before, before - left.Length, [.. left.Select(Hidden)]));
            before -= left.Length;
        }

        (Exclusions, Flow) = (analysed.Exclusions, steps);
    }

    /// <summary>Whom each model does not use.</summary>
    public void Set(IReadOnlyList<ModelPlan> plans)
    {
        var left = Exclusions.Select(e => e.PatientId).ToHashSet(StringComparer.Ordinal);
        _byModel = [.. plans.SelectMany(p => p.Exclusions.Where(e => !left.Contains(e.PatientId)).Select(e => (p.Specification.Name, e)))];
    }

    /// <summary>Writes both files of a run that ends with an error, which shall not be hidden by another.</summary>
    /// <returns>Whether they could be written.</returns>
    public bool TryWrite()
    {
        try
        {
            Write();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Writes both files; nothing when the cohort was never read.</summary>
    public void Write()
    {
        if (Flow.Count == 0 && Exclusions.Count == 0)
        {
            return;
        }

        Directory.CreateDirectory(folder);
        Save(
            ExclusionsFile,
            "patient_id,stage,reason,models",
            Exclusions.Select(e => (Model: "all", Exclusion: e)).Concat(_byModel)
                .Select(e => $"{Quote(e.Exclusion.PatientId)},{Quote(e.Exclusion.Stage)},{Quote(Hidden(e.Exclusion).Reason)},{e.Model}"));
        Save(FlowFile, "step,excluded,remaining", Flow.Select(s => FormattableString.Invariant($"{Quote(s.Label)},{s.Before - s.Remaining},{s.Remaining}")));
    }

    /// <summary>Without the folders of this machine.</summary>
    public static Exclusion Hidden(Exclusion exclusion) => exclusion with { Reason = FilePlaces.HidePaths(exclusion.Reason) };

    private void Save(string name, string heading, IEnumerable<string> rows) =>
        AtomicFile.WriteText(System.IO.Path.Combine(folder, name), string.Concat(rows.Prepend(heading).Select(r => r + "\n")));

    private static string Quote(string cell) =>
        !cell.AsSpan().ContainsAny(Special) ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
