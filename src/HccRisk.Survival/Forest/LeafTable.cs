namespace HccRisk.Survival.Forest;

/// <summary>
/// The numbers that are asked for again and again, worked out once for each leaf: score, then survival, then incidence at the horizons.
/// </summary>
internal sealed class LeafTable
{
    private readonly SurvivalForest _forest;
    private readonly double[][] _values;
    private readonly int _width;

    public LeafTable(SurvivalForest forest, int cause, ForestScore kind, double time, double[] horizons)
    {
        (_forest, Horizons, _width) = (forest, horizons, 1 + (2 * horizons.Length));
        _values = new double[forest.Trees.Count][];
        var (place, passed) = (forest.PlaceOf(cause), Array.ConvertAll(horizons, forest.Passed));
        for (var t = 0; t < _values.Length; t++)
        {
            var tree = forest.TreeOf(t);
            var values = _values[t] = new double[tree.Nodes.Leaves * _width];
            for (var leaf = 0; leaf < tree.Nodes.Leaves; leaf++)
            {
                var own = values.AsSpan(leaf * _width, _width);
                own[0] = forest.LeafScore(t, leaf, cause, kind, time);
                for (var h = 0; h < horizons.Length; h++)
                {
                    var known = horizons[h] <= forest.LastTime;
                    own[1 + h] = known ? tree.Survival(leaf, place, passed[h]) : double.NaN;
                    own[1 + horizons.Length + h] = known ? tree.Incidence(leaf, place, passed[h]) : double.NaN;
                }
            }
        }
    }

    public double[] Horizons { get; }

    /// <summary>Means over the trees of some of the numbers, from one on.</summary>
    public void Mean(ReadOnlySpan<double> x, int from, Span<double> means)
    {
        means.Clear();
        for (var t = 0; t < _values.Length; t++)
        {
            var own = _values[t].AsSpan((_forest.TreeOf(t).LeafOf(x) * _width) + from, means.Length);
            for (var k = 0; k < own.Length; k++)
            {
                means[k] += own[k];
            }
        }

        foreach (ref var mean in means)
        {
            mean /= _values.Length;
        }
    }
}
