using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.ExceptionServices;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace HccRisk.Survival.Tuning;

/// <summary>
/// Makes the trials of several candidates on several parts of the data, batch by batch of all of them: what is drawn depends on the batches before alone, and not on
/// which trial was done first.
/// </summary>
internal sealed class TuningEngine
{
    // Of the time given, what is kept for judging and for what no estimate sees.
    private const double KeptShare = 0.04;

    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(40);

    private readonly MLContext _context;
    private readonly IDataView _data;
    private readonly int _count;
    private readonly TuningOptions _options;
    private readonly IReadOnlyList<TuningCandidate> _candidates;
    private readonly IReadOnlyList<TuningPart> _parts;
    private readonly TrialSearch[] _searches;

    public TuningEngine(MLContext context, IDataView data, int count, IReadOnlyList<TuningPart> parts, IReadOnlyList<TuningCandidate> candidates, TuningOptions options)
    {
        (_context, _data, _count, _parts, _candidates, _options) = (context, data, count, parts, candidates, options);
        _searches = [.. parts.SelectMany(p => candidates.Select(c => new TrialSearch(c, p, options)))];
    }

    /// <summary>Every trial made, part by part and candidate by candidate.</summary>
    public IReadOnlyList<TuningTrial> Trials => [.. _searches.SelectMany(s => s.Trials)];

    /// <summary>Folds that could not be judged, each with the reason.</summary>
    public IReadOnlyList<string> Skipped => [.. _parts.SelectMany(p => p.Skipped)];

    /// <summary>The trials of each candidate on a part.</summary>
    public IReadOnlyList<IReadOnlyList<TuningTrial>> Of(int part) => [.. _searches.Where(s => s.Part.Number == part).Select(s => s.Trials)];

    /// <summary>The unfitted pipeline of a trial.</summary>
    public IEstimator<ITransformer> Build(TuningTrial trial, CancellationToken token)
    {
        var seed = TrialSearch.SeedOf(_options.Seed, trial.Candidate, trial.Part, trial.Number);
        return TrialRunner.Build(_candidates.First(c => c.Name == trial.Candidate), trial.Values, seed, _options, token);
    }

    /// <summary>Makes the trials.</summary>
    public TuningStop Run(IProgress<TuningProgress>? progress)
    {
        var (started, user, total, done, gate) = (_options.Clock.GetTimestamp(), _options.Validation.CancellationToken, _searches.Sum(s => s.Total), 0, new Lock());
        using var record = _options.RecordFile is { } file ? TrialRecord.Open(file, _data, _candidates, _parts, _options) : null;
        while (true)
        {
            DrawnTrial[] drawn = [.. _searches.SelectMany(s => s.Draw())];
            if (drawn.Length == 0)
            {
                return TuningStop.Trials;
            }

            var open = new List<DrawnTrial>();
            foreach (var trial in drawn.OrderBy(d => d.Number))
            {
                if (record?.Find(trial) is { } known)
                {
                    Add(trial, known);
                }
                else
                {
                    open.Add(trial);
                }
            }

            if (user.IsCancellationRequested)
            {
                return TuningStop.Cancelled;
            }

            TimeSpan? left = _options.MaxTime - _options.Clock.GetElapsedTime(started) - Kept();
            if (left <= TimeSpan.Zero)
            {
                return TuningStop.Time;
            }

            using var limit = left is { } time ? new CancellationTokenSource(time < LongestTimer ? time : LongestTimer, _options.Clock) : new CancellationTokenSource();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(user, limit.Token);
            try
            {
                Parallel.ForEach(
                    Partitioner.Create(open, EnumerablePartitionerOptions.NoBuffering),
                    new ParallelOptions { MaxDegreeOfParallelism = _options.Validation.MaxParallelism },
                    trial =>
                    {
                        if (Make(trial, stop.Token) is { } made)
                        {
                            lock (gate)
                            {
                                record?.Append(made);
                                Add(trial, made);
                            }
                        }
                    });
            }
            catch (AggregateException e)
            {
                ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
            }

            Log(done, total);
            if (stop.IsCancellationRequested)
            {
                return user.IsCancellationRequested ? TuningStop.Cancelled : TuningStop.Time;
            }
        }

        void Add(DrawnTrial drawn, TuningTrial made)
        {
            drawn.Search.Add(made);
            progress?.Report(new TuningProgress(++done, total, made));
        }
    }

    /// <summary>Null when it was stopped.</summary>
    private TuningTrial? Make(DrawnTrial trial, CancellationToken token)
    {
        try
        {
            token.ThrowIfCancellationRequested();
            return TrialRunner.Run(_data, _count, trial, _options, token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Time that the final fits will take, by what fits took so far: one a search.</summary>
    private TimeSpan Kept()
    {
        var fits = _searches.Sum(s => s.Trials.Where(t => t.Folds.Count > 0).Select(t => t.Duration.TotalSeconds / t.Folds.Count).DefaultIfEmpty(0).Average());
        var threads = Math.Min(_options.Validation.MaxParallelism, Environment.ProcessorCount);
        return ((_options.MaxTime ?? TimeSpan.Zero) * KeptShare) + TimeSpan.FromSeconds(1.5 * fits / threads);
    }

    private void Log(int done, int total)
    {
        using var channel = ((IHostEnvironment)_context).Start("Tuning");
        var best = TrialChoice.Best(Trials.Where(t => t.Part == _parts[0].Number));
        channel.Trace(
            MessageSensitivity.None,
            string.Create(CultureInfo.InvariantCulture, $"Tuning by {_options.Metric}: {done} of {total} trials; best so far {best?.ToString() ?? "none"}"));
    }
}
