using HccRisk.Imaging;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Phases;

/// <summary>
/// A lesion in cubes of one volume around its middle, and how far their means lie apart: the component of variance between cubes of an analysis of variance in
/// one direction, which noise alone leaves at 0 in expectation. Parts that follow intensities, such as supervoxels, would take noise for architecture.
/// </summary>
internal sealed class MosaicParts
{
    private readonly int[] _voxels;
    private readonly int[] _parts;
    private readonly List<int> _counts = [];

    /// <param name="lesion">The lesion, not empty.</param>
    /// <param name="volume">Of a cube, cubic millimetres.</param>
    internal MosaicParts(Mask lesion, double volume)
    {
        var (g, box) = (lesion.Geometry, VoxelBox.Around(lesion, "lesion"));
        var (centre, edge) = (MaskCentre.Of(lesion, box), Math.Cbrt(volume));
        int[] PartsOf(int from, int to, double middle, double spacing) =>
            [.. Enumerable.Range(from, to - from + 1).Select(i => (int)Math.Floor(((i - middle) * spacing / edge) + 0.5))];

        int[] x = PartsOf(box.MinX, box.MaxX, centre.X, g.Spacing.X), y = PartsOf(box.MinY, box.MaxY, centre.Y, g.Spacing.Y), z = PartsOf(box.MinZ, box.MaxZ, centre.Z, g.Spacing.Z);
        var (width, height) = (x[^1] - x[0] + 1, y[^1] - y[0] + 1);
        (_voxels, _parts) = (new int[lesion.Count], new int[lesion.Count]);
        var (at, numbers) = (0, new int[checked(width * height * (z[^1] - z[0] + 1))]);
        for (var k = 0; k < z.Length; k++)
        {
            for (var j = 0; j < y.Length; j++)
            {
                var first = box.MinX + (g.Width * (j + box.MinY + (g.Height * (k + box.MinZ))));
                var row = lesion.Inside.Slice(first, x.Length);
                var place = width * (y[j] - y[0] + (height * (z[k] - z[0])));
                for (var i = 0; i < row.Length; i++)
                {
                    if (row[i])
                    {
                        ref var number = ref numbers[place + x[i] - x[0]];
                        if (number == 0)
                        {
                            _counts.Add(0);
                            number = _counts.Count;
                        }

                        _counts[number - 1]++;
                        (_voxels[at], _parts[at]) = (first + i, number - 1);
                        at++;
                    }
                }
            }
        }
    }

    /// <summary>Whether there is a variance between and one within.</summary>
    internal bool IsDefined => _counts.Count > 1 && _voxels.Length > _counts.Count;

    /// <summary>Variance between cubes, squared units of intensity; below 0 where they differ less than noise would have it, NaN without two cubes.</summary>
    internal double Between(ReadOnlySpan<float> image)
    {
        if (!IsDefined)
        {
            return double.NaN;
        }

        var (n, k) = (_voxels.Length, _counts.Count);
        // Of deviations from one of the values, so that squares lose no digits to the mean.
        var sums = new double[k];
        double origin = image[_voxels[0]], within = 0, between = 0, squares = 0;
        for (var i = 0; i < n; i++)
        {
            var value = image[_voxels[i]] - origin;
            sums[_parts[i]] += value;
            within += value * value;
        }

        var total = sums.Sum();
        for (var p = 0; p < k; p++)
        {
            var apart = (sums[p] / _counts[p]) - (total / n);
            between += _counts[p] * apart * apart;
            within -= sums[p] * sums[p] / _counts[p];
            squares += (double)_counts[p] * _counts[p];
        }

        // Size of a part, for parts of unequal size.
        var size = (n - (squares / n)) / (k - 1);
        return ((between / (k - 1)) - (within / (n - k))) / size;
    }
}
