using HccRisk.Core.Printing;
using HccRisk.Survival.Data;
using HccRisk.Survival.Trees;

namespace HccRisk.Survival.Forest;

/// <summary>
/// A random survival forest (Ishwaran and others, Ann Appl Stat 2008), also of competing causes (Biostatistics 2014). What it predicts is
/// the mean over its trees of the curves of the leaf that a row falls into: Kaplan-Meier, Nelson-Aalen and Aalen-Johansen each by itself,
/// so that S is not exp(-H).
/// </summary>
/// <remarks>
/// A missing value goes to the side that made the better split among the training rows without a value; where there were none, left.
/// Immutable, and safe on several threads.
/// </remarks>
public sealed class SurvivalForest
{
    private readonly ForestTree[] _trees;
    private readonly double[] _times;
    private readonly int[] _causes;
    private readonly double[] _grid;

    internal SurvivalForest(
        ForestTree[] trees, double[] times, int[] causes, double lastTime, int gridSize, ForestSampling sampling, IReadOnlyList<string> names)
    {
        (_trees, _times, _causes, LastTime, Sampling, ColumnNames) = (trees, times, causes, lastTime, sampling, names);
        Trees = [.. trees.Select(t => t.Nodes)];
        var points = Math.Min(gridSize, times.Length);
        _grid = [.. Enumerable.Range(1, points).Select(k => times[(int)((long)k * times.Length / points) - 1])];
    }

    /// <summary>The trees, without what their leaves hold.</summary>
    public IReadOnlyList<TreeNodes> Trees { get; }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> ColumnNames { get; }

    /// <summary>Who was in the sample of each tree.</summary>
    public ForestSampling Sampling { get; }

    /// <summary>Distinct event times of any cause in training, ascending.</summary>
    public IReadOnlyList<double> Times => _times;

    /// <summary>Codes of the causes that occurred in training, ascending.</summary>
    public IReadOnlyList<int> Causes => _causes;

    /// <summary>Longest follow-up in training; beyond it nothing is known, and curves are NaN.</summary>
    public double LastTime { get; }

    /// <summary>
    /// Times at which curves are shown and mortality is added up: all event times, or some that are evenly spaced by rank, the last
    /// always.
    /// </summary>
    public IReadOnlyList<double> Grid => _grid;

    /// <summary>Grows a forest.</summary>
    /// <param name="x">Row-major covariates, a row a patient; NaN where a value is missing.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="outcome">Follow-up with every cause, without entry times or weights.</param>
    /// <param name="cause">Cause of interest; 0 takes an event of any cause.</param>
    /// <param name="options">How the trees are grown; null for the defaults.</param>
    /// <param name="columnNames">Names of the columns, for messages; null for x0, x1, ...</param>
    /// <param name="groups">Rows of one patient: equal codes from 0 are drawn together; empty when every row is a patient.</param>
    /// <param name="cancellationToken">Stops between trees.</param>
    /// <exception cref="NoEventsException">Nobody had the event.</exception>
    /// <exception cref="ArgumentException">Options or lengths are wrong, or a value is infinite (named by its row).</exception>
    public static SurvivalForest Fit(
        ReadOnlySpan<double> x,
        int columns,
        SurvivalOutcome outcome,
        int cause = 0,
        ForestOptions? options = null,
        IReadOnlyList<string>? columnNames = null,
        ReadOnlySpan<int> groups = default,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        options ??= new ForestOptions();
        options.Validate();
        outcome.RequirePlain("A survival forest");
        var names = CovariateShape.Check(x, columns, outcome, columnNames, "A survival forest");
        outcome = cause == 0 ? outcome.WithAnyCause() : outcome;
        if (outcome.EventCount(cause == 0 ? 1 : cause) == 0)
        {
            throw new NoEventsException($"A survival forest needs events: {(cause == 0 ? outcome : outcome.WithCause(cause)).WhyNoEvent}.");
        }

        var data = new ForestRows(x, names, outcome, cause, options, groups);
        if (Array.TrueForAll(data.CauseWeights, w => w == 0))
        {
            throw new ArgumentException($"CauseWeights name none of the causes that occur: {string.Join(", ", data.Causes)}.", nameof(options));
        }

        var trees = new ForestTree[options.Trees];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.MaxParallelism, CancellationToken = cancellationToken };
        Parallel.For(0, trees.Length, parallel, () => new TreeGrower(data, options), (t, _, grower) =>
        {
            trees[t] = grower.Grow(t);
            return grower;
        }, _ => { });
        return new SurvivalForest(trees, data.Times, data.Causes, outcome.LastTime, options.GridSize, data.Sampling, names);
    }

    /// <summary>
    /// Probability of being free of an event of a cause at each time, other causes counted as censored: the mean of Kaplan-Meier curves.
    /// </summary>
    /// <param name="x">One value for each column; NaN where one is missing.</param>
    /// <param name="cause">Code of the cause; of a forest of any cause 1.</param>
    /// <param name="times">Any times, in any order.</param>
    /// <param name="survival">Receives one probability a time; NaN beyond <see cref="LastTime"/>.</param>
    public void Survival(ReadOnlySpan<double> x, int cause, ReadOnlySpan<double> times, Span<double> survival) =>
        Mean(x, cause, times, survival, (tree, leaf, q, passed) => tree.Survival(leaf, q, passed));

    /// <summary>Cumulative hazard of a cause at each time: the mean of Nelson-Aalen curves.</summary>
    /// <param name="x">One value for each column; NaN where one is missing.</param>
    /// <param name="cause">Code of the cause; of a forest of any cause 1.</param>
    /// <param name="times">Any times, in any order.</param>
    /// <param name="hazard">Receives one value a time, 0 or greater; NaN beyond <see cref="LastTime"/>.</param>
    public void CumulativeHazard(ReadOnlySpan<double> x, int cause, ReadOnlySpan<double> times, Span<double> hazard) =>
        Mean(x, cause, times, hazard, (tree, leaf, q, passed) => tree.Hazard(leaf, q, passed));

    /// <summary>
    /// Probability of having had an event of a cause by each time, competing causes taken into account: the mean of Aalen-Johansen
    /// curves.
    /// </summary>
    /// <param name="x">One value for each column; NaN where one is missing.</param>
    /// <param name="cause">Code of the cause; of a forest of any cause 1.</param>
    /// <param name="times">Any times, in any order.</param>
    /// <param name="incidence">Receives one probability a time; NaN beyond <see cref="LastTime"/>.</param>
    public void CumulativeIncidence(ReadOnlySpan<double> x, int cause, ReadOnlySpan<double> times, Span<double> incidence) =>
        Mean(x, cause, times, incidence, (tree, leaf, q, passed) => tree.Incidence(leaf, q, passed));

    /// <summary>The score of a row.</summary>
    /// <param name="x">One value for each column; NaN where one is missing.</param>
    /// <param name="cause">Code of the cause; of a forest of any cause 1.</param>
    /// <param name="kind">Which score.</param>
    /// <param name="time">Its time, for an incidence; not used otherwise.</param>
    /// <returns>Higher = more risk: a probability, a number of events or a time, by its kind.</returns>
    public double Score(ReadOnlySpan<double> x, int cause, ForestScore kind, double time)
    {
        double sum = 0;
        for (var t = 0; t < _trees.Length; t++)
        {
            sum += LeafScore(t, _trees[t].LeafOf(x), cause, kind, time);
        }

        return sum / _trees.Length;
    }

    /// <summary>What each leaf of a tree says of freedom from a cause at a time.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="cause">Code of the cause.</param>
    /// <param name="time">The time.</param>
    public IReadOnlyList<double> LeafSurvival(int tree, int cause, double time) =>
        [.. Enumerable.Range(0, Trees[tree].Leaves).Select(l => _trees[tree].Survival(l, PlaceOf(cause), Passed(time)))];

    /// <summary>What each leaf of a tree says of the cumulative incidence of a cause at a time.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="cause">Code of the cause.</param>
    /// <param name="time">The time.</param>
    public IReadOnlyList<double> LeafIncidence(int tree, int cause, double time) =>
        [.. Enumerable.Range(0, Trees[tree].Leaves).Select(l => _trees[tree].Incidence(l, PlaceOf(cause), Passed(time)))];

    /// <summary>What the trees say of the patients that were not in their samples.</summary>
    /// <param name="x">The covariates of the training data, in the same order.</param>
    /// <param name="outcome">Their follow-up with every cause.</param>
    /// <param name="cause">Cause of interest; 0 for a forest of any cause.</param>
    /// <param name="kind">Which score.</param>
    /// <param name="time">Its time, for an incidence; not used otherwise.</param>
    /// <exception cref="ArgumentException">The forest was grown on another number of rows or columns.</exception>
    public ForestOutOfBag OutOfBag(ReadOnlySpan<double> x, SurvivalOutcome outcome, int cause, ForestScore kind, double time) =>
        new(this, x, outcome, cause, kind, time);

    /// <summary>
    /// How near to the root each column is first split on (Ishwaran and others, JASA 2010): the nearer, the more it tells. No follow-up
    /// enters.
    /// </summary>
    public ForestDepths MinimalDepth() => ForestDepths.Of(Trees, ColumnNames);

    internal byte[] Pack() => ForestPacking.Pack(_trees);

    internal ForestTree TreeOf(int tree) => _trees[tree];

    /// <summary>Number of event times up to a time.</summary>
    internal int Passed(double time)
    {
        var at = Array.BinarySearch(_times, time);
        return at >= 0 ? at + 1 : ~at;
    }

    internal int PlaceOf(int cause) => Array.IndexOf(_causes, cause) is var place && place >= 0
        ? place
        : throw new ArgumentOutOfRangeException(nameof(cause), cause, $"The forest was grown on the causes {string.Join(", ", _causes)}.");

    internal double LeafScore(int tree, int leaf, int cause, ForestScore kind, double time)
    {
        var (of, place) = (_trees[tree], PlaceOf(cause));
        if (kind == ForestScore.Incidence)
        {
            return of.Incidence(leaf, place, Passed(time));
        }

        double sum = 0;
        for (var k = 0; k < _grid.Length; k++)
        {
            sum += _causes.Length == 1
                ? of.Hazard(leaf, place, Passed(_grid[k]))
                : k + 1 < _grid.Length ? of.Incidence(leaf, place, Passed(_grid[k])) * (_grid[k + 1] - _grid[k]) : 0;
        }

        return sum;
    }

    private void Mean(
        ReadOnlySpan<double> x, int cause, ReadOnlySpan<double> times, Span<double> values, Func<ForestTree, int, int, int, double> curve)
    {
        var place = PlaceOf(cause);
        Span<int> passed = times.Length <= 256 ? stackalloc int[times.Length] : new int[times.Length];
        for (var k = 0; k < times.Length; k++)
        {
            (passed[k], values[k]) = (Passed(times[k]), 0);
        }

        foreach (var tree in _trees)
        {
            var leaf = tree.LeafOf(x);
            for (var k = 0; k < times.Length; k++)
            {
                values[k] += curve(tree, leaf, place, passed[k]);
            }
        }

        for (var k = 0; k < times.Length; k++)
        {
            values[k] = times[k] > LastTime || double.IsNaN(times[k]) ? double.NaN : values[k] / _trees.Length;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"random survival forest of {Trees.Count} trees on {ColumnNames.Count} features, causes {string.Join(", ", Causes)}, followed up to {Printed.Number(LastTime)}");
}
