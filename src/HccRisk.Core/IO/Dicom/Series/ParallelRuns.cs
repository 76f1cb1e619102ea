using System.Runtime.ExceptionServices;

namespace HccRisk.Core.IO.Dicom.Series;

/// <summary>Independent pieces of work on all cores; of several that fail, the first by number is reported, whatever the order they ran in.</summary>
internal static class ParallelRuns
{
    internal static void For(int count, Action<int> work, CancellationToken cancellationToken)
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
