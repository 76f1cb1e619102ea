using System.Globalization;

namespace HccRisk.Radiomics.Filters;

/// <summary>Parts of names and errors that filters share.</summary>
internal static class FilterNames
{
    /// <summary>Dimension and boundary; the default boundary is not named.</summary>
    internal static string Of(bool inSlice, FilterBoundary boundary)
    {
        var dimension = inSlice ? "2d" : "3d";
        return boundary switch
        {
            FilterBoundary.MirrorHalfSample => dimension,
            FilterBoundary.MirrorWholeSample => dimension + "_whole",
            FilterBoundary.Zero => dimension + "_zero",
            FilterBoundary.Nearest => dimension + "_nearest",
            _ => dimension + "_periodic",
        };
    }

    internal static string Of(FilterPooling pooling) => pooling switch
    {
        FilterPooling.Maximum => "_max",
        FilterPooling.Mean => "_avg",
        FilterPooling.Minimum => "_min",
        _ => string.Empty,
    };

    /// <summary>A number without dot or sign.</summary>
    internal static string Of(double value) => value.ToString("R", CultureInfo.InvariantCulture).Replace('.', 'p').Replace('-', 'm');

    internal static IEnumerable<string> Faults(FilterBoundary boundary) =>
        Enum.IsDefined(boundary) ? [] : [FormattableString.Invariant($"Boundary is {(int)boundary}: not a known value")];

    internal static IEnumerable<string> Faults(FilterPooling pooling) =>
        Enum.IsDefined(pooling) ? [] : [FormattableString.Invariant($"Pooling is {(int)pooling}: not a known value")];

    /// <summary>A kernel that is larger than the image sees nothing but the boundary rule; a slice is none for a filter in space.</summary>
    internal static string? FaultOfSize(FilterImage image, int size, bool inSlice)
    {
        var box = image.Box;
        if (!inSlice && box.Depth == 1 && size > 1)
        {
            return "the image has one slice and the filter acts in space: use it in slices";
        }

        return size > 2 * Math.Min(Math.Min(box.Width, box.Height), inSlice ? int.MaxValue : box.Depth)
            ? FormattableString.Invariant($"its kernel of {size} voxels is larger than twice the image of {box.Width} x {box.Height} x {box.Depth} voxels")
            : null;
    }
}
