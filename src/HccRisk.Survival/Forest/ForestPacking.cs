using System.Buffers.Binary;
using HccRisk.Survival.Trees;

namespace HccRisk.Survival.Forest;

/// <summary>
/// Trees as bytes, for model files. A tree is its nodes, each before what is below it, left first: the column and where missing values go
/// with the cut, or 0 and the leaf. Whole numbers have seven bits a byte; times and rows at risk are written as steps from the entry
/// before.
/// </summary>
internal static class ForestPacking
{
    public static byte[] Pack(IReadOnlyList<ForestTree> trees)
    {
        var bytes = new Writer();
        bytes.Add(trees.Count);
        foreach (var tree in trees)
        {
            Write(bytes, tree, tree.Nodes.Feature.Length == 0 ? ~0 : 0);
        }

        return bytes.ToArray();
    }

    /// <exception cref="FormatException">The bytes are not those of a forest of so many columns.</exception>
    public static ForestTree[] Unpack(ReadOnlySpan<byte> bytes, int causes, int columns)
    {
        try
        {
            var reader = new Reader(bytes);
            var trees = new ForestTree[reader.Next()];
            for (var t = 0; t < trees.Length; t++)
            {
                var parts = new Parts(causes);
                parts.Read(ref reader);
                trees[t] = parts.Tree();
                trees[t].Nodes.Validate(columns);
            }

            return trees;
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new FormatException($"The trees of the model cannot be read: {e.Message}", e);
        }
    }

    private static void Write(Writer bytes, ForestTree tree, int child)
    {
        var nodes = tree.Nodes;
        if (child >= 0)
        {
            bytes.Add((2 * (nodes.Feature[child] + 1)) + (nodes.MissingLeft[child] ? 1 : 0));
            bytes.Add(nodes.Threshold[child]);
            Write(bytes, tree, nodes.Left[child]);
            Write(bytes, tree, nodes.Right[child]);
            return;
        }

        var leaf = ~child;
        var (time, atRisk) = (-1, (int)nodes.LeafCover[leaf]);
        bytes.Add(0);
        bytes.Add(atRisk);
        bytes.Add(tree.Start[leaf + 1] - tree.Start[leaf]);
        for (var e = tree.Start[leaf]; e < tree.Start[leaf + 1]; e++)
        {
            bytes.Add(tree.Time[e] - time - 1);
            bytes.Add(atRisk - tree.AtRisk[e]);
            for (var q = 0; q < tree.Causes; q++)
            {
                bytes.Add(tree.Deaths[(e * tree.Causes) + q]);
            }

            (time, atRisk) = (tree.Time[e], tree.AtRisk[e]);
        }
    }

    private sealed class Writer
    {
        private readonly List<byte> _bytes = [];

        public byte[] ToArray() => [.. _bytes];

        public void Add(int value)
        {
            var rest = (uint)value;
            for (; rest >= 128; rest >>= 7)
            {
                _bytes.Add((byte)(rest | 128));
            }

            _bytes.Add((byte)rest);
        }

        public void Add(double value)
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
            _bytes.AddRange(bytes);
        }
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> _bytes = bytes;
        private int _at;

        public int Next()
        {
            uint value = 0;
            for (var shift = 0; ; shift += 7)
            {
                uint part = _bytes[_at++];
                value |= (part & 127) << shift;
                if (part < 128)
                {
                    return (int)value;
                }
            }
        }

        public double NextDouble()
        {
            _at += 8;
            return BinaryPrimitives.ReadDoubleLittleEndian(_bytes.Slice(_at - 8, 8));
        }
    }

    private sealed class Parts(int causes)
    {
        private readonly List<int> _feature = [];
        private readonly List<double> _threshold = [];
        private readonly List<bool> _missingLeft = [];
        private readonly List<int> _left = [];
        private readonly List<int> _right = [];
        private readonly List<double> _cover = [];
        private readonly List<double> _leafCover = [];
        private readonly List<int> _start = [];
        private readonly List<int> _time = [];
        private readonly List<int> _atRisk = [];
        private readonly List<int> _deaths = [];

        /// <summary>Reads what is below, and returns the code of its root and its rows.</summary>
        public (int Child, double Cover) Read(ref Reader bytes)
        {
            var tag = bytes.Next();
            if (tag == 0)
            {
                return ReadLeaf(ref bytes);
            }

            var node = _feature.Count;
            _feature.Add((tag / 2) - 1);
            _missingLeft.Add(tag % 2 == 1);
            _threshold.Add(bytes.NextDouble());
            _left.Add(0);
            _right.Add(0);
            _cover.Add(0);
            (_left[node], var left) = Read(ref bytes);
            (_right[node], var right) = Read(ref bytes);
            return (node, _cover[node] = left + right);
        }

        public ForestTree Tree() => new()
        {
            Causes = causes,
            Nodes = new TreeNodes
            {
                Feature = [.. _feature],
                Threshold = [.. _threshold],
                MissingLeft = [.. _missingLeft],
                Left = [.. _left],
                Right = [.. _right],
                Cover = [.. _cover],
                LeafCover = [.. _leafCover],
            },
            Start = [.. _start, _time.Count],
            Time = [.. _time],
            AtRisk = [.. _atRisk],
            Deaths = [.. _deaths],
        };

        private (int Child, double Cover) ReadLeaf(ref Reader bytes)
        {
            var rows = bytes.Next();
            var (time, atRisk) = (-1, rows);
            _start.Add(_time.Count);
            for (var entries = bytes.Next(); entries > 0; entries--)
            {
                _time.Add(time += bytes.Next() + 1);
                _atRisk.Add(atRisk -= bytes.Next());
                for (var q = 0; q < causes; q++)
                {
                    _deaths.Add(bytes.Next());
                }
            }

            _leafCover.Add(rows);
            return (~(_leafCover.Count - 1), rows);
        }
    }
}
