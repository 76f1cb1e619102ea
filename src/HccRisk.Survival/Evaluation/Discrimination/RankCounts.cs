using System.Numerics;

namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>
/// How many places below a place are taken: one bit a place, and above the bits a tree of running counts that stays within
/// the cache for a million patients.
/// </summary>
internal readonly struct RankCounts(int places) : IRankSums
{
    private readonly ulong[] _taken = new ulong[(places >> 6) + 1];
    private readonly BlockSums<int> _blocks = new((places >> 6) + 1);

    /// <inheritdoc/>
    public double Below(int place) => _blocks.Below(place >> 6) + BitOperations.PopCount(_taken[place >> 6] & ((1UL << place) - 1));

    /// <inheritdoc/>
    public void Add(int place, double weight)
    {
        _taken[place >> 6] |= 1UL << place;
        _blocks.Add(place >> 6, 1);
    }
}
