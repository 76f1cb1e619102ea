using System.Buffers;
using HccRisk.Studies.Synthetic.Population;

namespace HccRisk.Studies.Synthetic.Rendering.Second;

/// <summary>Draws the lesion as a reader would: the true margin, moved in and out by a smooth field and outward by the habit of the site.</summary>
internal static class LesionReader
{
    /// <summary>Marks the voxels inside the margin; without a stream the margin is the true one.</summary>
    public static void Mark(bool[] mask, float[] depths, Grid grid, Grid.Box box, float error, double bias, SyntheticRandom? random)
    {
        float[]? field = null;
        var shift = 0f;
        if (random is not null)
        {
            field = ArrayPool<float>.Shared.Rent(box.Count);
            LatticeNoise.Fill(field, box.Width, box.Height, box.Depth, 14 / grid.Spacing, 14 / grid.Spacing, Math.Max(1, 14 / grid.Thickness), random);
            shift = error * (float)(bias + (.5 * random.Normal()));
        }

        // The middle is never missed, however small the lesion: a reader does not lose what the examination was made for.
        var (deepest, at) = (float.NegativeInfinity, 0);
        for (int k = box.Z0, t = 0; k < box.Z1; k++)
        {
            for (var j = box.Y0; j < box.Y1; j++)
            {
                var row = grid.Width * (j + (grid.Height * k));
                for (var x = box.X0; x < box.X1; x++, t++)
                {
                    var depth = depths[row + x];
                    if (depth > deepest)
                    {
                        (deepest, at) = (depth, row + x);
                    }

                    var moved = field is null ? depth : depth + shift + (.87f * error * field[t]);
                    mask[row + x] = moved > 0 || depth > 4 * error + 1;
                }
            }
        }

        mask[at] = true;
        if (field is not null)
        {
            ArrayPool<float>.Shared.Return(field);
        }
    }
}
