namespace HccRisk.Pathomics.Embedding;

/// <summary>
/// Mean and spread of what enters a backbone, beside those its manifest says it was trained with. Tiles of tissue are near both; means on
/// another scale (0 to 255), or of other pictures, are far from them.
/// </summary>
internal sealed class InputStatistics
{
    private const double MaxShift = 4;
    private const double MinSpread = 0.05;
    private const double MaxSpread = 5;

    private readonly Lock _gate = new();
    private readonly double[] _sum = new double[3];
    private readonly double[] _squares = new double[3];
    private long _pixels;

    /// <summary>Adds one tile.</summary>
    public void Add(ReadOnlySpan<byte> rgb)
    {
        Span<long> sum = stackalloc long[3];
        Span<long> squares = stackalloc long[3];
        sum.Clear();
        squares.Clear();
        for (var i = 0; i < rgb.Length; i += 3)
        {
            for (var c = 0; c < 3; c++)
            {
                int value = rgb[i + c];
                sum[c] += value;
                squares[c] += value * value;
            }
        }

        lock (_gate)
        {
            _pixels += rgb.Length / 3;
            for (var c = 0; c < 3; c++)
            {
                _sum[c] += sum[c];
                _squares[c] += squares[c];
            }
        }
    }

    /// <summary>What is wrong with the manifest's mean and standard deviation for these tiles; null when nothing is, or a model of preprocessing knows them.</summary>
    public string? Compare(BackboneManifest manifest)
    {
        if (manifest.Preprocessing is not null)
        {
            return null;
        }

        for (var c = 0; c < 3 && _pixels > 0; c++)
        {
            var mean = _sum[c] / _pixels / 255;
            var spread = Math.Sqrt(Math.Max(0, (_squares[c] / _pixels / 255 / 255) - (mean * mean)));
            var (shift, ratio) = ((mean - manifest.Mean[c]) / manifest.Std[c], spread / manifest.Std[c]);
            if (!(Math.Abs(shift) <= MaxShift && ratio is >= MinSpread and <= MaxSpread))
            {
                return FormattableString.Invariant(
                    $"{Colour(c)} of the tiles has mean {mean:0.###} and standard deviation {spread:0.###} (0 to 1); the manifest of backbone '{manifest.Name}' says {manifest.Mean[c]:0.###} and {manifest.Std[c]:0.###}: is its preprocessing right?");
            }
        }

        return null;
    }

    private static string Colour(int channel) => channel switch { 0 => "red", 1 => "green", _ => "blue" };
}
