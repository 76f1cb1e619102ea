using System.Runtime.Intrinsics;

namespace HccRisk.Pathomics.Stain;

/// <summary>A linear map of optical densities applied to bytes: three table rows added a pixel, and a table back to intensities.</summary>
internal sealed class DensityMap
{
    /// <summary>Steps a unit of density: fine enough that the identity gives every byte back.</summary>
    private const int Steps = 2048;

    /// <summary>Steps below zero that are told apart: what is brighter than the light.</summary>
    private const int Brighter = 128;

    private static readonly byte[] Intensity = [.. Enumerable.Range(0, (int)(2.6 * Steps)).Select(i => (byte)Math.Round(255 * Math.Pow(10, -(double)i / Steps)))];

    private readonly Vector128<float>[] _red = new Vector128<float>[256];
    private readonly Vector128<float>[] _green = new Vector128<float>[256];
    private readonly Vector128<float>[] _blue = new Vector128<float>[256];

    private static readonly byte[] TorchstainIntensity =
        [.. Enumerable.Range(0, (int)(2.6 * Steps)).Select(i => (byte)Math.Min(255, TorchstainEstimator.Light * Math.Pow(10, -(double)(i - Brighter) / Steps)))];

    private readonly byte[] _intensity;

    /// <param name="map">Element [out, in] over red, green, blue.</param>
    /// <param name="torchstain">Whether densities are those of <see cref="TorchstainEstimator"/>, which cuts decimals of intensities off and stops at white.</param>
    public DensityMap(double[,] map, bool torchstain = false)
    {
        _intensity = torchstain ? TorchstainIntensity : Intensity;
        for (var v = 0; v < 256; v++)
        {
            var density = (torchstain ? TorchstainEstimator.Density((byte)v) / Math.Log(10) : StainMatrix.OpticalDensity((byte)v)) * Steps;
            _red[v] = Row(0, density) + Vector128.Create(0.5f + (torchstain ? Brighter : 0));
            _green[v] = Row(1, density);
            _blue[v] = Row(2, density);
        }

        Vector128<float> Row(int channel, double density) =>
            Vector128.Create((float)(map[0, channel] * density), (float)(map[1, channel] * density), (float)(map[2, channel] * density), 0);
    }

    public void Apply(Span<byte> rgb)
    {
        var (red, green, blue, intensity) = (_red, _green, _blue, _intensity);
        var most = Vector128.Create((float)(intensity.Length - 1));
        for (var i = 0; i <= rgb.Length - 3; i += 3)
        {
            var steps = red[rgb[i]] + green[rgb[i + 1]] + blue[rgb[i + 2]];
            var index = Vector128.ConvertToInt32(Vector128.Min(Vector128.Max(steps, Vector128<float>.Zero), most));
            rgb[i] = intensity[index.GetElement(0)];
            rgb[i + 1] = intensity[index.GetElement(1)];
            rgb[i + 2] = intensity[index.GetElement(2)];
        }
    }
}
