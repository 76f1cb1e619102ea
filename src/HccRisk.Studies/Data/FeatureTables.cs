using HccRisk.Cohorts;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Errors;
using HccRisk.Features.Clinical;
using HccRisk.Pathomics;
using HccRisk.Pathomics.Embedding;
using HccRisk.Radiomics;
using HccRisk.Studies.Protocol;

namespace HccRisk.Studies.Data;

/// <summary>The feature tables of a cohort and the patients that have them all.</summary>
/// <param name="Cohort">The cohort without patients whose files failed; they are in its exclusions.</param>
/// <param name="Tables">Clinical scores, radiomics, pathomics: those the setup has.</param>
/// <param name="Notes">What a reader should know.</param>
internal sealed record FeatureTables(Cohort Cohort, IReadOnlyList<FeatureTable> Tables, IReadOnlyList<string> Notes)
{
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
        var exclusions = new List<Exclusion>();
        foreach (var job in jobs)
        {
            var result = store.Compute(pace(job), cohort, progress is null ? null : new Relay(progress), cancellationToken);
            tables.Add(result.Table);
            notes.AddRange(result.Notes);
            if (string.Equals(job.Modality, ModelSpecification.Pathomics, StringComparison.Ordinal))
            {
                notes.AddRange(result.Table.Remarks.SelectMany(r => r.Notes.Select(note => $"patient {r.PatientId}: {note}")));
            }

            exclusions.AddRange(result.Exclusions);
        }

        cohort = cohort.Exclude(exclusions);
        return new FeatureTables(cohort, [Scores(cohort), .. tables], notes);
    }

    /// <summary>The scores that are inputs of models; what models are compared with is not among them.</summary>
    private static FeatureTable Scores(Cohort cohort) =>
        ClinicalScores.Compute(cohort, [.. ClinicalScores.All.Where(s => s.ModelInput && ClinicalScores.Obstacle(s, cohort) is null).Select(s => s.Name)]);

    private sealed class Relay(IProgress<StudyProgress> target) : IProgress<StoreProgress>
    {
        public void Report(StoreProgress value) => target.Report(new StudyProgress(value.Table, value.Done, value.Total, value.Failed));
    }
}
