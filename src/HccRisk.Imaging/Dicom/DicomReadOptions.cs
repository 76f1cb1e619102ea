namespace HccRisk.Imaging.Dicom;

/// <summary>How much of a file is read, and the bounds a damaged or hostile one cannot pass.</summary>
public sealed record DicomReadOptions
{
    /// <summary>The elements before the pixel data, which is what sorting files into series needs.</summary>
    public static DicomReadOptions HeaderOnly { get; } = new() { StopAt = DicomTags.ExtendedOffsetTable };

    /// <summary>The first element, at the top level, that is no longer read, with all that follow; null (default): the whole file.</summary>
    public DicomTag? StopAt { get; init; }

    /// <summary>The most sequences inside one another; default 64.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>The most elements and items of a file; default 10 million.</summary>
    public int MaxElements { get; init; } = 10_000_000;

    /// <summary>The most bytes a deflated data set may inflate to, less than an array can hold; default 1 GiB.</summary>
    public int MaxInflatedBytes { get; init; } = 1 << 30;

    /// <summary>The most a deflated data set may inflate to per byte of the file, once past 64 MiB; default 250.</summary>
    public int MaxInflationRatio { get; init; } = 250;

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">One or more are out of range; the message names each.</exception>
    public void Validate()
    {
        List<string> faults = [];
        if (MaxDepth is < 1 or > 256)
        {
            faults.Add($"MaxDepth is {MaxDepth}, expected 1 to 256");
        }

        if (MaxInflatedBytes is < 1 || MaxInflatedBytes >= Array.MaxLength)
        {
            faults.Add($"MaxInflatedBytes is {MaxInflatedBytes}, expected 1 to {Array.MaxLength - 1}");
        }

        foreach (var (name, value) in new[] { (nameof(MaxElements), MaxElements), (nameof(MaxInflationRatio), MaxInflationRatio) })
        {
            if (value < 1)
            {
                faults.Add($"{name} is {value}, expected 1 or more");
            }
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", faults) + ".");
        }
    }
}
