namespace HccRisk.Pathomics.Nuclei;

/// <summary>
/// Shape, stain and neighbourhood of the nuclei of one tile, and texture of its haematoxylin. NaN where there is nothing to measure: no single
/// nucleus, fewer than two for a spread, none with its neighbours inside the tile, no stain.
/// </summary>
internal readonly record struct TileMorphometry
{
    /// <summary>Mean over nuclei of the eccentricity, 0 (round) to 1.</summary>
    public double Eccentricity { get; init; }

    public double EccentricitySpread { get; init; }

    /// <summary>Mean over nuclei of 4 pi area / perimeter squared, 1 for round.</summary>
    public double Circularity { get; init; }

    public double CircularitySpread { get; init; }

    /// <summary>Standard deviation between nuclei of their mean haematoxylin, optical density.</summary>
    public double HematoxylinSpread { get; init; }

    /// <summary>Mean over nuclei of the standard deviation of haematoxylin inside them, optical density.</summary>
    public double ChromatinSpread { get; init; }

    /// <summary>Mean distance of a nucleus to its four nearest, micrometres.</summary>
    public double Distance { get; init; }

    /// <summary>Coefficient of variation of those distances.</summary>
    public double DistanceVariation { get; init; }

    public double Contrast { get; init; }

    public double Correlation { get; init; }

    public double Energy { get; init; }

    public double Homogeneity { get; init; }

    /// <summary>Bits.</summary>
    public double Entropy { get; init; }

    /// <summary>Names and units, in the order of <see cref="ToArray"/>.</summary>
    public static IReadOnlyList<(string Name, string? Unit)> Names { get; } =
    [
        ("nuclei_eccentricity", null), ("nuclei_eccentricity_spread", null), ("nuclei_circularity", null), ("nuclei_circularity_spread", null),
        ("nuclei_hematoxylin_spread", null), ("nuclei_chromatin_spread", null), ("nuclei_distance", "um"), ("nuclei_distance_cv", null),
        ("texture_contrast", null), ("texture_correlation", null), ("texture_energy", null), ("texture_homogeneity", null), ("texture_entropy", "bit"),
    ];

    public double[] ToArray() =>
    [
        Eccentricity, EccentricitySpread, Circularity, CircularitySpread, HematoxylinSpread, ChromatinSpread, Distance, DistanceVariation,
        Contrast, Correlation, Energy, Homogeneity, Entropy,
    ];

    public static TileMorphometry From(ReadOnlySpan<double> x) => new()
    {
        Eccentricity = x[0],
        EccentricitySpread = x[1],
        Circularity = x[2],
        CircularitySpread = x[3],
        HematoxylinSpread = x[4],
        ChromatinSpread = x[5],
        Distance = x[6],
        DistanceVariation = x[7],
        Contrast = x[8],
        Correlation = x[9],
        Energy = x[10],
        Homogeneity = x[11],
        Entropy = x[12],
    };
}
