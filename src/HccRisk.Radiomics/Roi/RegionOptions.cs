using System.Globalization;

namespace HccRisk.Radiomics.Roi;

/// <summary>
/// Regions measured besides the lesion. By default there are none. Distances are between voxel centres, in millimetres, exact on anisotropic
/// grids, and taken on the mask as drawn, before any resampling.
/// </summary>
public sealed record RegionOptions
{
    private const double Farthest = 200;

    /// <summary>
    /// Outer limits of shells around the lesion, millimetres, ascending, each above 0 and at most 200. A shell holds the voxels outside the lesion
    /// farther from it than the limit before (0 for the first) and as far as its own: 5, 10, 20 gives <c>shell_0_5mm</c>, <c>shell_5_10mm</c>
    /// and <c>shell_10_20mm</c>. With an organ mask, voxels outside the organ are left out. Default: none.
    /// </summary>
    public IReadOnlyList<double> Shells { get; init; } = [];

    /// <summary>
    /// Depth of the rim inside the lesion, millimetres, above 0 and at most 200: its voxels as far as that from the nearest voxel outside
    /// (the edge of the image counts as outside). Columns <c>inner_rim_3mm</c>. Default null: none.
    /// </summary>
    public double? InnerRim { get; init; }

    /// <summary>The organ as a region. Default: none.</summary>
    public OrganRegion Organ { get; init; }

    /// <summary>
    /// Whether shells of a patient without organ mask are missing. Default false: they are not cut, on record, and so may reach outside the organ.
    /// </summary>
    public bool RequireOrgan { get; init; }

    /// <summary>Families of these regions, any but multi-phase. Default: statistics and co-occurrence.</summary>
    public RadiomicsFamilies Families { get; init; } = RadiomicsFamilies.Statistics | RadiomicsFamilies.Glcm;

    /// <summary>Whether every option has the same value; shells are compared one by one.</summary>
    public bool Equals(RegionOptions? other) => other is not null
        && Shells.SequenceEqual(other.Shells)
        && InnerRim == other.InnerRim
        && Organ == other.Organ
        && RequireOrgan == other.RequireOrgan
        && Families == other.Families;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Shells.Count, InnerRim, Organ, RequireOrgan, Families);

    /// <summary>Names of the regions, in the order of their columns.</summary>
    internal IEnumerable<string> Names
    {
        get
        {
            for (var i = 0; i < Shells.Count; i++)
            {
                yield return $"shell_{Text(i == 0 ? 0 : Shells[i - 1])}_{Text(Shells[i])}mm";
            }

            if (InnerRim is { } depth)
            {
                yield return $"inner_rim_{Text(depth)}mm";
            }

            if (Organ != OrganRegion.None)
            {
                yield return Organ == OrganRegion.Whole ? "organ" : "organ_without_lesion";
            }
        }
    }

    internal bool Any => Shells.Count > 0 || InnerRim is not null || Organ != OrganRegion.None;

    /// <summary>Every option in words; empty without regions.</summary>
    internal string ToCanonicalString() =>
        Any ? string.Create(CultureInfo.InvariantCulture, $";regions={string.Join(',', Names)};require={RequireOrgan};families={(int)Families}") : string.Empty;

    internal IEnumerable<FormattableString> Faults()
    {
        for (var i = 0; i < Shells.Count; i++)
        {
            if (!(Shells[i] > (i == 0 ? 0 : Shells[i - 1]) && Shells[i] <= Farthest))
            {
                yield return $"Regions.Shells[{i}] is {Shells[i]}: above the one before, at most {Farthest} mm";
            }
        }

        if (!(InnerRim is null or (> 0 and <= Farthest)))
        {
            yield return $"Regions.InnerRim is {InnerRim}: above 0, at most {Farthest} mm";
        }

        if (!Enum.IsDefined(Organ))
        {
            yield return $"Regions.Organ is {(int)Organ}: not a known value";
        }

        const RadiomicsFamilies possible = RadiomicsFamilies.All & ~RadiomicsFamilies.MultiPhase;
        if (Families == RadiomicsFamilies.None || (Families | possible) != possible)
        {
            yield return $"Regions.Families is {Families}: choose at least one known family other than {RadiomicsFamilies.MultiPhase}";
        }
    }

    // A dot would end the name of the region.
    private static string Text(double millimetres) => millimetres.ToString("R", CultureInfo.InvariantCulture).Replace('.', 'p');
}
