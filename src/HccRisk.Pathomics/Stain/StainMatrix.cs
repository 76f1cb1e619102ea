using System.Globalization;

namespace HccRisk.Pathomics.Stain;

/// <summary>
/// Two stains and the residual they leave, as directions in optical-density space, and the linear map from optical density to
/// stain amounts (Ruifrok and Johnston, Anal Quant Cytol Histol 2001;23:291-299). The residual is orthogonal to both stains.
/// </summary>
public sealed class StainMatrix
{
    private readonly double[] _inverse;

    /// <summary>Creates the matrix from two stain directions, which are scaled to length 1.</summary>
    /// <param name="first">Optical density of the first stain in red, green and blue.</param>
    /// <param name="second">Optical density of the second stain in red, green and blue.</param>
    /// <exception cref="ArgumentException">A direction has no length, or the two are parallel.</exception>
    public StainMatrix(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        First = Normalise(first, nameof(first));
        Second = Normalise(second, nameof(second));
        var (a, b) = (First, Second);
        double[] cross = [(a[1] * b[2]) - (a[2] * b[1]), (a[2] * b[0]) - (a[0] * b[2]), (a[0] * b[1]) - (a[1] * b[0])];
        if (Length(cross) < 1e-6)
        {
            throw new ArgumentException("The two stain directions are parallel: they cannot be told apart.", nameof(second));
        }

        Residual = Normalise(cross, nameof(second));
        _inverse = Invert([.. a, .. b, .. Residual]);
    }

    /// <summary>Haematoxylin (first) and eosin (second) as published by Ruifrok and Johnston.</summary>
    public static StainMatrix HematoxylinEosin { get; } = new([0.65, 0.70, 0.29], [0.07, 0.99, 0.11]);

    /// <summary>Unit direction of the first stain in red, green, blue optical density.</summary>
    public IReadOnlyList<double> First { get; }

    /// <summary>Unit direction of the second stain in red, green, blue optical density.</summary>
    public IReadOnlyList<double> Second { get; }

    /// <summary>Unit direction at right angles to both: what neither stain explains.</summary>
    internal IReadOnlyList<double> Residual { get; }

    /// <summary>
    /// How much the optical density of one colour channel adds to one stain: amount of stain s is the sum over c of
    /// <c>OpticalDensity[c] * Weight(c, s)</c>.
    /// </summary>
    /// <param name="channel">0 red, 1 green, 2 blue.</param>
    /// <param name="stain">0 first stain, 1 second stain, 2 residual.</param>
    public double Weight(int channel, int stain) => _inverse[(channel * 3) + stain];

    /// <summary>Optical density of an 8-bit intensity: -log10(max(v, 1) / 255); 0 for white, 2.41 for black.</summary>
    /// <param name="value">Intensity, 255 = unstained.</param>
    public static double OpticalDensity(byte value) => -Math.Log10(Math.Max((int)value, 1) / 255.0);

    /// <summary>Amounts of both stains from the optical densities of one pixel; negative where the colour is outside their span.</summary>
    /// <param name="red">Optical density of red.</param>
    /// <param name="green">Optical density of green.</param>
    /// <param name="blue">Optical density of blue.</param>
    public (double First, double Second) Unmix(double red, double green, double blue) => (
        (red * Weight(0, 0)) + (green * Weight(1, 0)) + (blue * Weight(2, 0)),
        (red * Weight(0, 1)) + (green * Weight(1, 1)) + (blue * Weight(2, 1)));

    private static double[] Normalise(IReadOnlyList<double> x, string name)
    {
        ArgumentNullException.ThrowIfNull(x, name);
        if (x.Count != 3)
        {
            throw new ArgumentException($"'{name}' has {x.Count} values; a stain has 3 (red, green, blue).", name);
        }

        var length = Length(x);
        if (Math.Abs(length - 1) < 1e-15)
        {
            // What has been scaled once, and written and read since, keeps its bits.
            return [x[0], x[1], x[2]];
        }

        return length > 0 && double.IsFinite(length)
            ? [x[0] / length, x[1] / length, x[2] / length]
            : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"'{name}' has length {length}; it must be a direction."), name);
    }

    private static double Length(IReadOnlyList<double> x) => Math.Sqrt((x[0] * x[0]) + (x[1] * x[1]) + (x[2] * x[2]));

    private static double[] Invert(double[] m)
    {
        var inverse = new double[9];
        var determinant = 0.0;
        for (var i = 0; i < 3; i++)
        {
            for (var j = 0; j < 3; j++)
            {
                int r1 = (j + 1) % 3, r2 = (j + 2) % 3, c1 = (i + 1) % 3, c2 = (i + 2) % 3;
                inverse[(i * 3) + j] = (m[(r1 * 3) + c1] * m[(r2 * 3) + c2]) - (m[(r1 * 3) + c2] * m[(r2 * 3) + c1]);
            }

            determinant += m[i] * inverse[i * 3];
        }

        return Array.ConvertAll(inverse, x => x / determinant);
    }
}
