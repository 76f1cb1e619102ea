using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace HccRisk.Oracles.Fuzzing;

/// <summary>
/// Has a reader take damaged files, many one after another. It may read them or refuse them by an exception it documents; any other exception, a
/// file it does not end with, and one for which it allocates without measure are faults. Damaged files that are faults are kept in the temporary
/// folder.
/// </summary>
public sealed class FuzzRun
{
    // No measure of speed: a reader that takes so long for a file of a few kilobytes will not end.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, long> _refused = new(StringComparer.Ordinal);
    private long _next;
    private long _read;
    private long _most;
    private volatile string? _fault;

    /// <summary>What is read, for messages and names of files.</summary>
    public required string Format { get; init; }

    /// <summary>Makes the files.</summary>
    public required Func<long, byte[]> Make { get; init; }

    /// <summary>Reads one: its bytes, and a file for readers that want one.</summary>
    public required Action<byte[], string> Read { get; init; }

    /// <summary>Whether an exception is one that the reader documents for a bad file.</summary>
    public required Func<Exception, bool> IsRefusal { get; init; }

    /// <summary>How the names of files end. Default nothing.</summary>
    public string Extension { get; init; } = "";

    /// <summary>The most bytes one file may have allocated. Default 1 GiB.</summary>
    public long MaxAllocated { get; init; } = 1L << 30;

    /// <summary>Threads that read. Default 2.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Told the number of each file before it is read. Default nobody.</summary>
    public Action<long>? Begin { get; init; }

    /// <summary>
    /// How many files a long test reads: <paramref name="usual"/>, unless the variable <c>HCCRISK_FUZZ</c> has another number for all formats.
    /// </summary>
    /// <param name="usual">The number that suits the reader's pace.</param>
    public static long Count(long usual) =>
        long.TryParse(Environment.GetEnvironmentVariable("HCCRISK_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : usual;

    /// <summary>Reads files.</summary>
    /// <param name="count">How many.</param>
    /// <param name="first">The number of the first. Default 0.</param>
    /// <returns>One line with the counts.</returns>
    /// <exception cref="InvalidOperationException">A fault, with the file that shows it.</exception>
    public string Run(long count, long first = 0)
    {
        var folder = Directory.CreateTempSubdirectory("hccrisk-fuzz-");
        var workers = Enumerable.Range(0, Threads).Select(i => new Worker(this, Path.Combine(folder.FullName, $"{i}{Extension}"), first + count)).ToArray();
        _next = first;
        foreach (var worker in workers)
        {
            worker.Start();
        }

        foreach (var worker in workers)
        {
            while (!worker.Ended(TimeSpan.FromSeconds(1)) && _fault is null)
            {
                if (worker.Busy > Patience)
                {
                    _fault = $"{Format} {worker.Number}: not done after {Patience.TotalMinutes:0} minutes; {Keep(worker.Number)}";
                }
            }
        }

        if (_fault is not null)
        {
            throw new InvalidOperationException(_fault);
        }

        folder.Delete(recursive: true);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Format}: {count} damaged files, {_read} read, {_refused.Values.Sum()} refused ({string.Join(", ", _refused.OrderByDescending(r => r.Value).Select(r => $"{r.Key} {r.Value}"))}), at most {_most / 1e6:0.0} MB allocated for one");
    }

    private string Keep(long number)
    {
        var path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"hccrisk-fuzz-{Format}-{number}{Extension}"));
        File.WriteAllBytes(path, Make(number));
        return $"the file is '{path}'";
    }

    private sealed class Worker(FuzzRun run, string path, long end)
    {
        private Thread? _work;
        private long _since = Stopwatch.GetTimestamp();

        public long Number { get; private set; }

        public TimeSpan Busy => Stopwatch.GetElapsedTime(Volatile.Read(ref _since));

        public void Start()
        {
            _work = new Thread(Work) { IsBackground = true };
            _work.Start();
        }

        public bool Ended(TimeSpan wait) => _work!.Join(wait);

        private void Work()
        {
            while (run._fault is null && Interlocked.Increment(ref run._next) - 1 is var number && number < end)
            {
                Number = number;
                Volatile.Write(ref _since, Stopwatch.GetTimestamp());
                var bytes = run.Make(number);
                run.Begin?.Invoke(number);
                var before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    run.Read(bytes, path);
                    Interlocked.Increment(ref run._read);
                }
                catch (Exception e) when (run.IsRefusal(e))
                {
                    run._refused.AddOrUpdate(e.GetType().Name, 1, (_, n) => n + 1);
                    if (string.IsNullOrWhiteSpace(e.Message) || e.Message.Contains('\n', StringComparison.Ordinal) || e.Message.Length > 20_000)
                    {
                        run._fault ??= $"{run.Format} {number}: the message is not one line: {e.Message}; {run.Keep(number)}";
                    }
                }
                catch (Exception e)
                {
                    run._fault ??= $"{run.Format} {number}: {e}; {run.Keep(number)}";
                }

                var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                InterlockedMax(ref run._most, allocated);
                if (allocated > run.MaxAllocated)
                {
                    run._fault ??= FormattableString.Invariant($"{run.Format} {number}: {bytes.Length} bytes made it allocate {allocated}; {run.Keep(number)}");
                }
            }
        }

        private static void InterlockedMax(ref long most, long value)
        {
            for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
            {
                Interlocked.CompareExchange(ref most, value, seen);
            }
        }
    }
}
