namespace HccRisk.Pathomics.Nuclei;

/// <summary>Sums over one tile or, added up, over many: what the handcrafted features of a slide are made of.</summary>
internal readonly record struct TileStatistics
{
    /// <summary>Stained pixels.</summary>
    public long Pixels { get; init; }

    public double HematoxylinSum { get; init; }

    public double HematoxylinSquares { get; init; }

    public double EosinSum { get; init; }

    public double EosinSquares { get; init; }

    /// <summary>Stained area, square micrometres.</summary>
    public double Area { get; init; }

    /// <summary>Nuclei: single ones by the inverse of their chance to lie wholly inside the tile, clumps by their area.</summary>
    public double Nuclei { get; init; }

    /// <summary>Area of all nuclear pixels, square micrometres.</summary>
    public double NuclearArea { get; init; }

    /// <summary>Haematoxylin summed over nuclear pixels.</summary>
    public double NuclearHematoxylin { get; init; }

    public long NuclearPixels { get; init; }

    /// <summary>Single nuclei wholly inside the tile: the ones measured.</summary>
    public long Measured { get; init; }

    public double MeasuredAreaSum { get; init; }

    public double MeasuredAreaSquares { get; init; }

    /// <summary>Of one tile, when it was asked for; not a sum, and null in one.</summary>
    public TileMorphometry? Morphometry { get; init; }

    private static readonly string[] Sums =
    [
        "pixels", "hematoxylin_sum", "hematoxylin_squares", "eosin_sum", "eosin_squares", "area", "nuclei", "nuclear_area", "nuclear_hematoxylin",
        "nuclear_pixels", "measured", "measured_area_sum", "measured_area_squares",
    ];

    private static readonly string[] All = [.. Sums, .. TileMorphometry.Names.Select(x => x.Name)];

    /// <summary>Names of the stored numbers, in the order of <see cref="ToArray"/>.</summary>
    public static IReadOnlyList<string> Names(bool morphometry) => morphometry ? All : Sums;

    /// <summary>The numbers as they are stored; counts of pixels are far below what a double holds exactly.</summary>
    public double[] ToArray() =>
    [
        Pixels, HematoxylinSum, HematoxylinSquares, EosinSum, EosinSquares, Area, Nuclei, NuclearArea, NuclearHematoxylin, NuclearPixels,
        Measured, MeasuredAreaSum, MeasuredAreaSquares, .. Morphometry?.ToArray() ?? [],
    ];

    public static TileStatistics From(ReadOnlySpan<double> x) => new()
    {
        Pixels = (long)x[0],
        HematoxylinSum = x[1],
        HematoxylinSquares = x[2],
        EosinSum = x[3],
        EosinSquares = x[4],
        Area = x[5],
        Nuclei = x[6],
        NuclearArea = x[7],
        NuclearHematoxylin = x[8],
        NuclearPixels = (long)x[9],
        Measured = (long)x[10],
        MeasuredAreaSum = x[11],
        MeasuredAreaSquares = x[12],
        Morphometry = x.Length > Sums.Length ? TileMorphometry.From(x[Sums.Length..]) : null,
    };

    public static TileStatistics operator +(TileStatistics a, TileStatistics b) => new()
    {
        Pixels = a.Pixels + b.Pixels,
        HematoxylinSum = a.HematoxylinSum + b.HematoxylinSum,
        HematoxylinSquares = a.HematoxylinSquares + b.HematoxylinSquares,
        EosinSum = a.EosinSum + b.EosinSum,
        EosinSquares = a.EosinSquares + b.EosinSquares,
        Area = a.Area + b.Area,
        Nuclei = a.Nuclei + b.Nuclei,
        NuclearArea = a.NuclearArea + b.NuclearArea,
        NuclearHematoxylin = a.NuclearHematoxylin + b.NuclearHematoxylin,
        NuclearPixels = a.NuclearPixels + b.NuclearPixels,
        Measured = a.Measured + b.Measured,
        MeasuredAreaSum = a.MeasuredAreaSum + b.MeasuredAreaSum,
        MeasuredAreaSquares = a.MeasuredAreaSquares + b.MeasuredAreaSquares,
    };
}
