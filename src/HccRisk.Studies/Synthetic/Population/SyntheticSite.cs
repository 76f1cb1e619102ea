namespace HccRisk.Studies.Synthetic.Population;

/// <summary>Where a synthetic patient was operated on, scanned and stained: everything that shifts between the two sites.</summary>
internal sealed record SyntheticSite
{
    /// <summary>The development site, TJ: surgery 2018-2021.</summary>
    public static SyntheticSite Development { get; } = new()
    {
        Name = "TJ",
        Key = 1,
        FirstSurgery = new DateOnly(2018, 1, 1),
        LastSurgery = new DateOnly(2021, 12, 31),
        MeanAge = 55,
        ScannerGain = 310,
        ScannerOffset = 0,
        NoiseFraction = 0.050f,
        PointSpreadMillimetres = 1.0,
        StainRotation = 0,
        Haematoxylin = 1.0f,
        Eosin = 1.0f,
    };

    /// <summary>The external site, SYSMH: surgery 2021-2022, another scanner and another stainer.</summary>
    public static SyntheticSite External { get; } = new()
    {
        Name = "SYSMH",
        Key = 2,
        FirstSurgery = new DateOnly(2021, 1, 1),
        LastSurgery = new DateOnly(2022, 12, 31),
        MeanAge = 57,
        ScannerGain = 450,
        ScannerOffset = 25,
        NoiseFraction = 0.062f,
        PointSpreadMillimetres = 1.3,
        StainRotation = 0.07,
        Haematoxylin = 1.15f,
        Eosin = 0.88f,
    };

    /// <summary>Nobody is followed beyond this day: at most 84 months at TJ, 48 at SYSMH, and 24 at least.</summary>
    public static DateOnly DataCutOff { get; } = new(2024, 12, 31);

    /// <summary>The site's name in the files.</summary>
    public required string Name { get; init; }

    /// <summary>What separates the sites' random streams.</summary>
    public required ulong Key { get; init; }

    /// <summary>First day of recruitment.</summary>
    public required DateOnly FirstSurgery { get; init; }

    /// <summary>Last day of recruitment.</summary>
    public required DateOnly LastSurgery { get; init; }

    /// <summary>Mean age, years.</summary>
    public required double MeanAge { get; init; }

    /// <summary>Signal of plain liver in the arterial phase, scanner units.</summary>
    public required float ScannerGain { get; init; }

    /// <summary>Added to every voxel, scanner units.</summary>
    public required float ScannerOffset { get; init; }

    /// <summary>SD of the noise in each quadrature channel over the signal of plain liver.</summary>
    public required float NoiseFraction { get; init; }

    /// <summary>SD of the scanner's in-plane blur, millimetres.</summary>
    public required double PointSpreadMillimetres { get; init; }

    /// <summary>Rotation of both stain vectors in the red-green plane of optical density, radians.</summary>
    public required double StainRotation { get; init; }

    /// <summary>Strength of the haematoxylin stain over TJ's.</summary>
    public required float Haematoxylin { get; init; }

    /// <summary>Strength of the eosin stain over TJ's.</summary>
    public required float Eosin { get; init; }
}
