using System.Globalization;
using HccRisk.Core.Naming;

namespace HccRisk.Boosting;

/// <summary>Features as LightGBM's parameters say them, after a check of their values.</summary>
internal sealed class FeaturePlan
{
    private const int MostCode = short.MaxValue;

    private readonly string _shared;

    /// <summary>Finds the named features and checks values.</summary>
    /// <param name="x">Row-major values, finite or NaN.</param>
    /// <param name="names">Name of each column.</param>
    /// <param name="options">How trees are grown.</param>
    /// <exception cref="ArgumentException">A name is unknown, or a category is no whole number.</exception>
    /// <exception cref="InvalidOperationException">No feature tells rows apart.</exception>
    public FeaturePlan(ReadOnlySpan<double> x, IReadOnlyList<string> names, BoostingOptions options)
    {
        var monotone = new int[names.Count];
        foreach (var (list, chosen, sign) in new[] { (nameof(options.Increasing), options.Increasing, 1), (nameof(options.Decreasing), options.Decreasing, -1) })
        {
            foreach (var at in Find(chosen, names, list))
            {
                monotone[at] = sign;
            }
        }

        int[] categorical = [.. Find(options.Categorical, names, nameof(options.Categorical))];
        foreach (var column in categorical)
        {
            CheckCodes(x, names, column);
        }

        if (!TellsApart(x, names.Count))
        {
            throw new InvalidOperationException($"None of the {names.Count} features tells rows apart: each is constant or missing throughout.");
        }

        _shared = string.Join(' ', Parameters(options).Select(p => FormattableString.Invariant(p)))
            + (monotone.Any(m => m != 0) ? " monotone_constraints=" + Join(monotone) : string.Empty)
            + (categorical.Length > 0 ? " categorical_feature=" + Join(categorical) : string.Empty);
    }

    /// <summary>The parameters of one booster.</summary>
    public string Parameters(int threads) => FormattableString.Invariant($"{_shared} num_threads={threads}");

    private static FormattableString[] Parameters(BoostingOptions options) =>
    [
        $"objective=none metric=none boosting=gbdt verbosity=-1 deterministic=true force_col_wise=true boost_from_average=false feature_pre_filter=false",
        $"learning_rate={options.LearningRate:R} num_leaves={options.Leaves} max_depth={options.Depth} lambda_l2={options.Ridge:R}",
        $"min_data_in_leaf={options.MinimumRows} min_data_per_group={options.MinimumRows} min_sum_hessian_in_leaf={options.MinimumHessian:R}",
        $"feature_fraction={options.FeatureFraction:R} seed={options.Seed}",
    ];

    private static string Join(IEnumerable<int> values) => string.Join(',', values.Select(v => v.ToString(CultureInfo.InvariantCulture)));

    private static IEnumerable<int> Find(IReadOnlyList<string> chosen, IReadOnlyList<string> names, string list) => chosen.Select(name =>
    {
        var at = Enumerable.Range(0, names.Count).FirstOrDefault(j => names[j] == name, -1);
        return at >= 0 ? at : throw new ArgumentException($"{list} names '{name}', which is no feature{NearestNames.Hint(name, names)}.");
    });

    private static void CheckCodes(ReadOnlySpan<double> x, IReadOnlyList<string> names, int column)
    {
        for (var i = column; i < x.Length; i += names.Count)
        {
            if (!double.IsNaN(x[i]) && !(x[i] is >= 0 and <= MostCode && x[i] == Math.Floor(x[i])))
            {
                throw new ArgumentException(FormattableString.Invariant(
                    $"'{names[column]}' is {x[i]} in row {i / names.Count}; the code of a category is a whole number from 0 to {MostCode}, or missing."));
            }
        }
    }

    private static bool TellsApart(ReadOnlySpan<double> x, int columns)
    {
        for (var i = columns; i < x.Length; i++)
        {
            // Missing and not missing differ too.
            if (!x[i].Equals(x[i % columns]))
            {
                return true;
            }
        }

        return false;
    }
}
