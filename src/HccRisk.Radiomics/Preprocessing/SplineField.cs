namespace HccRisk.Radiomics.Preprocessing;

/// <summary>
/// A cubic B-spline over a grid of samples and its approximation of scattered values (Lee, Wolberg and Shin 1997). Samples lie on a grid,
/// so that every sum over the 64 control points around a sample is done one axis at a time.
/// </summary>
internal sealed class SplineField
{
    private readonly int _cells;
    private readonly double[] _points;
    private readonly double[] _weight;
    private readonly bool[] _inside;
    private readonly Evaluator _evaluator;
    private readonly (int[] First, double[] Factors)[] _cubes;
    private readonly (int X, int Y, int Z) _size;

    internal SplineField(int cells, GridAxis x, GridAxis y, GridAxis z, bool[] inside)
    {
        (_cells, _inside, _size) = (cells, inside, (x.Count, y.Count, z.Count));
        var knots = cells + 3;
        _points = new double[knots * knots * knots];
        _evaluator = On(x, y, z);
        GridAxis[] axes = [x, y, z];
        _cubes = [.. axes.Select(a => Powers(a.Basis(cells), cube: true))];
        var ones = new double[inside.Length];
        for (var v = 0; v < ones.Length; v++)
        {
            ones[v] = inside[v] ? 1 : 0;
        }

        _weight = Contract(ones, [.. axes.Select(a => Powers(a.Basis(cells), cube: false))]);
    }

    /// <summary>Fits the values inside, adds the fit to the spline and returns it at every sample.</summary>
    internal void Add(double[] values, double[] fit)
    {
        var sums = Contract(values, _cubes);
        for (var p = 0; p < sums.Length; p++)
        {
            sums[p] = _weight[p] > 0 ? sums[p] / _weight[p] : 0;
            _points[p] += sums[p];
        }

        var slice = _size.X * _size.Y;
        var evaluator = _evaluator with { Points = sums };
        Parallel.For(0, _size.Z, k =>
        {
            var target = fit.AsSpan(k * slice, slice);
            target.Clear();
            evaluator.AddSlice(k, target);
        });
    }

    /// <summary>The spline on another sampling of the same grid.</summary>
    internal Evaluator On(GridAxis x, GridAxis y, GridAxis z) => new(_points, _cells + 3, x.Basis(_cells), y.Basis(_cells), z.Basis(_cells));

    /// <summary>Along one axis: w squared, or w cubed over the sum of squares; their products over the axes are what the fit sums.</summary>
    private static (int[] First, double[] Factors) Powers((int[] First, double[] Weights) basis, bool cube)
    {
        var factors = new double[basis.Weights.Length];
        for (var i = 0; i < basis.First.Length; i++)
        {
            var w = basis.Weights.AsSpan(4 * i, 4);
            var squares = (w[0] * w[0]) + (w[1] * w[1]) + (w[2] * w[2]) + (w[3] * w[3]);
            for (var tap = 0; tap < 4; tap++)
            {
                factors[(4 * i) + tap] = cube ? w[tap] * w[tap] * w[tap] / squares : w[tap] * w[tap];
            }
        }

        return (basis.First, factors);
    }

    /// <summary>Sums of the samples inside times the factors of each control point.</summary>
    private double[] Contract(double[] values, (int[] First, double[] Factors)[] axes)
    {
        var knots = _cells + 3;
        var (width, height, depth) = _size;
        var planes = new double[depth * knots * knots];
        Parallel.For(0, depth, () => new double[knots], (k, _, line) =>
        {
            for (var j = 0; j < height; j++)
            {
                Array.Clear(line);
                var row = width * (j + (height * k));
                for (var i = 0; i < width; i++)
                {
                    if (_inside[row + i])
                    {
                        Spread(line.AsSpan(axes[0].First[i], 4), axes[0].Factors.AsSpan(4 * i, 4), values[row + i]);
                    }
                }

                for (var tap = 0; tap < 4; tap++)
                {
                    var factor = axes[1].Factors[(4 * j) + tap];
                    var plane = planes.AsSpan(knots * (axes[1].First[j] + tap + (knots * k)), knots);
                    for (var p = 0; p < knots; p++)
                    {
                        plane[p] += factor * line[p];
                    }
                }
            }

            return line;
        }, _ => { });

        var result = new double[knots * knots * knots];
        for (var k = 0; k < depth; k++)
        {
            var plane = planes.AsSpan(knots * knots * k, knots * knots);
            for (var tap = 0; tap < 4; tap++)
            {
                var factor = axes[2].Factors[(4 * k) + tap];
                var target = result.AsSpan(knots * knots * (axes[2].First[k] + tap), knots * knots);
                for (var p = 0; p < plane.Length; p++)
                {
                    target[p] += factor * plane[p];
                }
            }
        }

        return result;
    }

    private static void Spread(Span<double> line, ReadOnlySpan<double> factors, double value)
    {
        for (var tap = 0; tap < 4; tap++)
        {
            line[tap] += factors[tap] * value;
        }
    }

    /// <summary>Control points and the basis of each sample along each axis.</summary>
    internal sealed record Evaluator(double[] Points, int Knots, (int[] First, double[] Weights) X, (int[] First, double[] Weights) Y, (int[] First, double[] Weights) Z)
    {
        /// <summary>Adds the spline at one slice of samples.</summary>
        internal void AddSlice(int k, Span<double> target)
        {
            var plane = new double[Knots * Knots];
            for (var tap = 0; tap < 4; tap++)
            {
                var weight = Z.Weights[(4 * k) + tap];
                var points = Points.AsSpan(Knots * Knots * (Z.First[k] + tap), plane.Length);
                for (var p = 0; p < plane.Length; p++)
                {
                    plane[p] += weight * points[p];
                }
            }

            var line = new double[Knots];
            var (width, height) = (X.First.Length, Y.First.Length);
            for (var j = 0; j < height; j++)
            {
                Array.Clear(line);
                for (var tap = 0; tap < 4; tap++)
                {
                    var weight = Y.Weights[(4 * j) + tap];
                    var row = plane.AsSpan(Knots * (Y.First[j] + tap), Knots);
                    for (var p = 0; p < Knots; p++)
                    {
                        line[p] += weight * row[p];
                    }
                }

                for (var i = 0; i < width; i++)
                {
                    var w = X.Weights.AsSpan(4 * i, 4);
                    var l = line.AsSpan(X.First[i], 4);
                    target[(j * width) + i] += (w[0] * l[0]) + (w[1] * l[1]) + (w[2] * l[2]) + (w[3] * l[3]);
                }
            }
        }
    }
}
