using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using HccRisk.Cohorts;
using HccRisk.Core.Errors;
using HccRisk.Core.Storage;
using HccRisk.Reporting.Html;
using HccRisk.Studies.Data;

namespace HccRisk.Reporting.Gallery;

/// <summary>
/// A page of thumbnails of a cohort, to be looked through before anything is computed: every series with the outline of its lesion in three planes, every slide with its
/// tissue and its tiles; what cannot be read first, then who is far from the others, with the reason in words.
/// </summary>
/// <remarks>
/// The page is one file, <c>index.html</c>; its pictures lie beside it in <c>pictures</c>, so that a browser opens it at once and reads a picture when it comes into
/// sight: within the page they would make it tens of megabytes. Nothing is loaded from a network, no script runs, and neither page nor names of pictures have
/// anything of the paths of the files.
/// </remarks>
public static class CohortGallery
{
    /// <summary>The page, within its folder.</summary>
    public const string PageFile = "index.html";

    /// <summary>The folder of the pictures, beside the page.</summary>
    public const string PicturesFolder = "pictures";

    /// <summary>Makes the page. Patients whose files are as they were keep the pictures of an earlier run.</summary>
    /// <param name="cohort">The patients; who was left out while reading is on the page with the reason.</param>
    /// <param name="folder">Where to; made when absent.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="progress">Told after every patient; null for nobody.</param>
    /// <param name="cancellationToken">Stops within a patient; what was drawn stays.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static GalleryResult Write(
        Cohort cohort, string folder, GalleryOptions? options = null, IProgress<StudyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        options ??= new GalleryOptions();
        options.Validate();
        var pictures = Directory.CreateDirectory(Path.Combine(folder, PicturesFolder)).FullName;
        var store = new CaseStore(pictures, options);
        var reader = new CaseReader(options, pictures);
        var (cases, keys) = (new GalleryCase[cohort.Count], new string[cohort.Count]);
        var (done, reused, broken) = (0, 0, 0);
        try
        {
            Parallel.ForEach(
                Partitioner.Create(Enumerable.Range(0, cohort.Count), EnumerablePartitionerOptions.NoBuffering),
                new ParallelOptions { MaxDegreeOfParallelism = options.MaxParallelism, CancellationToken = cancellationToken },
                i =>
                {
                    var patient = cohort.Patients[i];
                    keys[i] = store.KeyOf(patient);
                    if (store.Find(keys[i]) is { } known)
                    {
                        cases[i] = known;
                        Interlocked.Increment(ref reused);
                    }
                    else
                    {
                        cases[i] = reader.Read(patient, keys[i], cancellationToken);
                        store.Keep(keys[i], cases[i]);
                    }

                    var failed = cases[i].Items.Any(item => item.Fault is not null) ? Interlocked.Increment(ref broken) : Volatile.Read(ref broken);
                    progress?.Report(new StudyProgress("patients", Interlocked.Increment(ref done), cohort.Count, failed));
                });
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        var cards = GalleryCards.Of(cohort, cases, options);
        AtomicFile.Write(Path.Combine(folder, PageFile), stream => HtmlDocument.Write(HtmlPage.Of(GalleryPage.Build(cards, options)), stream));
        store.Clean(keys.ToHashSet(StringComparer.Ordinal));
        return new GalleryResult(cards.Count, cards.Count(c => c.Faults.Count > 0), cards.Count(c => c.Faults.Count == 0 && c.Outliers.Count > 0), reused);
    }
}
