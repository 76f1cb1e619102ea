using HccRisk.Pathomics.Reviews;
using HccRisk.Pathomics.Stores;

namespace HccRisk.Reporting.Gallery;

/// <summary>How a gallery of a cohort is made, and what it may show of patients.</summary>
public sealed record GalleryOptions
{
    /// <summary>Heading of the page; default "Quality control of images".</summary>
    public string Title { get; init; } = "Quality control of images";

    /// <summary>Whether patients are named. Default false: each is called by the place it has in the manifest.</summary>
    public bool WithPatients { get; init; }

    /// <summary>Patients looked through at the same time; default 1. The page does not depend on it.</summary>
    public int MaxParallelism { get; init; } = 1;

    /// <summary>How slides are looked through where <see cref="Tiles"/> says nothing of their tiles.</summary>
    public SlideReviewOptions Slides { get; init; } = new();

    /// <summary>A store of tiles: of its slides the page shows which tiles were embedded and why others were not. Default null: tiles are judged now.</summary>
    public TileStore? Tiles { get; init; }

    /// <summary>Micrometres per pixel of slides of which the manifest says nothing; null (default): what their files say.</summary>
    public double? MicronsPerPixel { get; init; }

    /// <summary>
    /// Beyond this robust score, 0.6745 (value - median) / median absolute deviation, a value is far from the others; default 3.5 (Iglewicz and Hoaglin, How to
    /// detect and handle outliers, 1993). Where more than half of the values are the same, the mean absolute deviation times 1.2533 over 0.6745 stands in.
    /// </summary>
    public double OutlierScore { get; init; } = 3.5;

    /// <summary>Fewest patients with a measure of whom one can be an outlier; default 10.</summary>
    public int FewestForOutliers { get; init; } = 10;

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">A property is out of range.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Title);
        Slides.Validate();
        if (MaxParallelism < 1 || !(OutlierScore > 0) || FewestForOutliers < 3)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"{nameof(MaxParallelism)} is {MaxParallelism}, {nameof(OutlierScore)} {OutlierScore}, {nameof(FewestForOutliers)} {FewestForOutliers}; they must be at least 1, above 0 and at least 3."));
        }
    }
}
