using System.Runtime.ExceptionServices;

namespace HccRisk.Core.Concurrency;

/// <summary>Independent pieces of work on all cores; of several that fail, the first by number is reported, whatever the order they ran in.</summary>
public static class ParallelRuns
{
    /// <summary>Runs <paramref name="work"/> for 0 to <paramref name="count"/> - 1 and returns when all are done.</summary>
    /// <param name="count">Number of pieces.</param>
    /// <param name="work">One piece; it must not depend on the others.</param>
    /// <param name="cancellationToken">Checked between pieces.</param>
    public static void For(int count, Action<int> work, CancellationToken cancellationToken)
    {
        var faults = new ExceptionDispatchInfo?[count];
        Parallel.For(
            0,
            count,
            new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount },
            (i, state) =>
            {
                if (state.LowestBreakIteration < i)
                {
                    return;
                }

                try
                {
                    work(i);
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    faults[i] = ExceptionDispatchInfo.Capture(e);
                    state.Break();
                }
            });
        Array.Find(faults, fault => fault is not null)?.Throw();
    }
}
