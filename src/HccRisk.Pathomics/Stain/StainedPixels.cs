using System.Buffers;

namespace HccRisk.Pathomics.Stain;

/// <summary>The optical densities of the stained pixels of a tile, in rented memory.</summary>
internal sealed class StainedPixels : IDisposable
{
    private static readonly float[] Table = [.. Enumerable.Range(0, 256).Select(v => (float)StainMatrix.OpticalDensity((byte)v))];

    private readonly float[] _density;
    private readonly float[] _scratch;

    private StainedPixels(int capacity)
    {
        _density = ArrayPool<float>.Shared.Rent(capacity * 3);
        _scratch = ArrayPool<float>.Shared.Rent(capacity);
    }

    public int Count { get; private set; }

    /// <summary>Red, green, blue density, pixel after pixel.</summary>
    public ReadOnlySpan<float> Density => _density.AsSpan(0, Count * 3);

    /// <summary>One number a pixel, for whoever needs it next.</summary>
    public Span<float> Scratch => _scratch.AsSpan(0, Count);

    /// <summary>Whether a pixel's density vector has at least that squared length.</summary>
    public static bool IsStained(byte red, byte green, byte blue, float leastSquared)
    {
        float r = Table[red], g = Table[green], b = Table[blue];
        return (r * r) + (g * g) + (b * b) >= leastSquared;
    }

    /// <summary>Pixels whose density vector is at least so long.</summary>
    public static StainedPixels Select(ReadOnlySpan<byte> rgb, double minDensity)
    {
        if (rgb.Length % 3 != 0)
        {
            throw new ArgumentException($"'rgb' has {rgb.Length} bytes, which is no multiple of 3.", nameof(rgb));
        }

        var pixels = new StainedPixels(rgb.Length / 3);
        var least = (float)(minDensity * minDensity);
        var at = 0;
        for (var i = 0; i < rgb.Length; i += 3)
        {
            float r = Table[rgb[i]], g = Table[rgb[i + 1]], b = Table[rgb[i + 2]];
            if ((r * r) + (g * g) + (b * b) >= least)
            {
                (pixels._density[at], pixels._density[at + 1], pixels._density[at + 2]) = (r, g, b);
                at += 3;
            }
        }

        pixels.Count = at / 3;
        return pixels;
    }

    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_density);
        ArrayPool<float>.Shared.Return(_scratch);
    }
}
