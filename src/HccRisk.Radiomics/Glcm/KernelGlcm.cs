using HccRisk.Radiomics.Discretisation;
using HccRisk.Radiomics.Numerics;
using HccRisk.Radiomics.Roi;
using HccRisk.Radiomics.Texture;

namespace HccRisk.Radiomics.Glcm;

/// <summary>
/// The values of <see cref="GlcmFeatures"/> for regions of few voxels, one after the other, such as the kernels of a map. Of the matrices only entries that
/// are not 0 are looked at, by the rank of levels among those of the region: cost follows the voxels and not the number of grey levels. Directions are not
/// weighed. Not for several threads at once.
/// </summary>
internal sealed class KernelGlcm
{
    private readonly int[] _strides;
    private readonly bool _bySlice;
    private readonly bool _merged;
    private readonly bool _isSymmetric;
    private readonly bool _isFlat;

    /// <summary>Rank of the level of each voxel of the box, from 1; 0 outside.</summary>
    private readonly ushort[] _ranks;

    /// <summary>The levels by rank, from 1.</summary>
    private readonly ushort[] _levels;
    private readonly int[] _counts;

    /// <summary>Entries that are not 0, as places in the counts.</summary>
    private readonly int[] _used;
    private readonly double[] _sums;
    private readonly double[] _matrix;
    private readonly double[] _margins;
    private readonly double[] _values;
    private readonly double[] _scratch;
    private readonly int[] _parents;

    /// <param name="grid">The levels of the region, which change; it has all voxels of its box for now.</param>
    /// <param name="options">Distances, aggregation, order of pairs.</param>
    /// <param name="isFlat">Whether what the regions are parts of has one grey level.</param>
    internal KernelGlcm(LevelGrid grid, RadiomicsOptions options, bool isFlat)
    {
        var aggregation = options.GlcmAggregation;
        var directions = Directions.Create(options.Texture.Distances([options.GlcmDistance]), aggregation.IsInSlice());
        (_strides, _bySlice, _merged) = (grid.Strides(directions), aggregation.IsBySlice(), aggregation.MergesDirections());
        (_isSymmetric, _isFlat) = (!options.Texture.IsOneWay, isFlat);
        var most = grid.Voxels.Length;
        var side = most + 1;
        (_ranks, _levels, _counts) = (new ushort[grid.Region.BoxCount], new ushort[side], new int[side * side]);
        _used = new int[Math.Min(_counts.Length, most * directions.Length)];
        _sums = new double[GlcmSums.Room(grid.LevelCount)];
        (_matrix, _margins, _values, _scratch, _parents) = (new double[side * side], new double[2 * side], new double[side], new double[2 * side], new int[side]);
    }

    /// <summary>As <see cref="GlcmFeatures.Compute"/>; either span may be empty.</summary>
    internal void Compute(LevelGrid grid, Span<double> features, Span<double> correlation)
    {
        features.Fill(double.NaN);
        correlation.Fill(double.NaN);
        if (grid.LevelCount == 0 || grid.Voxels.IsEmpty)
        {
            return;
        }

        var present = Rank(grid);
        var voxels = grid.Voxels;
        var mean = new FeatureMean(features);
        var correlations = new FeatureMean(correlation);
        var one = default(GlcmValues);
        for (var start = 0; start < voxels.Length;)
        {
            var end = _bySlice ? LevelGrid.SliceEnd(voxels, start) : voxels.Length;
            for (var d = 0; d < _strides.Length; d += _merged ? _strides.Length : 1)
            {
                var used = Count(voxels[start..end], _merged ? _strides : _strides.AsSpan(d, 1), present + 1);
                if (used.IsEmpty)
                {
                    continue;
                }

                var sums = new GlcmSums(_sums, _levels[present], _isSymmetric);
                foreach (var entry in used)
                {
                    var (i, j) = Math.DivRem(entry, present + 1);
                    sums.Add(_levels[i], _levels[j], i == j && _isSymmetric ? 2 * _counts[entry] : _counts[entry]);
                }

                one.TryCompute(in sums, grid.LevelCount);
                mean.Add(FeatureFields.Of(ref one));
                if (!correlation.IsEmpty)
                {
                    correlations.Add([Correlation(used, present + 1)]);
                }

                foreach (var entry in used)
                {
                    _counts[entry] = 0;
                }
            }

            start = end;
        }

        mean.Finish();
        correlations.Finish();
    }

    /// <summary>Ranks the levels; how many there are.</summary>
    private int Rank(LevelGrid grid)
    {
        var found = _levels.AsSpan(1, grid.VoxelLevels.Length);
        grid.VoxelLevels.CopyTo(found);
        found.Sort();
        var present = 0;
        foreach (var level in found)
        {
            if (present == 0 || _levels[present] != level)
            {
                _levels[++present] = level;
            }
        }

        _ranks.AsSpan().Clear();
        var voxels = grid.Voxels;
        var levels = grid.VoxelLevels;
        for (var v = 0; v < voxels.Length; v++)
        {
            _ranks[voxels[v].Index] = (ushort)(1 + _levels.AsSpan(1, present).BinarySearch(levels[v]));
        }

        return present;
    }

    /// <summary>Counts the pairs; of a symmetric matrix both orders go to the entry on or above the diagonal.</summary>
    private ReadOnlySpan<int> Count(ReadOnlySpan<RegionVoxel> voxels, ReadOnlySpan<int> strides, int side)
    {
        var count = 0;
        foreach (ref readonly var voxel in voxels)
        {
            int own = _ranks[voxel.Index];
            foreach (var stride in strides)
            {
                int other = _ranks[voxel.Index + stride];
                if (other == 0)
                {
                    continue;
                }

                var entry = own <= other || !_isSymmetric ? (own * side) + other : (other * side) + own;
                if (_counts[entry]++ == 0)
                {
                    _used[count++] = entry;
                }
            }
        }

        return _used.AsSpan(0, count);
    }

    /// <summary>As <see cref="MaximalCorrelation"/>, of the entries that are not 0.</summary>
    private double Correlation(ReadOnlySpan<int> used, int side)
    {
        if (_isFlat)
        {
            return 1;
        }

        // Levels are nodes, entries edges: places of the levels that occur, in parts that no entry joins.
        var rows = _margins.AsSpan(0, side);
        var columns = _margins.AsSpan(side, side);
        rows.Clear();
        columns.Clear();
        foreach (var entry in used)
        {
            var (i, j) = Math.DivRem(entry, side);
            rows[i] += _counts[entry];
            columns[j] += _counts[entry];
        }

        return _isSymmetric ? OfSymmetric(used, side, rows, columns) : OfOneWay(used, side, rows, columns);
    }

    private double OfSymmetric(ReadOnlySpan<int> used, int side, Span<double> rows, Span<double> columns)
    {
        var count = 0;
        for (var i = 1; i < side; i++)
        {
            if ((rows[i] += columns[i]) > 0)
            {
                _parents[i] = i;
                columns[i] = count++;
                rows[i] = Math.Sqrt(rows[i]);
            }
        }

        if (count < 2)
        {
            return 0;
        }

        var matrix = _matrix.AsSpan(0, count * count);
        matrix.Clear();
        var parts = count;
        foreach (var entry in used)
        {
            var (i, j) = Math.DivRem(entry, side);
            parts -= Join(i, j) ? 1 : 0;
            matrix[((int)columns[j] * count) + (int)columns[i]] = (i == j ? 2 : 1) * _counts[entry] / (rows[i] * rows[j]);
        }

        // Each part that no entry joins to another has an eigenvalue 1 of its own.
        if (parts > 1)
        {
            return 1;
        }

        if (count == 2)
        {
            return Math.Abs(matrix[0] + matrix[3] - 1);
        }

        SymmetricEigenvalues.Compute(matrix, count, _values, _scratch);
        return Second(count);
    }

    private double OfOneWay(ReadOnlySpan<int> used, int side, Span<double> rows, Span<double> columns)
    {
        var count = 0;
        for (var i = 1; i < side; i++)
        {
            count += rows[i] > 0 ? 1 : 0;
        }

        if (count < 2)
        {
            return 0;
        }

        // The product of the matrix over the roots of its margins with itself turned.
        var matrix = _matrix.AsSpan(0, count * count);
        matrix.Clear();
        for (int i = 1, a = 0; i < side; i++)
        {
            if (rows[i] > 0)
            {
                _parents[i] = a++;
            }
        }

        foreach (var first in used)
        {
            var (i, k) = Math.DivRem(first, side);
            foreach (var second in used)
            {
                var (j, other) = Math.DivRem(second, side);
                if (other == k && _parents[j] <= _parents[i])
                {
                    matrix[(_parents[i] * count) + _parents[j]] += (double)_counts[first] * _counts[second] / columns[k] / Math.Sqrt(rows[i] * rows[j]);
                }
            }
        }

        SymmetricEigenvalues.Compute(matrix, count, _values, _scratch);
        return Math.Sqrt(Second(count));
    }

    /// <summary>The second of the eigenvalues by their size.</summary>
    private double Second(int count)
    {
        var (first, second) = (0.0, 0.0);
        foreach (var value in _values.AsSpan(0, count))
        {
            var size = Math.Abs(value);
            (first, second) = size > first ? (size, first) : (first, Math.Max(second, size));
        }

        return second;
    }

    /// <summary>Joins the parts of two levels; false when they were one.</summary>
    private bool Join(int one, int other)
    {
        var (a, b) = (Root(one), Root(other));
        _parents[b] = a;
        return a != b;
    }

    private int Root(int level)
    {
        while (_parents[level] != level)
        {
            level = _parents[level];
        }

        return level;
    }
}
