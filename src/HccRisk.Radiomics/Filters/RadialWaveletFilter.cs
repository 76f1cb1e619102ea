namespace HccRisk.Radiomics.Filters;

/// <summary>
/// A non-separable wavelet (IBSI-2) by the Fourier transform of the unpadded image, which therefore repeats beyond its border; the real part of the
/// response, in intensity units. Frequencies are those of the grid (k - c) / c with c = (N - 1) / 2 along each axis.
/// </summary>
public sealed record RadialWaveletFilter : ImageFilter
{
    /// <summary>Which wavelet. Default: Simoncelli's.</summary>
    public RadialWavelet Wavelet { get; init; }

    /// <summary>Level, 1 (the highest frequencies) to 8. Default 1.</summary>
    public int Level { get; init; } = 1;

    /// <summary>Whether it acts in slices across z. Default false: in space.</summary>
    public bool InSlice { get; init; }

    /// <summary>Orders of a Riesz transform along x, y and z of the response; null (default): none.</summary>
    public RieszOrder? Riesz { get; init; }

    /// <inheritdoc/>
    public override string Name => FormattableString.Invariant(
        $"{(Wavelet == RadialWavelet.Simoncelli ? "simoncelli" : "shannon")}_{Level}{Riesz?.Name}_{(InSlice ? "2d" : "3d")}");

    internal override FilterBlock Respond(FilterImage image, FilterTarget target) =>
        FourierTransfer.Of(image, InSlice).Respond(target.Box, Transfer);

    private (double Re, double Im) Transfer(double x, double y, double z)
    {
        var (radius, highest) = (Math.Sqrt((x * x) + (y * y) + (z * z)), Math.ScaleB(1, 1 - Level));
        double value;
        if (Wavelet == RadialWavelet.Shannon)
        {
            value = radius >= highest / 2 && radius <= highest ? 1 : 0;
        }
        else
        {
            value = radius >= highest / 4 && radius <= highest ? Math.Cos(Math.PI / 2 * Math.Log2(2 * radius / highest)) : 0;
        }

        if (value == 0 || Riesz is null)
        {
            return (value, 0);
        }

        var (re, im) = Riesz.Transfer(x, y, z);
        return (value * re, value * im);
    }

    internal override IEnumerable<string> Faults()
    {
        if (!Enum.IsDefined(Wavelet))
        {
            yield return FormattableString.Invariant($"Wavelet is {(int)Wavelet}: not a known value");
        }

        if (Level is not (>= 1 and <= 8))
        {
            yield return FormattableString.Invariant($"Level is {Level}: 1 to 8");
        }

        foreach (var fault in Riesz?.Faults(InSlice) ?? [])
        {
            yield return fault;
        }
    }

    internal override string? FaultFor(FilterImage image) => FilterNames.FaultOfSize(image, 2, InSlice);
}
