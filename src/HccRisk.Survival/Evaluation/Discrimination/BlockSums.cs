using System.Numerics;

namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>
/// Sums below an index that change as values are added: a tree that keeps running sums within each block of 16 or 64. A query
/// reads one entry a level; an addition touches the entries after its own within one block a level, several at once.
/// </summary>
internal readonly struct BlockSums<T>
    where T : unmanaged, INumber<T>
{
    // The lowest level is the one that does not fit into the cache: two lines a block.
    private const int LeafBits = 4;
    private const int Bits = 6;

    private readonly T[][] _levels;
    private readonly T[] _step;

    public BlockSums(int count)
    {
        var levels = new List<T[]>();
        for (int size = count, bits = LeafBits; ; bits = Bits)
        {
            var blocks = (size + (1 << bits) - 1) >> bits;
            levels.Add(new T[blocks << bits]);
            if (blocks == 1)
            {
                break;
            }

            size = blocks;
        }

        _levels = [.. levels];

        // As many zeros as a vector has lanes, then as many ones.
        _step = new T[2 * Vector<T>.Count];
        Array.Fill(_step, T.One, Vector<T>.Count, Vector<T>.Count);
    }

    public T Below(int index)
    {
        var levels = _levels;
        var sum = levels[0][index];
        index >>= LeafBits;
        for (var l = 1; l < levels.Length; l++, index >>= Bits)
        {
            sum += levels[l][index];
        }

        return sum;
    }

    public void Add(int index, T value)
    {
        var levels = _levels;
        var all = new Vector<T>(value);
        for (int l = 0, bits = LeafBits; l < levels.Length; l++, index >>= bits, bits = Bits)
        {
            var lanes = Vector<T>.Count;
            var level = levels[l];
            var end = (index | ((1 << bits) - 1)) + 1;
            var at = (index + 1) & -lanes;
            if (at < end)
            {
                (new Vector<T>(level, at) + new Vector<T>(_step, lanes - (index + 1 - at)) * all).CopyTo(level, at);
                for (at += lanes; at < end; at += lanes)
                {
                    (new Vector<T>(level, at) + all).CopyTo(level, at);
                }
            }
        }
    }
}
