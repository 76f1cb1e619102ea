namespace HccRisk.Pathomics.Tissue;

/// <summary>
/// Colours that cover much of a picture at one and the same density, as a block of ink does and a section, cut through cells and gaps, does
/// not: nothing is learned of a slide's stains from them.
/// </summary>
internal sealed class EvenColours
{
    /// <summary>Side of a cell of ratios of densities to that of green.</summary>
    private const float Side = 0.05f;
    private const int Cells = 40;

    /// <summary>Least part of all tissue-like pixels that makes a colour common.</summary>
    private const double Common = 0.02;

    /// <summary>Spread of density (standard deviation over mean) below which a colour is even; sections have 0.15 and more in a cell.</summary>
    private const double Even = 0.1;

    /// <summary>Part of a picture above which even colours are not ink beside a section but all there is: a drawing.</summary>
    private const double Most = 0.8;

    private readonly long[] _counts = new long[Cells * Cells];
    private readonly double[] _sums = new double[Cells * Cells];
    private readonly double[] _squares = new double[Cells * Cells];
    private readonly bool[] _even = new bool[Cells * Cells];
    private long _count;

    /// <summary>Takes in one pixel by its ratios of red and blue to green density and its total density.</summary>
    public void Add(float red, float blue, float density)
    {
        var cell = Cell(red, blue);
        _count++;
        _counts[cell]++;
        _sums[cell] += density;
        _squares[cell] += density * density;
    }

    /// <summary>Looks for them among all pixels taken in.</summary>
    public void Find()
    {
        var covered = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            var mean = _sums[i] / _counts[i];
            _even[i] = _counts[i] > Common * _count && (_squares[i] / _counts[i]) - (mean * mean) < Even * Even * mean * mean;
            covered += _even[i] ? _counts[i] : 0;
        }

        if (covered > Most * _count)
        {
            Array.Clear(_even);
        }
    }

    /// <summary>Whether a colour is one of those found.</summary>
    public bool Has(float red, float blue) => _even[Cell(red, blue)];

    private static int Cell(float red, float blue) => (Math.Min(Cells - 1, (int)(red / Side)) * Cells) + Math.Min(Cells - 1, (int)(blue / Side));
}
