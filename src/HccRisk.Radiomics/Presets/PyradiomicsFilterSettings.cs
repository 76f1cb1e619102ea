using HccRisk.Radiomics.Filters;
using HccRisk.Radiomics.Filters.Pyradiomics;

namespace HccRisk.Radiomics.Presets;

/// <summary>What a parameter file says of filters, with pyradiomics' defaults.</summary>
internal sealed record PyradiomicsFilterSettings
{
    /// <summary>Image types and the settings that are theirs alone.</summary>
    private static readonly (string Type, string[] Settings)[] Types =
    [
        ("Original", []),
        ("LoG", ["sigma"]),
        ("Wavelet", ["wavelet", "start_level", "level"]),
        ("Square", []),
        ("SquareRoot", []),
        ("Logarithm", []),
        ("Exponential", []),
        ("Gradient", ["gradientUseSpacing"]),
        ("LBP2D", ["lbp2DRadius", "lbp2DSamples", "lbp2DMethod"]),
        ("LBP3D", ["lbp3DLevels", "lbp3DIcosphereRadius", "lbp3DIcosphereSubdivision"]),
    ];

    /// <summary>The names of image types.</summary>
    internal static IEnumerable<string> TypeNames => Types.Select(t => t.Type);

    /// <summary>The names of the settings that belong to one image type.</summary>
    internal static IEnumerable<string> SettingNames => Types.SelectMany(t => t.Settings);

    /// <summary>The image type that a setting belongs to; null: none.</summary>
    internal static string? TypeOf(string setting) => Array.Find(Types, t => t.Settings.Contains(setting)).Type;

    /// <summary>Standard deviations in millimetres, and how Python writes them.</summary>
    internal IReadOnlyList<(double Value, string Text)> Sigmas { get; init; } = [];

    internal string Wavelet { get; init; } = "coif1";

    internal int StartLevel { get; init; }

    internal int Level { get; init; } = 1;

    internal bool GradientUseSpacing { get; init; } = true;

    internal LocalBinaryPatternFilter Circle { get; init; } = new();

    internal int SphereLevels { get; init; } = 2;

    internal SphericalBinaryPatternFilter Sphere { get; init; } = new();

    /// <summary>The images of a type; none of the original.</summary>
    /// <param name="type">One of <see cref="TypeNames"/>.</param>
    /// <param name="slices">The axis that slices lie across (0 is z, 1 is y, 2 is x); null: features are in space.</param>
    /// <param name="dimension">The same whether or not features are.</param>
    internal IEnumerable<ImageFilter> Filters(string type, int? slices, int dimension) => type switch
    {
        "LoG" => Sigmas.Select(s => new RecursiveLaplacian(s.Value, s.Text)),
        "Wavelet" => StationaryWavelet.All(Wavelet, StartLevel, Level, 2 - slices),
        "Square" => [new IntensityFilter { Map = IntensityMap.Square }],
        "SquareRoot" => [new IntensityFilter { Map = IntensityMap.SquareRoot }],
        "Logarithm" => [new IntensityFilter { Map = IntensityMap.Logarithm }],
        "Exponential" => [new IntensityFilter { Map = IntensityMap.Exponential }],
        "Gradient" => [new RenamedFilter(new GradientFilter { UseSpacing = GradientUseSpacing }, "gradient")],
        "LBP2D" => [new RenamedFilter(Circle with { SliceDimension = dimension }, "lbp-2D")],
        "LBP3D" =>
        [
            .. Enumerable.Range(0, SphereLevels).Select(n => new RenamedFilter(Sphere with { Degree = n }, FormattableString.Invariant($"lbp-3D-m{n + 1}"))),
            new RenamedFilter(Sphere with { Degree = null }, "lbp-3D-k"),
        ],
        _ => [],
    };

    /// <summary>All that changes a number, in words.</summary>
    internal string ToCanonicalString() => FormattableString.Invariant(
        $"{Wavelet},{StartLevel},{Level},{GradientUseSpacing},{Circle.Name},{SphereLevels},{Sphere.Name}");
}
