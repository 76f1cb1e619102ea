using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using HccRisk.Core.Storage;
using HccRisk.Pathomics.Embedding;
using HccRisk.Pathomics.Slides;

namespace HccRisk.Pathomics.Stores;

/// <summary>One run over slides: finds what the store has, embeds what nobody else does at the moment, and waits for the rest.</summary>
internal sealed class TileStoreRun(TileStore store, TileStoreFiles files, SlideEmbedder embedder, TileStoreRunOptions options)
{
    /// <summary>How long a process waits before it looks again for slides that others have.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    public TileStoreResult Embed(IReadOnlyList<SlideInput> slides, IProgress<EmbeddingProgress>? progress, CancellationToken cancellationToken)
    {
        // Names are given in the order asked for, whatever the threads do later.
        SlideStamp[] stamps = [.. slides.Select(SlideStamp.Of).GroupBy(s => s.Path, StringComparer.Ordinal).Select(OneReading)];
        var all = stamps.Zip(store.Name(stamps), (stamp, name) => (Stamp: stamp, Name: name)).ToArray();
        var outcomes = new SlideOutcome?[all.Length];
        var counter = new EmbeddingCounter(all.Length, progress);
        List<int> todo = [];
        for (var i = 0; i < all.Length; i++)
        {
            var (stamp, name) = all[i];
            outcomes[i] = store.SettingDamagedAside(() => files.Find(name, stamp, options.VerifyFiles));
            if (outcomes[i] is { } known && !(options.RetryExcluded && known.Reason is not null))
            {
                counter.Reused(all[i].Stamp.Path, known.Reason is not null);
            }
            else
            {
                todo.Add(i);
                if (outcomes[i] is null && options.VerifyFiles && files.Find(name, stamp) is not null)
                {
                    store.Note($"{name}: the slide has changed though its size and modification time have not; it is embedded again");
                }
            }
        }

        var computed = 0;
        try
        {
            var done = new bool[all.Length];
            while (true)
            {
                Parallel.ForEach(
                    Partitioner.Create(todo, EnumerablePartitionerOptions.NoBuffering),
                    new ParallelOptions { MaxDegreeOfParallelism = options.MaxParallelism, CancellationToken = cancellationToken },
                    i => done[i] = TrySettle(i));
                _ = todo.RemoveAll(i => done[i]);
                if (todo.Count == 0)
                {
                    break;
                }

                // Other processes have these: one that is killed leaves them to us.
                _ = cancellationToken.WaitHandle.WaitOne(LookAgain);
            }
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }

        files.RemoveAbandonedClaims();
        return new TileStoreResult(
            [.. outcomes.Where(o => o!.Reason is null).Select(o => o!.Name)],
            [.. all.Zip(outcomes).Where(x => x.Second!.Reason is not null).Select(x => new TileStoreExclusion(
                x.First.Stamp.Path, x.Second!.Passing is null ? x.Second.Reason! : x.Second.Reason + PassingFailure.Remark))],
            computed,
            all.Length - computed)
        {
            Warnings = [.. all.Zip(outcomes).SelectMany(x => x.Second!.Warnings.Select(text => new TileStoreWarning(x.First.Stamp.Path, text)))],
            Scales = [.. outcomes.Where(o => o!.Reason is null).Select(o => new TileStoreScale(o!.Name, o.MicronsPerPixel, o.ScaleSource))],
        };

        bool TrySettle(int i)
        {
            var (stamp, name) = all[i];
            using var claim = files.TryClaim(name);
            if (claim is null)
            {
                return false;
            }

            // Another process may have done it since we looked.
            if (outcomes[i] is null && store.SettingDamagedAside(() => files.Find(name, stamp, options.VerifyFiles)) is { } known)
            {
                outcomes[i] = known;
                counter.Reused(stamp.Path, known.Reason is not null);
                return true;
            }

            outcomes[i] = Compute(name, stamp, counter, cancellationToken);
            Interlocked.Increment(ref computed);
            return true;
        }
    }

    private static SlideStamp OneReading(IGrouping<string, SlideStamp> same) =>
        same.DistinctBy(s => (s.GivenMicronsPerPixel, s.AnnotationHash)).ToArray() is [_, var other, ..]
            ? throw new ArgumentException(FormattableString.Invariant(
                $"Slide '{same.Key}' is given twice, with {Words(same.First())} and with {Words(other)}."))
            : same.First();

    private static string Words(SlideStamp slide) =>
        (slide.GivenMicronsPerPixel is { } scale ? FormattableString.Invariant($"{scale} micrometres per pixel") : "no scale")
        + (slide.Input!.Annotation is { } areas ? $" and annotation '{areas.Path}'{(areas.Classification is { } name ? $" ({name})" : "")}" : " and no annotation");

    /// <summary>Embeds a slide and writes it, or why it cannot be.</summary>
    public SlideOutcome Compute(string name, SlideStamp stamp, EmbeddingCounter counter, CancellationToken cancellationToken)
    {
        SlideEmbedding embedding;
        try
        {
            _ = stamp.ReadContent(cancellationToken);
            embedding = embedder.Embed(stamp.Input!, counter, cancellationToken);
        }
        catch (Exception error) when (!(error is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            var outcome = new SlideOutcome(name, error.Message.ReplaceLineEndings(" "), error is NoTissueException) { Passing = PassingFailure.Is(error) ? error : null };
            if (outcome.Passing is null)
            {
                files.WriteExclusion(outcome, stamp);
            }

            counter.Finished(stamp.Path, 0, excluded: true);
            return outcome;
        }

        files.Write(name, embedding, stamp);
        counter.Finished(stamp.Path, embedding.Grid.Tiles.Count + embedding.RejectedTiles + embedding.DamagedTiles, excluded: false);
        return new SlideOutcome(name, null, NoTissue: false)
        {
            Warnings = embedding.Warnings,
            MicronsPerPixel = embedding.SlideMicronsPerPixel,
            ScaleSource = embedding.ScaleSource,
        };
    }
}
