using HccRisk.Imaging;
using HccRisk.Radiomics.Numerics;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Stability;

/// <summary>
/// Supervoxels around a lesion: voxels near each other in place and intensity (SLIC; Achanta and others, IEEE TPAMI 2012), of about 250 cubic millimetres, less in a small lesion and never
/// below 27 voxels.
/// </summary>
internal sealed class Supervoxels
{
    private const double Volume = 250;
    private const double LesionParts = 50;
    private const double LeastVoxels = 27;
    private const int Rounds = 5;

    // As mirp has it: what lies nearly whole in the lesion stays, what hardly touches it does not.
    private const double AlwaysIn = 0.9;
    private const double NeverIn = 0.2;

    private readonly VoxelBox _box;
    private readonly VolumeGeometry _grid;
    private readonly int[] _labels;
    private readonly double[] _shares;

    public Supervoxels(Volume<float> image, Mask lesion, VoxelBox box)
    {
        (_box, _grid) = (box, image.Geometry);
        var voxel = _grid.VoxelVolume;
        var size = Math.Max(LeastVoxels * voxel, Math.Min(Volume, lesion.Count * voxel / LesionParts));
        var edge = Math.Cbrt(size);
        var (countX, countY, countZ) = (Parts(box.Width, _grid.Spacing.X, edge), Parts(box.Height, _grid.Spacing.Y, edge), Parts(box.Depth, _grid.Spacing.Z, edge));
        _labels = new int[box.Width * box.Height * box.Depth];
        var values = Values(image);
        Cluster(values, Deviation(values), edge, countX, countY, countZ);
        var (all, inside) = (new int[countX * countY * countZ], new int[countX * countY * countZ]);
        for (var i = 0; i < _labels.Length; i++)
        {
            all[_labels[i]]++;
            inside[_labels[i]] += lesion.Inside[IndexOf(i)] ? 1 : 0;
        }

        _shares = [.. all.Zip(inside, (a, n) => a == 0 ? 0 : (double)n / a)];
    }

    /// <summary>A lesion of whole supervoxels; null when none is drawn.</summary>
    public bool[]? Draw(ulong seed)
    {
        var random = new SeededRandom(seed);
        bool[] chosen = [.. _shares.Select(share => random.Uniform() is var u && share >= NeverIn && (share >= AlwaysIn || u < share))];
        var result = new bool[_grid.VoxelCount];
        var any = false;
        for (var i = 0; i < _labels.Length; i++)
        {
            if (chosen[_labels[i]])
            {
                result[IndexOf(i)] = any = true;
            }
        }

        return any ? result : null;
    }

    private static int Parts(int voxels, double spacing, double edge) => Math.Max(1, (int)Math.Round(voxels * spacing / edge));

    private int IndexOf(int i)
    {
        var (x, rest) = (i % _box.Width, i / _box.Width);
        return _box.MinX + x + (_grid.Width * (_box.MinY + (rest % _box.Height) + (_grid.Height * (_box.MinZ + (rest / _box.Height)))));
    }

    private float[] Values(Volume<float> image)
    {
        var values = new float[_labels.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var value = image.Voxels[IndexOf(i)];
            values[i] = float.IsFinite(value) ? value : 0;
        }

        return values;
    }

    private static double Deviation(float[] values)
    {
        var mean = values.Average(v => (double)v);
        var deviation = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        return deviation > 0 ? deviation : 1;
    }

    /// <summary>Each voxel goes to the nearest of the centres of its own part of the box and those around; centres go to their middle.</summary>
    private void Cluster(float[] values, double deviation, double edge, int countX, int countY, int countZ)
    {
        var centres = new (double X, double Y, double Z, double Value, int Count)[countX * countY * countZ];
        var (w, h) = (_box.Width, _box.Height);
        int PartOf(int at, int voxels, int parts) => (int)((long)at * parts / voxels);
        for (var i = 0; i < _labels.Length; i++)
        {
            _labels[i] = PartOf(i % w, w, countX) + (countX * (PartOf(i / w % h, h, countY) + (countY * PartOf(i / w / h, _box.Depth, countZ))));
        }

        var (sx, sy, sz, si) = (_grid.Spacing.X / edge, _grid.Spacing.Y / edge, _grid.Spacing.Z / edge, 1 / deviation);
        for (var round = 0; round <= Rounds; round++)
        {
            Array.Clear(centres);
            for (var i = 0; i < _labels.Length; i++)
            {
                ref var c = ref centres[_labels[i]];
                c = (c.X + (i % w * sx), c.Y + (i / w % h * sy), c.Z + (i / w / h * sz), c.Value + (values[i] * si), c.Count + 1);
            }

            foreach (ref var c in centres.AsSpan())
            {
                c = c.Count == 0 ? (double.PositiveInfinity, 0, 0, 0, 0) : (c.X / c.Count, c.Y / c.Count, c.Z / c.Count, c.Value / c.Count, c.Count);
            }

            if (round == Rounds)
            {
                return;
            }

            // Slices are apart from each other: threads change no bit.
            Parallel.For(0, _box.Depth, z =>
            {
                var partZ = PartOf(z, _box.Depth, countZ);
                for (var y = 0; y < h; y++)
                {
                    var partY = PartOf(y, h, countY);
                    for (var x = 0; x < w; x++)
                    {
                        var partX = PartOf(x, w, countX);
                        var i = x + (w * (y + (h * z)));
                        var (best, least) = (_labels[i], double.PositiveInfinity);
                        for (var pz = Math.Max(0, partZ - 1); pz <= Math.Min(countZ - 1, partZ + 1); pz++)
                        {
                            for (var py = Math.Max(0, partY - 1); py <= Math.Min(countY - 1, partY + 1); py++)
                            {
                                for (var px = Math.Max(0, partX - 1); px <= Math.Min(countX - 1, partX + 1); px++)
                                {
                                    var label = px + (countX * (py + (countY * pz)));
                                    ref readonly var c = ref centres[label];
                                    var (dx, dy, dz, dv) = ((x * sx) - c.X, (y * sy) - c.Y, (z * sz) - c.Z, (values[i] * si) - c.Value);
                                    var distance = (dx * dx) + (dy * dy) + (dz * dz) + (dv * dv);
                                    if (distance < least)
                                    {
                                        (best, least) = (label, distance);
                                    }
                                }
                            }
                        }

                        _labels[i] = best;
                    }
                }
            });
        }
    }
}
