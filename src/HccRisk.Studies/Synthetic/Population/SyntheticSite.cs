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
        SliceStretch = 1.15,
        Coil = .10f,
        ArterialDelay = 0,
        Pen = .08,
        ReaderBias = 0,
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
        SliceStretch = 1.5,
        Coil = .22f,
        ArterialDelay = -.6,
        Pen = .30,
        ReaderBias = .6,
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

    /// <summary>Thickness of a slice over the one asked for; second generator only, as all that follows.</summary>
    public required double SliceStretch { get; init; }

    /// <summary>How much brighter than the middle of the body the surface coil makes its rim, a share.</summary>
    public required float Coil { get; init; }

    /// <summary>Mean delay of the arterial phase in SD between patients; below zero the liver arteries are hardly filled yet.</summary>
    public required double ArterialDelay { get; init; }

    /// <summary>Share of slides with a mark of a pen.</summary>
    public required double Pen { get; init; }

    /// <summary>How far out the readers of the site draw the margin, in units of the readers' error.</summary>
    public required double ReaderBias { get; init; }

    /// <summary>The site with its technical differences to <see cref="Development"/> stretched by a factor; 1 gives the site itself.</summary>
    public SyntheticSite Shifted(double shift)
    {
        var home = Development;
        return shift == 1 || Key == home.Key ? this : this with
        {
            ScannerGain = (float)Between(home.ScannerGain, ScannerGain),
            ScannerOffset = (float)Between(home.ScannerOffset, ScannerOffset),
            NoiseFraction = (float)Between(home.NoiseFraction, NoiseFraction),
            PointSpreadMillimetres = Between(home.PointSpreadMillimetres, PointSpreadMillimetres),
            StainRotation = Between(home.StainRotation, StainRotation),
            Haematoxylin = (float)Between(home.Haematoxylin, Haematoxylin),
            Eosin = (float)Between(home.Eosin, Eosin),
            SliceStretch = Between(home.SliceStretch, SliceStretch),
            Coil = (float)Between(home.Coil, Coil),
            ArterialDelay = Between(home.ArterialDelay, ArterialDelay),
            Pen = Between(home.Pen, Pen),
            ReaderBias = Between(home.ReaderBias, ReaderBias),
        };

        double Between(double here, double there) => here + (shift * (there - here));
    }
}
