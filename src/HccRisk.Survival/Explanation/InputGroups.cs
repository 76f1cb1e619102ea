using System.Numerics.Tensors;

namespace HccRisk.Survival.Explanation;

/// <summary>Puts inputs together that are permuted together.</summary>
internal static class InputGroups
{
    /// <summary>Groups in the order of their first inputs.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="values">Their values, one input after the other; NaN where one is missing.</param>
    /// <param name="options">The grouping.</param>
    public static IReadOnlyList<(string Name, int[] Members)> Of(IReadOnlyList<ModelInput> inputs, double[][] values, ImportanceOptions options) => options.Grouping switch
    {
        ImportanceGrouping.Modality => [.. Enumerable.Range(0, inputs.Count).GroupBy(j => inputs[j].Modality).Select(g => (g.Key, g.ToArray()))],
        ImportanceGrouping.Correlation => [.. Clusters(values, options.MinCorrelation).Select(c => (NameOf(inputs, c), c))],
        _ => [.. inputs.Select((input, j) => (input.Name, new[] { j }))],
    };

    /// <summary>Ranks of the values, ties sharing theirs, with mean 0 and norm 1; all zeros without variation. Missing values have the mean rank.</summary>
    internal static double[] Ranks(double[] values)
    {
        var ranks = new double[values.Length];
        int[] order = [.. Enumerable.Range(0, values.Length).Where(i => !double.IsNaN(values[i])).OrderBy(i => values[i])];
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && values[order[end]] == values[order[start]])
            {
                end++;
            }

            for (var k = start; k < end; k++)
            {
                ranks[order[k]] = ((start + end - 1) / 2.0) - ((order.Length - 1) / 2.0);
            }

            start = end;
        }

        var norm = Math.Sqrt(TensorPrimitives.SumOfSquares(ranks));
        if (norm > 0)
        {
            TensorPrimitives.Divide(ranks, norm, ranks);
        }

        return ranks;
    }

    private static string NameOf(IReadOnlyList<ModelInput> inputs, int[] members) =>
        members.Length == 1 ? inputs[members[0]].Name : FormattableString.Invariant($"{inputs[members[0]].Name} and {members.Length - 1} more");

    /// <summary>Connected parts of the graph of large correlations.</summary>
    private static IEnumerable<int[]> Clusters(double[][] values, double least)
    {
        var ranks = new double[values.Length][];
        Parallel.For(0, values.Length, j => ranks[j] = Ranks(values[j]));
        var done = new bool[values.Length];
        for (var first = 0; first < values.Length; first++)
        {
            if (done[first])
            {
                continue;
            }

            done[first] = true;
            var cluster = new List<int> { first };
            for (var at = 0; at < cluster.Count; at++)
            {
                for (var j = 0; j < values.Length; j++)
                {
                    if (!done[j] && Math.Abs(TensorPrimitives.Dot<double>(ranks[cluster[at]], ranks[j])) >= least)
                    {
                        done[j] = true;
                        cluster.Add(j);
                    }
                }
            }

            yield return [.. cluster.Order()];
        }
    }
}
