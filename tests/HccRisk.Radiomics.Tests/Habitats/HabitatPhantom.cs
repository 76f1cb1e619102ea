using HccRisk.Imaging;

namespace HccRisk.Radiomics.Tests.Habitats;

/// <summary>Lesions of three compartments (core, shell, a nodule at its side) that differ over three phases, in liver, with noise.</summary>
internal static class HabitatPhantom
{
    internal static readonly string[] Phases = ["pre", "arterial", "portal"];

    /// <summary>Means of liver and the compartments in each phase.</summary>
    private static readonly double[][] Means = [[100, 110, 160], [60, 65, 70], [95, 190, 150], [120, 140, 240]];

    /// <summary>A patient whose scanner has a gain and an offset of its own; the second is the compartment of each voxel, 0 outside.</summary>
    internal static (RadiomicsCase Case, byte[] Truth) Patient(int seed, double gain = 1, double offset = 0, double noise = 12)
    {
        var geometry = VolumeGeometry.AxisAligned(36, 34, 20, new Vector3D(1, 1, 2));
        var random = new Random(seed);
        var (rx, shift) = (9 + random.Next(4), random.Next(-2, 3));
        var truth = new byte[geometry.VoxelCount];
        for (var i = 0; i < truth.Length; i++)
        {
            var (x, y, z) = ((i % 36) - 18 - shift, (i / 36 % 34) - 17, 2 * ((i / 36 / 34) - 10));
            var r = Math.Sqrt((x * x) + (y * y) + (z * z)) / rx;
            truth[i] = r > 1 ? (byte)0 : (x - 4) * (x - 4) + ((y + 4) * (y + 4)) + (z * z) < rx * rx / 6.0 ? (byte)3 : r < 0.6 ? (byte)1 : (byte)2;
        }

        var series = Phases.Select((name, p) =>
        {
            var voxels = new float[truth.Length];
            for (var i = 0; i < voxels.Length; i++)
            {
                voxels[i] = (float)(offset + (gain * (Means[truth[i]][p] + (noise * Normal(random)))));
            }

            return new RadiomicsSeries(name, new Volume<float>(geometry, voxels));
        }).ToArray();
        var lesion = new Mask(geometry, Array.ConvertAll(truth, t => t > 0));
        var reference = new Mask(geometry, [.. truth.Select((t, i) => t == 0 && i % 36 is < 4 or > 32)]);
        return (new RadiomicsCase { Series = series, Lesion = lesion, Reference = reference }, truth);
    }

    /// <summary>Agreement of two partitions of the voxels that are in the first (Hubert, Arabie 1985): 1 the same, 0 by chance.</summary>
    internal static double AdjustedRandIndex(byte[] truth, ReadOnlySpan<byte> labels)
    {
        var table = new double[256, 256];
        double n = 0;
        for (var i = 0; i < truth.Length; i++)
        {
            if (truth[i] > 0)
            {
                table[truth[i], labels[i]]++;
                n++;
            }
        }

        static double Pairs(double c) => c * (c - 1) / 2;
        double together = 0, rows = 0, columns = 0;
        for (var a = 0; a < 256; a++)
        {
            double row = 0, column = 0;
            for (var b = 0; b < 256; b++)
            {
                together += Pairs(table[a, b]);
                row += table[a, b];
                column += table[b, a];
            }

            rows += Pairs(row);
            columns += Pairs(column);
        }

        var expected = rows * columns / Pairs(n);
        return (together - expected) / (((rows + columns) / 2) - expected);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
