using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Filters;

/// <summary>Coefficients of the cubic B-spline through the voxels of an image that mirrors at its last voxels.</summary>
internal static class CubicCoefficients
{
    internal static FilterBlock Of(FilterImage image)
    {
        var box = image.Box;
        var result = new FilterBlock([.. image.Block.Values.AsSpan(0, box.Count)], box);
        int[] sizes = [box.Width, box.Height, box.Depth], strides = [1, box.Width, box.Width * box.Height];
        for (var axis = 0; axis < 3; axis++)
        {
            var (first, second) = axis switch { 0 => (1, 2), 1 => (0, 2), _ => (0, 1) };
            var (along, stride) = (sizes[axis], strides[axis]);
            image.For(sizes[second], j =>
            {
                var line = new double[along];
                for (var i = 0; i < sizes[first]; i++)
                {
                    var start = (i * strides[first]) + (j * strides[second]);
                    for (var n = 0; n < along; n++)
                    {
                        line[n] = result.Values[start + (n * stride)];
                    }

                    CubicSpline.Prefilter(line);
                    for (var n = 0; n < along; n++)
                    {
                        result.Values[start + (n * stride)] = line[n];
                    }
                }
            });
        }

        return result;
    }
}
