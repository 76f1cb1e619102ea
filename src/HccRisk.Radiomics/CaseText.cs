using System.Globalization;
using HccRisk.Imaging;

namespace HccRisk.Radiomics;

/// <summary>What was measured, for the record.</summary>
internal static class CaseText
{
    /// <summary>The grid of a mask in one line: size, spacing and place in the world.</summary>
    internal static string Grid(Mask mask)
    {
        var g = mask.Geometry;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{g.Width} x {g.Height} x {g.Depth} voxels of {g.Spacing.X:G7} x {g.Spacing.Y:G7} x {g.Spacing.Z:G7} mm; origin {Text(g.Origin)}; axes {Text(g.AxisX)} {Text(g.AxisY)} {Text(g.AxisZ)}");
    }

    /// <summary>What was measured, and by which rule the pixels of DICOM series became values.</summary>
    internal static string Source(string measured, RadiomicsCase patient) => patient.ScalingText is { } scaling ? $"{measured}; pixel values: {scaling}" : measured;

    private static string Text(Vector3D v) => string.Create(CultureInfo.InvariantCulture, $"({v.X:G7}, {v.Y:G7}, {v.Z:G7})");
}
