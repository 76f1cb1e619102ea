using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Errors;
using HccRisk.Features.Clinical;
using HccRisk.Pathomics;
using HccRisk.Pathomics.Embedding;
using HccRisk.Radiomics;
using HccRisk.Studies.Protocol;

namespace HccRisk.Studies.Data;

/// <summary>The feature tables of a cohort. A patient whose images or slides give no features has no row in their table, and stays in the cohort.</summary>
/// <param name="Cohort">The patients.</param>
/// <param name="Tables">Clinical scores, radiomics, pathomics: those the setup has.</param>
/// <param name="Notes">What a reader should know.</param>
internal sealed record FeatureTables(Cohort Cohort, IReadOnlyList<FeatureTable> Tables, IReadOnlyList<string> Notes)
{
    /// <summary>By modality, the patients without it, each with the reason.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Exclusion>> Absent { get; init; } = new Dictionary<string, IReadOnlyList<Exclusion>>(StringComparer.Ordinal);

    public static FeatureTables Compute(
        Cohort cohort, FeatureSetup setup, OnnxBackbone? backbone, FeatureStore store, Func<FeatureJob, FeatureJob> pace, IProgress<StudyProgress>? progress, CancellationToken cancellationToken)
    {
        var jobs = new List<FeatureJob>();
        if (setup.Series.Count > 0)
        {
            jobs.Add(RadiomicsJob.Create(setup.Radiomics, setup.Series));
        }

        if (setup.Slides && backbone is not null)
        {
            jobs.Add(PathomicsJob.Create(setup.Pathomics, backbone));
        }

        var tables = new List<FeatureTable>();
        var notes = new List<string>();
        var absent = new Dictionary<string, IReadOnlyList<Exclusion>>(StringComparer.Ordinal);
        foreach (var job in jobs)
        {
            var slides = string.Equals(job.Modality, ModelSpecification.Pathomics, StringComparison.Ordinal);
            var faults = cohort.FileFaults.Where(f => f.Slides == slides).Select(f => f.Exclusion).ToDictionary(e => e.PatientId, StringComparer.Ordinal);
            var result = store.Compute(pace(job), cohort.Where(p => !faults.ContainsKey(p.Id)), progress is null ? null : new Relay(progress), cancellationToken);
            tables.Add(result.Table);
            notes.AddRange(result.Notes);
            if (slides)
            {
                notes.AddRange(result.Table.Remarks.SelectMany(r => r.Notes.Select(note => $"patient {r.PatientId}: {note}")));
            }

            notes.AddRange(LesionSizes.OtherThanTheTable(cohort, result.Table));
            var failed = result.Exclusions.ToDictionary(e => e.PatientId, StringComparer.Ordinal);
            absent[job.Modality] = [.. cohort.Patients.Select(p => faults.GetValueOrDefault(p.Id) ?? failed.GetValueOrDefault(p.Id)).OfType<Exclusion>()];
        }

        return new FeatureTables(cohort, [Scores(cohort), .. tables], notes) { Absent = absent };
    }

    /// <summary>The same without some patients.</summary>
    public FeatureTables Exclude(IEnumerable<Exclusion> exclusions) => this with { Cohort = Cohort.Exclude(exclusions) };

    /// <summary>The patients that a model cannot use, each with the reason.</summary>
    /// <param name="modalities">What it reads.</param>
    /// <param name="missing">What it does without one of them.</param>
    public IReadOnlyList<Exclusion> Unusable(IReadOnlyList<string> modalities, MissingModality missing)
    {
        var read = modalities.Where(Absent.ContainsKey).Select(m => Absent[m]).ToArray();
        if (missing == MissingModality.Complete)
        {
            return [.. read.SelectMany(e => e).DistinctBy(e => e.PatientId, StringComparer.Ordinal)];
        }

        // Who has nothing at all says nothing.
        return modalities.Any(m => !ModelingOptions.IsImage(m)) || read.Length == 0
            ? []
            : [.. read[0].Where(e => read.All(other => other.Any(o => o.PatientId == e.PatientId)))];
    }

    /// <summary>The scores that are inputs of models; what models are compared with is not among them.</summary>
    private static FeatureTable Scores(Cohort cohort) =>
        ClinicalScores.Compute(cohort, [.. ClinicalScores.All.Where(s => s.ModelInput && ClinicalScores.Obstacle(s, cohort) is null).Select(s => s.Name)]);

    private sealed class Relay(IProgress<StudyProgress> target) : IProgress<StoreProgress>
    {
        public void Report(StoreProgress value) => target.Report(new StudyProgress(value.Table, value.Done, value.Total, value.Failed));
    }
}
