using System.Collections.ObjectModel;
using HccRisk.Imaging;
using HccRisk.Imaging.Dicom.Pixels;

namespace HccRisk.Radiomics;

/// <summary>
/// The images and masks of one patient: on one grid, or series with masks of their own, or on several grids with
/// <see cref="RadiomicsOptions.ResampleMasks"/>.
/// </summary>
public sealed record RadiomicsCase
{
    /// <summary>The series that every patient has, in the order of the columns; without one of them there are no features.</summary>
    public required IReadOnlyList<RadiomicsSeries> Series { get; init; }

    /// <summary>
    /// Series that a patient may lack; their columns follow those of <see cref="Series"/>. One that is absent or lies on another grid is NaN on record.
    /// Default: none.
    /// </summary>
    public IReadOnlyList<OptionalSeries> Optional { get; init; } = [];

    /// <summary>The lesion, of which <c>shape</c> is measured, and of every series without a mask of its own.</summary>
    public required Mask Lesion { get; init; }

    /// <summary>Reference tissue, for normalisation and relative enhancement; null (default): none.</summary>
    public Mask? Reference { get; init; }

    /// <summary>The organ that shells are cut to and that may be a region itself; null (default): none.</summary>
    public Mask? Organ { get; init; }

    /// <summary>Why the organ cannot be used although there should be one; null when there is nothing wrong.</summary>
    internal string? OrganFault { get; init; }

    /// <summary>How stored pixels became values, a rule a DICOM series; empty where there is none.</summary>
    internal IReadOnlyList<KeyValuePair<string, PixelScaling>> Scalings { get; init; } = [];

    /// <summary>How the images came about; empty for those that were not read from files.</summary>
    internal IReadOnlyDictionary<string, string> Provenance { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>What was odd about reading the files and did not prevent it.</summary>
    internal IReadOnlyList<string> Findings { get; init; } = [];

    /// <summary>What is on record about the files: their findings, and series whose values are not in one unit.</summary>
    internal IReadOnlyList<string> Remarks => Scalings.Select(s => s.Value).Distinct().Count() < 2 ? Findings
        : [.. Findings, $"the series have pixel values by different rules, which cannot be compared between them: {ScalingText}"];

    /// <summary>The rule of each DICOM series, in one line; null for none.</summary>
    internal string? ScalingText => Scalings.Count == 0 ? null : string.Join(", ", Scalings.Select(s => $"{s.Key} {s.Value}"));

    /// <summary>Names of all series, in the order of the columns.</summary>
    internal IReadOnlyList<string> Names => [.. Series.Select(s => s.Name), .. Optional.Select(s => s.Name)];
}
