namespace HccRisk.Features.Pathomics.Stores;

/// <summary>A slide file as it was when it was embedded.</summary>
internal sealed record SlideStamp(string Path, long Length, long ModifiedTicks)
{
    public static SlideStamp Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new SlideStamp(file.FullName, file.Length, file.LastWriteTimeUtc.Ticks) : new SlideStamp(file.FullName, -1, 0);
    }

    /// <summary>Whether both are one file as far as can be told without reading it: it may have moved.</summary>
    public bool IsSameContent(SlideStamp other) => Length == other.Length && ModifiedTicks == other.ModifiedTicks;
}
