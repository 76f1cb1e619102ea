using System.Runtime.ExceptionServices;
using HccRisk.Studies.Synthetic.Population;
using HccRisk.Studies.Synthetic.Rendering;

namespace HccRisk.Studies.Synthetic;

/// <summary>
/// Makes a cohort of invented patients with known truth: clinical file, contrast MRI with masks, slides, follow-up. Two markers of
/// aggressive recurrence are drawn into the pixels, one into the MR volumes and one into the slide, and nowhere else, so that the
/// whole path from files to risk can be judged against <see cref="SyntheticTruth"/>. Nothing in it comes from a person.
/// </summary>
public static class SyntheticCohort
{
    /// <summary>
    /// Writes the cohort: <c>clinical.csv</c>, <c>manifest.csv</c>, <c>truth.csv</c>, <c>SYNTHETIC.txt</c> and a folder of images a patient.
    /// A run that was stopped goes on where it was; patients made with other options are made again. The same options give
    /// the same bytes, whatever <see cref="SyntheticOptions.MaxParallelism"/>.
    /// </summary>
    /// <param name="directory">A new or empty folder, or one with an earlier synthetic cohort.</param>
    /// <param name="options">What to make; null for the defaults (579 patients).</param>
    /// <param name="progress">Told after every patient, from the thread that made it.</param>
    /// <param name="cancellationToken">Stops between patients; what is done stays.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="IOException">The folder holds something that is not a synthetic cohort, or cannot be written.</exception>
    public static SyntheticCohortFiles Generate(
        string directory,
        SyntheticOptions? options = null,
        IProgress<SyntheticProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        options ??= new SyntheticOptions();
        options.Validate();
        var layout = new CohortLayout(directory);
        layout.Prepare(options);

        var patients = Draw(options);
        int done = 0, resumed = 0;
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.MaxParallelism, CancellationToken = cancellationToken };
        try
        {
            Parallel.ForEach(patients, parallel, patient =>
            {
                var complete = layout.IsComplete(patient.Id, options.Readers);
                if (complete)
                {
                    Interlocked.Increment(ref resumed);
                }
                else
                {
                    PatientImages.Write(layout, patient, options);
                }

                progress?.Report(new SyntheticProgress(Interlocked.Increment(ref done), patients.Length, patient.Id, complete));
            });
        }
        catch (AggregateException several)
        {
            // A full disk fails on every thread at once; one of them says it all.
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }

        // Last, so that a folder with tables is a whole cohort.
        CohortTables.Write(layout, patients, options);
        return new SyntheticCohortFiles(
            layout.Root, layout.ClinicalCsv, layout.ManifestCsv, layout.TruthCsv, patients.Length, resumed);
    }

    private static SyntheticPatient[] Draw(SyntheticOptions options) =>
    [
        .. Enumerable.Range(0, options.Development).Select(i => options.Patient(SyntheticSite.Development, i)),
        .. Enumerable.Range(0, options.External).Select(i => options.Patient(SyntheticSite.External, i)),
    ];
}
