using HccRisk.Survival.Data;
using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.CutPoints;

/// <summary>
/// Finds the two cut-points of a marker that separate low, middle and high risk most: the largest log-rank statistic over a grid of pairs
/// (as X-tile does; Camp, Dolled-Filhart and Rimm, Clin Cancer Res 2004), with a p-value corrected for the search by permutation.
/// </summary>
/// <remarks>
/// O(grid^2 x event times) a permutation. The separation at the cuts is optimistic on the data they were found on: freeze them and judge
/// them on other patients.
/// </remarks>
public static class TwoCutPoints
{
    /// <summary>A permutation that gives the very same groups reaches the maximum but for rounding.</summary>
    private const double Equal = 1 - 1e-9;

    /// <summary>Tries every pair of cuts on the grid that leaves enough patients in each of the three groups.</summary>
    /// <param name="outcome">Follow-up; every positive code is the event. Censoring must not depend on the marker.</param>
    /// <param name="marker">One finite value a patient.</param>
    /// <param name="options">Grid, smallest group, permutations and seed; null for the defaults.</param>
    /// <returns>The pair, or a result that says why there is none. Of pairs with the same statistic the lowest is taken.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or a value is not finite (named by its index).</exception>
    /// <exception cref="OperationCanceledException">The token of the options was cancelled.</exception>
    public static TwoCutPointResult Find(SurvivalOutcome outcome, ReadOnlySpan<double> marker, TwoCutPointOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        options ??= new TwoCutPointOptions();
        options.Validate();
        outcome.RequirePlain("The search for two cut-points");
        outcome.RequireFinite(marker, nameof(marker));
        var n = outcome.Count;
        if (outcome.Causes.Count == 0)
        {
            return None(outcome.WhyNoEvent);
        }

        var sorted = marker.ToArray();
        var order = RadixOrder.Sort(sorted);
        var fewest = Math.Max(1, (int)Math.Ceiling((options.MinFraction * n) - 1e-9));
        var below = Grid(sorted, fewest, options.Grid);
        var kernel = new CutPointPairs(outcome, below, fewest);
        var ranks = new int[n];
        for (var k = 0; k < n; k++)
        {
            ranks[order[k]] = k;
        }

        var candidates = new List<CutPointPair>();
        CutPointPair? best = null;
        var sizes = Array.Empty<int>();
        kernel.Scan(ranks, (first, second, statistic) =>
        {
            var pair = new CutPointPair(sorted[below[first] - 1], sorted[below[second] - 1], statistic);
            candidates.Add(pair);
            if (best is null || statistic > best.Statistic)
            {
                best = pair;
                sizes = [below[first], below[second] - below[first], n - below[second]];
            }
        });
        if (best is null)
        {
            return None(sorted[0] == sorted[^1]
                ? FormattableString.Invariant($"all patients have the same value {sorted[0]}")
                : FormattableString.Invariant($"no two cuts leave {fewest} of {n} patients and some of their follow-up in each of three groups"));
        }

        var reached = Permute(kernel, n, best.Statistic * Equal, options);
        var p = (1.0 + reached) / (1 + options.Permutations);
        return new TwoCutPointResult
        {
            Best = best,
            Sizes = sizes,
            PValue = p,
            PValueError = Math.Sqrt(p * (1 - p) / options.Permutations),
            Uncorrected = new ChiSquareTest(best.Statistic, 2),
            Permutations = options.Permutations,
            Candidates = candidates,
        };
    }

    private static TwoCutPointResult None(string reason) => new() { Candidates = [], Permutations = 0, NotEstimable = reason };

    /// <summary>Numbers of patients at or below each cut tried, ascending.</summary>
    private static int[] Grid(double[] sorted, int fewest, int grid)
    {
        int[] all = [.. Enumerable.Range(fewest, Math.Max(0, sorted.Length - (2 * fewest) + 1)).Where(k => sorted[k - 1] != sorted[k])];
        return all.Length <= grid ? all : [.. Enumerable.Range(0, grid).Select(g => all[(int)((long)g * (all.Length - 1) / (grid - 1))])];
    }

    private static int Permute(CutPointPairs kernel, int count, double limit, TwoCutPointOptions options)
    {
        var reached = 0;
        Parallel.For(
            0,
            options.Permutations,
            new ParallelOptions { CancellationToken = options.CancellationToken },
            () => (Kernel: kernel.Copy(), Ranks: new int[count]),
            (permutation, _, own) =>
            {
                for (var i = 0; i < count; i++)
                {
                    own.Ranks[i] = i;
                }

                new SplitMix((ulong)(uint)options.Seed, (ulong)permutation).Shuffle(own.Ranks);
                double largest = 0;
                own.Kernel.Scan(own.Ranks, (_, _, statistic) => largest = Math.Max(largest, statistic));
                if (largest >= limit)
                {
                    Interlocked.Increment(ref reached);
                }

                return own;
            },
            _ => { });
        return reached;
    }
}
