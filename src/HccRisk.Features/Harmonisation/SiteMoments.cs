namespace HccRisk.Features.Harmonisation;

/// <summary>The standardised values of one slot at one site.</summary>
/// <param name="Count">Number of values.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Squares">Sum of the squared differences from it.</param>
internal readonly record struct SiteMoments(int Count, double Mean, double Squares)
{
    // Below that the variance of values near 1 is rounding.
    private const double Rounding = 1e-20;

    /// <summary>Whether anything can be learned.</summary>
    public bool IsKnown => Count > 0;

    /// <summary>Variance over n - 1; 1 where nothing varies.</summary>
    public double Variance => Count > 1 && Squares / (Count - 1) > Rounding * Math.Max(1, Mean * Mean) ? Squares / (Count - 1) : 1;

    /// <summary>Sum of squared differences from a value.</summary>
    public double SquaresAround(double value) => Squares + (Count * (Mean - value) * (Mean - value));

    public static SiteMoments Of(ReadOnlySpan<double> values)
    {
        var (mean, squares) = (0.0, 0.0);
        foreach (var value in values)
        {
            mean += value / values.Length;
        }

        foreach (var value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return new SiteMoments(values.Length, mean, squares);
    }
}
