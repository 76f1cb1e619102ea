namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>Sums of weights below a place.</summary>
internal readonly struct RankWeights(int places) : IRankSums
{
    private readonly BlockSums<double> _sums = new(places + 1);

    /// <inheritdoc/>
    public double Below(int place) => _sums.Below(place);

    /// <inheritdoc/>
    public void Add(int place, double weight) => _sums.Add(place, weight);
}
