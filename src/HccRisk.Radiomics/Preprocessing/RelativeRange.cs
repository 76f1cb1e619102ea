namespace HccRisk.Radiomics.Preprocessing;

/// <summary>A range of intensities to re-segment to that follows from those of the region, as pyradiomics has it; both ends belong to it.</summary>
/// <param name="IsOfMaximum">Ends are fractions of the maximum; else standard deviations (divisor n) from the mean.</param>
/// <param name="Lower">The lower end.</param>
/// <param name="Upper">The upper end; null: none.</param>
internal sealed record RelativeRange(bool IsOfMaximum, double Lower, double? Upper)
{
    internal string ToCanonicalString() => FormattableString.Invariant($"{(IsOfMaximum ? "maximum" : "sigma")},{Lower:R},{Upper:R}");

    /// <summary>In intensities.</summary>
    internal (double Minimum, double Maximum) Of(double maximum, double mean, double deviation)
    {
        var (origin, unit) = IsOfMaximum ? (0, maximum) : (mean, deviation);
        return (origin + (unit * Lower), Upper is { } upper ? origin + (unit * upper) : double.PositiveInfinity);
    }
}
