using System.Runtime.InteropServices;

namespace HccRisk.Pathomics.Nuclei;

/// <summary>Gathers the nuclei of one tile after the other. Buffers are reused: one instance serves one thread.</summary>
internal sealed class Morphometer(int side, double micronsPerPixel)
{
    private readonly byte[] _levels = new byte[side * side];
    private readonly List<NuclearPiece> _whole = [];
    private readonly List<NuclearPiece> _cut = [];

    /// <summary>Haematoxylin level of each pixel, 0 for one without stain; filled by the caller.</summary>
    public Span<byte> Levels => _levels;

    public void Clear()
    {
        _whole.Clear();
        _cut.Clear();
    }

    /// <summary>Adds a single nucleus; one cut by the tile's edge only serves as a neighbour.</summary>
    public void Add(in NuclearPiece nucleus) => (nucleus.TouchesEdge ? _cut : _whole).Add(nucleus);

    public TileMorphometry Measure()
    {
        var whole = CollectionsMarshal.AsSpan(_whole);
        var (eccentricity, eccentricitySpread) = Moments(whole, n => n.Eccentricity);
        var (circularity, circularitySpread) = Moments(whole, n => n.Circularity);
        var (_, hematoxylinSpread) = Moments(whole, n => n.MeanHematoxylin);
        var (chromatin, _) = Moments(whole, n => n.HematoxylinStd);

        // A pixel's centre lies half a pixel inside the tile.
        double[] x = [.. _whole.Concat(_cut).Select(n => (n.CentreX + 0.5) * micronsPerPixel)];
        double[] y = [.. _whole.Concat(_cut).Select(n => (n.CentreY + 0.5) * micronsPerPixel)];
        var (distance, variation) = NeighbourDistances.Measure(x, y, whole.Length, side * micronsPerPixel);
        var texture = HematoxylinTexture.Measure(_levels, side);
        return new TileMorphometry
        {
            Eccentricity = eccentricity,
            EccentricitySpread = eccentricitySpread,
            Circularity = circularity,
            CircularitySpread = circularitySpread,
            HematoxylinSpread = hematoxylinSpread,
            ChromatinSpread = chromatin,
            Distance = distance,
            DistanceVariation = variation,
            Contrast = texture.Contrast,
            Correlation = texture.Correlation,
            Energy = texture.Energy,
            Homogeneity = texture.Homogeneity,
            Entropy = texture.Entropy,
        };
    }

    /// <summary>Mean and standard deviation (n - 1) in two passes; NaN for none, a spread for fewer than two.</summary>
    private static (double Mean, double Std) Moments(ReadOnlySpan<NuclearPiece> nuclei, Func<NuclearPiece, double> value)
    {
        double sum = 0, squares = 0;
        foreach (var nucleus in nuclei)
        {
            sum += value(nucleus);
        }

        var mean = nuclei.Length > 0 ? sum / nuclei.Length : double.NaN;
        foreach (var nucleus in nuclei)
        {
            var away = value(nucleus) - mean;
            squares += away * away;
        }

        return (mean, nuclei.Length > 1 ? Math.Sqrt(squares / (nuclei.Length - 1)) : double.NaN);
    }
}
