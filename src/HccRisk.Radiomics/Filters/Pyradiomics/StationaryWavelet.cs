using System.Numerics;
using HccRisk.Imaging;
using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Filters.Pyradiomics;

/// <summary>
/// A band of pyradiomics' wavelet images: each level applies the same filters, without zeros between taps, to the low-pass band of the level before. An
/// axis of odd length is repeated to an even one, its first voxel after its last.
/// </summary>
/// <param name="Wavelet">Its name in PyWavelets.</param>
/// <param name="Before">Levels made before.</param>
/// <param name="Number">Number of the level in the name, from 1, which is not written.</param>
/// <param name="Bands">Low (L) or high (H) pass along the axes that are transformed, x first.</param>
/// <param name="Left">The axis that is not transformed, 0 for x; null: all are.</param>
internal sealed record StationaryWavelet(string Wavelet, int Before, int Number, string Bands, int? Left) : ImageFilter
{
    public override string Name => FormattableString.Invariant($"wavelet{(Number == 1 ? string.Empty : FormattableString.Invariant($"{Number}"))}-{Bands}");

    /// <summary>All bands of a number of levels; the low-pass band is that of the last.</summary>
    internal static IEnumerable<StationaryWavelet> All(string wavelet, int start, int levels, int? left)
    {
        var axes = left is null ? 3 : 2;
        for (var level = 1; level <= levels; level++)
        {
            for (var band = 1; band < 1 << axes; band++)
            {
                yield return new StationaryWavelet(wavelet, start + level - 1, level, Letters(band, axes), left);
            }
        }

        yield return new StationaryWavelet(wavelet, start + levels - 1, levels, Letters(0, axes), left);
    }

    private static string Letters(int band, int axes) => string.Concat(Enumerable.Range(0, axes).Select(i => (band >> (axes - 1 - i) & 1) == 0 ? 'L' : 'H'));

    internal override IEnumerable<string> Faults() => WaveletKernels.Knows(Wavelet) ? [] : [$"there is no wavelet '{Wavelet}'"];

    internal override FilterBlock Respond(FilterImage image, FilterTarget target) =>
        image.Type == VoxelType.Float32 ? Respond<float>(image, target) : Respond<double>(image, target);

    private FilterBlock Respond<T>(FilterImage image, FilterTarget target)
        where T : unmanaged, INumber<T>
    {
        var bands = image.Shared((nameof(StationaryWavelet), Wavelet, Before, Left, target.Box), () => Level<T>(image, Before, target.Box));
        var band = bands[Convert.ToInt32(Bands.Replace('L', '0').Replace('H', '1'), 2)];
        var result = FilterBlock.Create(target.Box) with { Type = typeof(T) == typeof(float) ? VoxelType.Float32 : VoxelType.Float64 };
        for (var i = 0; i < band.Length; i++)
        {
            result.Values[i] = double.CreateTruncating(band[i]);
        }

        return result;
    }

    private T[][] Level<T>(FilterImage image, int before, GridBox box)
        where T : unmanaged, INumber<T>
    {
        var kernels = WaveletKernels.Of(Wavelet, typeof(T) == typeof(float));
        T[] Taps(double[] taps) => Array.ConvertAll(taps, T.CreateTruncating);
        int[] axes = [.. Enumerable.Range(0, 3).Where(a => a != Left)];
        var size = Even(image.Box);
        var source = before == 0 ? image.Shared((nameof(Padded), typeof(T)), () => Padded<T>(image))
            : image.Shared((nameof(Level), Wavelet, before, Left), () => Level<T>(image, before - 1, size)[0]);
        return StationaryTransform.Apply(image, source, size, box, axes, (Taps(kernels.Low), Taps(kernels.High)));
    }

    private static GridBox Even(GridBox box) => box with { Width = box.Width + (box.Width & 1), Height = box.Height + (box.Height & 1), Depth = box.Depth + (box.Depth & 1) };

    private static T[] Padded<T>(FilterImage image)
        where T : unmanaged, INumber<T>
    {
        var (box, size) = (image.Box, Even(image.Box));
        var result = new T[size.Count];
        var at = 0;
        for (var z = 0; z < size.Depth; z++)
        {
            for (var y = 0; y < size.Height; y++)
            {
                var row = box.Width * (y % box.Height + (box.Height * (z % box.Depth)));
                for (var x = 0; x < size.Width; x++)
                {
                    result[at++] = T.CreateTruncating(image.Block.Values[row + (x % box.Width)]);
                }
            }
        }

        return result;
    }
}
