namespace HccRisk.Reporting.Gallery;

/// <summary>A series or a slide.</summary>
internal sealed record GalleryItem
{
    public required bool IsSlide { get; init; }

    /// <summary>What the manifest calls it.</summary>
    public required string Name { get; init; }

    /// <summary>File of the picture; null when there is none.</summary>
    public string? Picture { get; init; }

    public int Width { get; init; }

    public int Height { get; init; }

    /// <summary>Why it cannot be used; null when it can.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether another run may find it in order.</summary>
    public bool Passing { get; init; }

    /// <summary>What is odd about it.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>What became of the tiles of a slide, in words.</summary>
    public string? Tiles { get; init; }

    /// <summary>What was measured: finite numbers only.</summary>
    public IReadOnlyDictionary<GalleryMeasure, double> Measures { get; init; } = new Dictionary<GalleryMeasure, double>();
}
