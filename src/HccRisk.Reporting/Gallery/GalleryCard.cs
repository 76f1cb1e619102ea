namespace HccRisk.Reporting.Gallery;

/// <summary>A patient on the page.</summary>
internal sealed record GalleryCard
{
    /// <summary>Place in the manifest, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>What the patient is called.</summary>
    public required string Name { get; init; }

    /// <summary>What cannot be used, each in a sentence.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    public required IReadOnlyList<GalleryOutlier> Outliers { get; init; }

    public required IReadOnlyList<GalleryItem> Items { get; init; }

    /// <summary>Whether something is odd about a file.</summary>
    public bool HasRemarks => Items.Any(i => i.Remarks.Count > 0);
}
