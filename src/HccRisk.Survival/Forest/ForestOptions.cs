using System.Globalization;
using HccRisk.Survival.Data;

namespace HccRisk.Survival.Forest;

/// <summary>How the trees of a survival forest are grown.</summary>
public sealed record ForestOptions
{
    /// <summary>Number of trees. Default 1,000.</summary>
    public int Trees { get; init; } = 1000;

    /// <summary>
    /// Columns tried at a node, those that are constant in it not counted. Null (the default): the square root of the number of columns,
    /// rounded up.
    /// </summary>
    public int? Candidates { get; init; }

    /// <summary>Whether the patients of a tree are drawn with replacement. Default false.</summary>
    public bool Replace { get; init; }

    /// <summary>
    /// Patients drawn for a tree as a share of all, above 0 and at most 1. Null (the default): 0.632, with replacement 1.
    /// </summary>
    public double? SampleFraction { get; init; }

    /// <summary>Fewest rows of a leaf. Default 15.</summary>
    public int MinimumLeaf { get; init; } = 15;

    /// <summary>Fewest events of the cause in a leaf, 0 or more. Default 3.</summary>
    public int MinimumLeafEvents { get; init; } = 3;

    /// <summary>
    /// Cuts tried of a column at a node, drawn among its rows; null for every cut. Default 10. Of a column with that many values all are
    /// tried.
    /// </summary>
    public int? Cuts { get; init; } = 10;

    /// <summary>Most splits above a leaf; null (the default) for no limit.</summary>
    public int? MaximumDepth { get; init; }

    /// <summary>By what a cut is chosen. Default <see cref="ForestSplit.LogRank"/>.</summary>
    public ForestSplit Split { get; init; }

    /// <summary>
    /// Weight of each cause in the choice of a cut, 0 or greater; a cause that is not named has none. Empty (the default): the cause of
    /// interest alone.
    /// </summary>
    public IReadOnlyDictionary<int, double> CauseWeights { get; init; } = new Dictionary<int, double>();

    /// <summary>
    /// Most times at which curves and mortality are added up; more event times are thinned by their ranks. Leaves keep every time.
    /// Default 150.
    /// </summary>
    public int GridSize { get; init; } = 150;

    /// <summary>Seed; each tree draws from a stream of its own. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Trees grown at the same time; the result does not depend on it. Default: number of processors.</summary>
    public int MaxParallelism { get; init; } = Environment.ProcessorCount;

    internal double Fraction => SampleFraction ?? (Replace ? 1 : .632);

    /// <summary>Checks every option at once.</summary>
    /// <exception cref="ArgumentException">Lists all faults.</exception>
    public void Validate() => OptionFaults.ThrowIfAny([.. Faults()], nameof(ForestOptions));

    internal IEnumerable<string> Faults()
    {
        (string Name, int? Value, int Least)[] counts =
        [
            (nameof(Trees), Trees, 1), (nameof(Candidates), Candidates, 1), (nameof(MinimumLeaf), MinimumLeaf, 1),
            (nameof(MinimumLeafEvents), MinimumLeafEvents, 0), (nameof(Cuts), Cuts, 1), (nameof(MaximumDepth), MaximumDepth, 0),
            (nameof(GridSize), GridSize, 1), (nameof(MaxParallelism), MaxParallelism, 1),
        ];
        foreach (var (name, value, least) in counts)
        {
            if (value < least)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it must be {least} or more.");
            }
        }

        if (!(Fraction > 0) || Fraction > 1)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"SampleFraction is {Fraction}; it must be above 0 and at most 1.");
        }

        if (!Enum.IsDefined(Split))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Split is {(int)Split}, which is no known rule.");
        }

        foreach (var (cause, weight) in CauseWeights)
        {
            if (cause < 1 || !(weight >= 0) || !double.IsFinite(weight))
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture, $"CauseWeights has {weight} for cause {cause}; causes are 1 or greater, weights finite and 0 or greater.");
            }
        }

        if (CauseWeights.Count > 0 && CauseWeights.Values.All(w => w == 0))
        {
            yield return "CauseWeights are all 0: no split could be chosen.";
        }
    }
}
