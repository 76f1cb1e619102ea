namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>Distance of each pixel of a slice to the outline of a region, above zero inside (Felzenszwalb and Huttenlocher 2012).</summary>
internal static class SignedDistance
{
    private const double Far = 1e20;

    internal static double[] Of(bool[] inside, int width, int height, double spacingX, double spacingY)
    {
        var toInside = Squared(inside, true, width, height, spacingX, spacingY);
        var toOutside = Squared(inside, false, width, height, spacingX, spacingY);
        var result = new double[inside.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = Math.Sqrt(toOutside[i]) - Math.Sqrt(toInside[i]);
        }

        return result;
    }

    private static double[] Squared(bool[] inside, bool to, int width, int height, double spacingX, double spacingY)
    {
        var distance = Array.ConvertAll(inside, flag => flag == to ? 0 : Far);
        var line = new LineTransform(Math.Max(width, height));
        for (var x = 0; x < width; x++)
        {
            line.Run(distance, x, width, height, spacingY);
        }

        for (var y = 0; y < height; y++)
        {
            line.Run(distance, y * width, 1, width, spacingX);
        }

        return distance;
    }

    /// <summary>The lower envelope of the parabolas that stand on the samples of a line.</summary>
    private sealed class LineTransform(int longest)
    {
        private readonly double[] _height = new double[longest];
        private readonly int[] _base = new int[longest];
        private readonly double[] _from = new double[longest + 1];

        internal void Run(double[] values, int start, int stride, int count, double spacing)
        {
            for (var i = 0; i < count; i++)
            {
                _height[i] = values[start + (i * stride)];
            }

            var (top, square) = (0, spacing * spacing);
            (_base[0], _from[0], _from[1]) = (0, double.NegativeInfinity, double.PositiveInfinity);
            for (var q = 1; q < count; q++)
            {
                var meet = Meet(q, _base[top], square);
                while (meet <= _from[top])
                {
                    meet = Meet(q, _base[--top], square);
                }

                _base[++top] = q;
                (_from[top], _from[top + 1]) = (meet, double.PositiveInfinity);
            }

            top = 0;
            for (var i = 0; i < count; i++)
            {
                while (_from[top + 1] < i)
                {
                    top++;
                }

                var step = i - _base[top];
                values[start + (i * stride)] = (step * step * square) + _height[_base[top]];
            }
        }

        private double Meet(int q, int p, double square) =>
            (_height[q] + (square * q * q) - _height[p] - (square * p * p)) / (2 * square * (q - p));
    }
}
