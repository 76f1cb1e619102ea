namespace HccRisk.Attainable.Data;

/// <summary>Values of named features, one row a patient; missing ones are NaN.</summary>
internal sealed record FeatureBlock(IReadOnlyList<string> Names, float[][] Rows)
{
    public FeatureBlock Only(Func<string, bool> keep)
    {
        int[] kept = [.. Enumerable.Range(0, Names.Count).Where(j => keep(Names[j]))];
        return new FeatureBlock([.. kept.Select(j => Names[j])], Array.ConvertAll(Rows, row => Array.ConvertAll(kept, j => row[j])));
    }
}
