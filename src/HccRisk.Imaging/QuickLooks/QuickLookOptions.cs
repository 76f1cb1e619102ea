using System.Globalization;

namespace HccRisk.Imaging.QuickLooks;

/// <summary>How a quick look is drawn.</summary>
public sealed record QuickLookOptions
{
    /// <summary>The most slices shown, 1 to 100; fewer where the mask has fewer. Default 9.</summary>
    public int Slices { get; init; } = 9;

    /// <summary>Pixels of the longer side of a slice, 32 to 2048. Default 256.</summary>
    public int PanelSize { get; init; } = 256;

    /// <summary>Percentile of the shown voxels that becomes black, 0 or more and below <see cref="UpperPercentile"/>. Default 1.</summary>
    public double LowerPercentile { get; init; } = 1;

    /// <summary>Percentile of the shown voxels that becomes white, above <see cref="LowerPercentile"/> and at most 100. Default 99.</summary>
    public double UpperPercentile { get; init; } = 99;

    /// <summary>Checks every property.</summary>
    /// <exception cref="ArgumentException">A property is out of range; all faults are named.</exception>
    public void Validate()
    {
        List<string> faults = [];
        if (Slices is < 1 or > 100)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{nameof(Slices)} is {Slices}; it must be 1 to 100."));
        }

        if (PanelSize is < 32 or > 2048)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{nameof(PanelSize)} is {PanelSize}; it must be 32 to 2048."));
        }

        if (!(LowerPercentile >= 0 && LowerPercentile < UpperPercentile && UpperPercentile <= 100))
        {
            faults.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{nameof(LowerPercentile)} is {LowerPercentile} and {nameof(UpperPercentile)} {UpperPercentile}; they must rise within 0 to 100."));
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', faults));
        }
    }
}
