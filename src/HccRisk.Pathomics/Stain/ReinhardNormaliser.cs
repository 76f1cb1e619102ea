using System.Globalization;

namespace HccRisk.Pathomics.Stain;

/// <summary>
/// Gives the stained pixels of tiles the mean and standard deviation of a target in each axis of CIE L*a*b* (after Reinhard et al., Color
/// transfer between images, IEEE Comput Graph Appl 2001;21(5):34-41, who used another opponent space). Glass stays as it is.
/// </summary>
public sealed class ReinhardNormaliser : ITileTransform
{
    /// <summary>Narrower than this an axis is rounding noise, which is not to be stretched.</summary>
    private const double LeastDeviation = 0.1;

    private readonly StainOptions _options;
    private readonly float _least;

    /// <summary>Creates a normaliser.</summary>
    /// <param name="target">Means and deviations tiles are to have.</param>
    /// <param name="options">Which pixels count as stained; null for the defaults.</param>
    public ReinhardNormaliser(LabStatistics target, StainOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        _options = options ?? new StainOptions();
        _options.Validate();
        _least = (float)(_options.MinDensity * _options.MinDensity);
        Target = target;
        Fingerprint = $"reinhard per tile target={Describe(target)} "
            + string.Create(CultureInfo.InvariantCulture, $"density>={_options.MinDensity:R} fraction>={_options.MinStainedFraction:R}");
    }

    /// <summary>Means and deviations tiles are to have.</summary>
    public LabStatistics Target { get; }

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <summary>Takes the target from a reference tile.</summary>
    /// <param name="rgb">Red, green, blue, pixel after pixel.</param>
    /// <param name="options">Which pixels count as stained; null for the defaults.</param>
    /// <exception cref="ArgumentException">The reference is blank or of one colour.</exception>
    public static ReinhardNormaliser Fit(ReadOnlySpan<byte> rgb, StainOptions? options = null)
    {
        var outcome = TryMeasure(rgb, options, out var statistics);
        return statistics is not null
            ? new ReinhardNormaliser(statistics, options)
            : throw new ArgumentException($"The reference tile is {outcome}: its colours cannot be measured. Choose one full of stained tissue.", nameof(rgb));
    }

    /// <summary>Measures the stained pixels of a tile.</summary>
    /// <param name="rgb">Red, green, blue, pixel after pixel.</param>
    /// <param name="options">Which pixels count as stained; null for the defaults.</param>
    /// <param name="statistics">The result when <see cref="TileTransformOutcome.Applied"/>, else null.</param>
    /// <returns>Whether it could be told, or why not.</returns>
    public static TileTransformOutcome TryMeasure(ReadOnlySpan<byte> rgb, StainOptions? options, out LabStatistics? statistics)
    {
        options ??= new StainOptions();
        options.Validate();
        statistics = null;
        var least = (float)(options.MinDensity * options.MinDensity);
        double l = 0, a = 0, b = 0, ll = 0, aa = 0, bb = 0;
        var count = 0;
        for (var i = 0; i <= rgb.Length - 3; i += 3)
        {
            if (StainedPixels.IsStained(rgb[i], rgb[i + 1], rgb[i + 2], least))
            {
                var lab = LabColour.FromRgb(rgb[i], rgb[i + 1], rgb[i + 2]);
                l += lab.L;
                a += lab.A;
                b += lab.B;
                ll += (double)lab.L * lab.L;
                aa += (double)lab.A * lab.A;
                bb += (double)lab.B * lab.B;
                count++;
            }
        }

        if (count < Math.Max(16, options.MinStainedFraction * (rgb.Length / 3)))
        {
            return TileTransformOutcome.Blank;
        }

        (l, a, b) = (l / count, a / count, b / count);
        var found = new LabStatistics(l, a, b, Deviation(ll, l), Deviation(aa, a), Deviation(bb, b));
        if (Math.Min(found.DeviationL, Math.Min(found.DeviationA, found.DeviationB)) < LeastDeviation)
        {
            return TileTransformOutcome.Indistinct;
        }

        statistics = found;
        return TileTransformOutcome.Applied;

        double Deviation(double squares, double mean) => Math.Sqrt(Math.Max(0, (squares / count) - (mean * mean)));
    }

    /// <summary>Measures the tile and changes it. For the tiles of one slide <see cref="ForSource"/> is faster and keeps their differences.</summary>
    /// <inheritdoc/>
    public TileTransformOutcome Apply(Span<byte> rgb)
    {
        var outcome = TryMeasure(rgb, _options, out var source);
        if (source is not null)
        {
            Move(rgb, source);
        }

        return outcome;
    }

    /// <summary>The transform for everything coloured like one source, such as all tiles of a slide.</summary>
    /// <param name="source">Means and deviations of the source, from <see cref="TryMeasure"/> over some of its tiles.</param>
    public ITileTransform ForSource(LabStatistics source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new Fixed(this, source);
    }

    private void Move(Span<byte> rgb, LabStatistics source)
    {
        var (l, a, b) = (Ratio(Target.DeviationL, source.DeviationL), Ratio(Target.DeviationA, source.DeviationA), Ratio(Target.DeviationB, source.DeviationB));
        var l0 = (float)(Target.MeanL - (source.MeanL * l));
        var a0 = (float)(Target.MeanA - (source.MeanA * a));
        var b0 = (float)(Target.MeanB - (source.MeanB * b));
        for (var i = 0; i <= rgb.Length - 3; i += 3)
        {
            if (StainedPixels.IsStained(rgb[i], rgb[i + 1], rgb[i + 2], _least))
            {
                var lab = LabColour.FromRgb(rgb[i], rgb[i + 1], rgb[i + 2]);
                (rgb[i], rgb[i + 1], rgb[i + 2]) = LabColour.ToRgb((lab.L * l) + l0, (lab.A * a) + a0, (lab.B * b) + b0);
            }
        }

        static float Ratio(double target, double source) => (float)(target / source);
    }

    private static string Describe(LabStatistics x) =>
        string.Create(CultureInfo.InvariantCulture, $"{x.MeanL:R} {x.MeanA:R} {x.MeanB:R} {x.DeviationL:R} {x.DeviationA:R} {x.DeviationB:R}");

    private sealed class Fixed(ReinhardNormaliser owner, LabStatistics source) : ITileTransform
    {
        public string Fingerprint { get; } = $"reinhard source={Describe(source)} target={Describe(owner.Target)} density>={owner._options.MinDensity.ToString("R", CultureInfo.InvariantCulture)}";

        public TileTransformOutcome Apply(Span<byte> rgb)
        {
            owner.Move(rgb, source);
            return TileTransformOutcome.Applied;
        }
    }
}
