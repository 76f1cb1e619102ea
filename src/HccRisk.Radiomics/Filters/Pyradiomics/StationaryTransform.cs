using System.Numerics;
using HccRisk.Imaging;
using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Filters.Pyradiomics;

/// <summary>
/// One level of PyWavelets' stationary wavelet transform on an image that repeats, all bands at once: along x, y and z low and high pass are taken from
/// what the axis before left. In the precision of the image, each sum in the order of PyWavelets.
/// </summary>
internal static class StationaryTransform
{
    /// <param name="image">Where work is run.</param>
    /// <param name="source">The values, of even size along each axis.</param>
    /// <param name="size">Their size.</param>
    /// <param name="box">Where bands are wanted.</param>
    /// <param name="axes">Axes that are transformed, 0 for x.</param>
    /// <param name="kernels">The taps.</param>
    /// <returns>The bands; a bit of the index an axis of <paramref name="axes"/>, the last the lowest, set for high pass.</returns>
    internal static T[][] Apply<T>(FilterImage image, T[] source, GridBox size, GridBox box, int[] axes, (T[] Low, T[] High) kernels)
        where T : unmanaged, INumber<T>
    {
        T[][] bands = [source];
        var held = size;
        foreach (var axis in axes)
        {
            // What later axes see of an image that repeats may lie on both its sides: rows that nobody sees are left out.
            var (from, count) = box.Range(axis);
            var next = held.With(axis, from, count);
            var seen = Enumerable.Range(0, 3).Select(a => Seen(a, held, box, Array.IndexOf(axes, a) > Array.IndexOf(axes, axis), kernels.Low.Length, size)).ToArray();
            bands = [.. bands.SelectMany(band => Split(image, band, held, next, axis, seen, kernels))];
            held = next;
        }

        // An axis that is not transformed was kept whole.
        return held == box ? bands : [.. bands.Select(band => Cut(band, held, box))];
    }

    /// <summary>Which of the voxels that are held along an axis are of use.</summary>
    private static bool[] Seen(int axis, GridBox held, GridBox box, bool isLater, int taps, GridBox size)
    {
        var ((first, count), (from, wanted), (_, all)) = (held.Range(axis), box.Range(axis), size.Range(axis));
        var seen = new bool[count];
        if (!isLater)
        {
            for (var i = 0; i < count; i++)
            {
                seen[i] = first + i >= from && first + i < from + wanted;
            }

            return seen;
        }

        for (var i = from - taps; i < from + wanted + taps; i++)
        {
            seen[((i % all) + all) % all] = true;
        }

        return seen;
    }

    private static T[][] Split<T>(FilterImage image, T[] source, GridBox held, GridBox next, int axis, bool[][] seen, (T[] Low, T[] High) kernels)
        where T : unmanaged, INumber<T>
    {
        var (low, high) = (GC.AllocateUninitializedArray<T>(next.Count), GC.AllocateUninitializedArray<T>(next.Count));
        var ((_, size), (from, count)) = (held.Range(axis), next.Range(axis));
        var taps = kernels.Low.Length;
        var width = held.Width;
        if (axis == 0)
        {
            image.For(held.Depth, z =>
            {
                var line = new T[count + taps - 1];
                var starts = new int[taps];
                for (var j = 0; j < taps; j++)
                {
                    starts[j] = taps - 1 - j;
                }

                for (var y = 0; y < held.Height && seen[2][z]; y++)
                {
                    if (!seen[1][y])
                    {
                        continue;
                    }

                    var row = source.AsSpan(((z * held.Height) + y) * width, width);
                    for (var i = 0; i < line.Length; i++)
                    {
                        line[i] = row[Modulo(from + i + (taps / 2) - taps + 1, size)];
                    }

                    var target = ((z * held.Height) + y) * count;
                    WeightedRows.Sum<T>(line, starts, kernels.Low, low.AsSpan(target, count));
                    WeightedRows.Sum<T>(line, starts, kernels.High, high.AsSpan(target, count));
                }
            });
            return [low, high];
        }

        var rows = axis == 1 ? held.Depth : held.Height;
        var used = seen[axis == 1 ? 2 : 1];
        image.For(rows * count, n =>
        {
            var (i, other) = axis == 1 ? (n % count, n / count) : (n / rows, n % rows);
            if (!used[other])
            {
                return;
            }

            Span<int> starts = stackalloc int[128];
            for (var j = 0; j < taps; j++)
            {
                var place = Modulo(from + i + (taps / 2) - j, size);
                starts[j] = width * (axis == 1 ? place + (held.Height * other) : other + (held.Height * place));
            }

            var target = width * (axis == 1 ? i + (count * other) : other + (held.Height * i));
            WeightedRows.Sum<T>(source, starts[..taps], kernels.Low, low.AsSpan(target, width));
            WeightedRows.Sum<T>(source, starts[..taps], kernels.High, high.AsSpan(target, width));
        });
        return [low, high];
    }

    private static T[] Cut<T>(T[] source, GridBox held, GridBox box)
    {
        var result = new T[box.Count];
        var at = 0;
        for (var z = box.Z; z < box.Z + box.Depth; z++)
        {
            for (var y = box.Y; y < box.Y + box.Height; y++, at += box.Width)
            {
                source.AsSpan(box.X - held.X + (held.Width * (y - held.Y + (held.Height * (z - held.Z)))), box.Width).CopyTo(result.AsSpan(at));
            }
        }

        return result;
    }

    private static int Modulo(int index, int count) => ((index % count) + count) % count;
}
