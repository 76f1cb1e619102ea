namespace HccRisk.Core.Slides;

/// <summary>What a TIFF directory says about one page.</summary>
internal sealed record TiffPage
{
    public int Width { get; init; }

    public int Height { get; init; }

    public int BitsPerSample { get; init; } = 1;

    public int SamplesPerPixel { get; init; } = 1;

    public int Compression { get; init; } = 1;

    public int Photometric { get; init; }

    public bool IsTiled { get; init; }

    public string Description { get; init; } = "";

    public string Software { get; init; } = "";

    /// <summary>Pixels per unit along x and y, zero when absent.</summary>
    public (double X, double Y) Resolution { get; init; }

    /// <summary>1 none, 2 inch, 3 centimetre; inch when a resolution is given without a unit, as TIFF 6.0 says.</summary>
    public int ResolutionUnit { get; init; } = 2;

    /// <summary>First byte past the last tile or strip.</summary>
    public long DataEnd { get; init; }

    public bool IsHamamatsu { get; init; }

    public IReadOnlyList<long> SubDirectories { get; init; } = [];
}
