using HccRisk.Imaging;
using HccRisk.Radiomics.Roi;

namespace HccRisk.Radiomics.Phases;

/// <summary>Whether the lesion lies at one place in all phases, as far as masks of their own tell.</summary>
internal static class PhaseAlignment
{
    /// <summary>A line for each group of series whose lesion lies apart from that of the first.</summary>
    /// <param name="groups">The series by grid and masks.</param>
    /// <param name="options">What is apart.</param>
    internal static IEnumerable<string> Findings(IReadOnlyList<GridGroup> groups, PhaseOptions options)
    {
        var measured = groups.Where(g => g.Series.Count > 0).ToArray();
        foreach (var group in measured.Skip(1))
        {
            var (first, other) = (measured[0].Masks.Lesion, group.Masks.Lesion);
            var shift = (Centre(other) - Centre(first)).Length;
            var dice = Dice(first, other);
            if (shift > options.AlignmentShift || dice < options.AlignmentDice)
            {
                var names = string.Join(", ", group.Series.Select(s => s.Series.Name));
                yield return FormattableString.Invariant(
                    $"phases apart: the lesion of {names} lies {shift:0.0} mm from that of {measured[0].Series[0].Series.Name}, overlap (Dice) {dice:0.00}: changes between them compare different places");
            }
        }
    }

    private static Vector3D Centre(Mask mask)
    {
        var at = MaskCentre.Of(mask, VoxelBox.Around(mask, "lesion"));
        return mask.Geometry.ToWorld(at.X, at.Y, at.Z);
    }

    /// <summary>2 |A and B| / (|A| + |B|) on the first grid, the other mask by the nearest voxel.</summary>
    private static double Dice(Mask first, Mask other)
    {
        var placed = other.Geometry.Matches(first.Geometry) ? other : other.ResampleTo(first.Geometry);
        var both = 0;
        for (var i = 0; i < first.Inside.Length; i++)
        {
            both += first.Inside[i] && placed.Inside[i] ? 1 : 0;
        }

        // What lies beyond the first grid is no overlap: the other mask counts by its volume.
        var otherVolume = other.Count * other.Geometry.VoxelVolume / first.Geometry.VoxelVolume;
        return 2 * both / (first.Count + otherVolume);
    }
}
