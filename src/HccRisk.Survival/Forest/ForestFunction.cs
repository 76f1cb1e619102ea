using System.Globalization;
using System.Text.Json.Serialization;
using HccRisk.Core.Learning;
using HccRisk.Survival.Estimates;
using HccRisk.Survival.Learning;
using HccRisk.Survival.Trees;

namespace HccRisk.Survival.Forest;

/// <summary>
/// A fitted survival forest. A missing input goes, at each node, to the side that made the better split among training rows without a
/// value, and left where there were none; an infinite one goes where it belongs. No row gets a score of NaN.
/// </summary>
[LearnedName("survival-forest/1")]
public sealed class ForestFunction : SurvivalFunction, ITreeModel
{
    private readonly Lazy<SurvivalForest> _forest;
    private readonly Lazy<LeafTable> _leaves;

    /// <summary>Makes the function of a model file.</summary>
    [JsonConstructor]
    public ForestFunction() => (_forest, _leaves) = (new(Unpack), new(Tabulate));

    internal ForestFunction(SurvivalForest forest) => (_forest, _leaves) = (new(forest), new(Tabulate));

    /// <summary>The trees, packed.</summary>
    public required byte[] PackedTrees { get; init; }

    /// <summary>Distinct event times of any cause, ascending.</summary>
    public required IReadOnlyList<double> EventTimes { get; init; }

    /// <summary>Codes of the causes that occurred, ascending; 1 alone when the cause is any.</summary>
    public required IReadOnlyList<int> Causes { get; init; }

    /// <summary>Longest follow-up in training.</summary>
    public required double LastTime { get; init; }

    /// <summary>Most times of the grid.</summary>
    public required int GridSize { get; init; }

    /// <summary>Who was in the sample of each tree.</summary>
    public required ForestSampling Sampling { get; init; }

    /// <summary>Which score.</summary>
    public required ForestScore ScoreKind { get; init; }

    /// <summary>Time of an incidence as score; of no use otherwise.</summary>
    public required double ScoreTime { get; init; }

    /// <summary>Score of each training row by the trees grown without it; NaN for one that is in every sample.</summary>
    public required IReadOnlyList<double> OutOfBagScores { get; init; }

    /// <summary>Harrell's C of these scores.</summary>
    public required MetricEstimate OutOfBagHarrell { get; init; }

    /// <summary>Uno's C of these scores.</summary>
    public required MetricEstimate OutOfBagUno { get; init; }

    /// <summary>Permutation importance of each input out of bag; empty when it was not asked for.</summary>
    public IReadOnlyList<ForestImportance> Importance { get; init; } = [];

    /// <summary>The forest itself.</summary>
    [JsonIgnore]
    public SurvivalForest Forest => _forest.Value;

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool ScoresMissing => true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Method => string.Create(CultureInfo.InvariantCulture, $"survival forest of {Forest.Trees.Count} trees");

    /// <summary>What a cause is called in the forest.</summary>
    private int Code => Cause == 0 ? 1 : Cause;

    /// <inheritdoc/>
    /// <remarks>A probability, a number of events or a time, by <see cref="ScoreKind"/>.</remarks>
    public override double Score(ReadOnlySpan<double> input)
    {
        Span<double> score = stackalloc double[1];
        _leaves.Value.Mean(input, 0, score);
        return score[0];
    }

    /// <inheritdoc/>
    public override void Survival(ReadOnlySpan<double> input, ReadOnlySpan<char> stratum, ReadOnlySpan<double> times, Span<double> survival)
    {
        if (times.SequenceEqual(_leaves.Value.Horizons))
        {
            _leaves.Value.Mean(input, 1, survival);
            return;
        }

        Forest.Survival(input, Code, times, survival);
    }

    /// <inheritdoc/>
    public override void CumulativeIncidence(ReadOnlySpan<double> input, ReadOnlySpan<char> stratum, ReadOnlySpan<double> times, Span<double> incidence)
    {
        if (times.SequenceEqual(_leaves.Value.Horizons))
        {
            _leaves.Value.Mean(input, 1 + times.Length, incidence);
            return;
        }

        Forest.CumulativeIncidence(input, Code, times, incidence);
    }

    /// <inheritdoc/>
    public override void Lower(INativeCarriers carriers) => TreeCarriers.Lower(this, this, ScoresMissing, carriers);

    IReadOnlyList<TreeNodes> ITreeModel.Trees => Forest.Trees;

    bool ITreeModel.IsSum(SurvivalOutput output) => true;

    void ITreeModel.LeafValues(int tree, SurvivalOutput output, ReadOnlySpan<double> times, Span<double> values)
    {
        var (of, place) = (Forest.TreeOf(tree), Forest.PlaceOf(Code));
        for (var at = 0; at < values.Length; at++)
        {
            var (leaf, time) = (at / times.Length, times[at % times.Length]);
            values[at] = output switch
            {
                SurvivalOutput.Score => Forest.LeafScore(tree, leaf, Code, ScoreKind, ScoreTime),
                _ when !(time <= LastTime) => double.NaN,
                SurvivalOutput.Survival => of.Survival(leaf, place, Forest.Passed(time)),
                _ => of.Incidence(leaf, place, Forest.Passed(time)),
            } / Forest.Trees.Count;
        }
    }

    private SurvivalForest Unpack() => new(
        ForestPacking.Unpack(PackedTrees, Causes.Count, InputSlots.Count), [.. EventTimes], [.. Causes], LastTime, GridSize, Sampling, InputSlots);

    /// <summary>What the leaves say of the score and of the horizons.</summary>
    private LeafTable Tabulate() => new(Forest, Code, ScoreKind, ScoreTime, [.. Horizons]);
}
