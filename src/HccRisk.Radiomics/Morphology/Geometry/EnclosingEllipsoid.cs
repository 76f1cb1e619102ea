using HccRisk.Imaging;

namespace HccRisk.Radiomics.Morphology.Geometry;

/// <summary>
/// The ellipsoid of least volume around points, by its semi-axes, longest first: Khachiyan's (1996) ascent by the vertex exchanges of
/// Böhning (1986), started from the extremes of Kumar and Yildirim (2005).
/// </summary>
internal readonly record struct EnclosingEllipsoid(double A, double B, double C)
{
    /// <summary>Relative excess of the volume at which the ascent stops is about this.</summary>
    private const double Tolerance = 1e-11;

    private const int StepLimit = 20_000;

    private const int Dimension = 4;

    internal double Volume => 4 * Math.PI / 3 * A * B * C;

    internal static EnclosingEllipsoid Around(ReadOnlySpan<Vector3D> points)
    {
        // Centred and of unit size: the tolerance is then one of the numbers.
        var (centre, size) = Scale(points);
        var p = new Vector3D[points.Length];
        for (var i = 0; i < p.Length; i++)
        {
            p[i] = (points[i] - centre) * (1 / size);
        }

        var weights = Extremes(p);
        Span<double> moment = stackalloc double[10];
        Span<double> inverse = stackalloc double[10];
        for (var step = 0; step < StepLimit; step++)
        {
            if (step % 64 == 0)
            {
                Moment(p, weights, moment);
            }

            SymmetricInverse(moment, inverse);
            var (most, largest, least, smallest) = (-1, double.NegativeInfinity, -1, double.PositiveInfinity);
            for (var i = 0; i < p.Length; i++)
            {
                var leverage = Leverage(inverse, p[i]);
                if (leverage > largest)
                {
                    (most, largest) = (i, leverage);
                }

                if (weights[i] > 0 && leverage < smallest)
                {
                    (least, smallest) = (i, leverage);
                }
            }

            var (excess, lack) = ((largest / Dimension) - 1, 1 - (smallest / Dimension));
            if (Math.Max(excess, lack) <= Tolerance)
            {
                break;
            }

            // From the least to the most: where neighbours compete for a weight, steps towards one point at a time creep.
            var both = Leverage(inverse, p[most], p[least]);
            var share = largest - smallest;
            var move = Math.Min(weights[least], share / (2 * ((largest * smallest) - (both * both))));
            weights[most] += move;
            weights[least] = weights[least] - move < 1e-15 ? 0 : weights[least] - move;
            Add(moment, p[most], move);
            Add(moment, p[least], -move);
        }

        return FromWeights(p, weights, size);
    }

    private static (Vector3D Centre, double Size) Scale(ReadOnlySpan<Vector3D> points)
    {
        Vector3D centre = default;
        foreach (var point in points)
        {
            centre += point * (1.0 / points.Length);
        }

        double size = 0;
        foreach (var point in points)
        {
            size = Math.Max(size, (point - centre).Length);
        }

        return (centre, size);
    }

    /// <summary>Equal weights on the outermost points along three directions, each across the spans before it.</summary>
    private static double[] Extremes(Vector3D[] p)
    {
        var weights = new double[p.Length];
        Span<Vector3D> across = [new(1, 0, 0), default, default];
        for (var axis = 0; axis < 3; axis++)
        {
            var (low, high) = (0, 0);
            for (var i = 1; i < p.Length; i++)
            {
                low = p[i].Dot(across[axis]) < p[low].Dot(across[axis]) ? i : low;
                high = p[i].Dot(across[axis]) > p[high].Dot(across[axis]) ? i : high;
            }

            (weights[low], weights[high]) = (1, 1);
            var span = p[high] - p[low];
            if (axis == 0)
            {
                across[1] = MinimumRectangle.Across(span * (1 / span.Length));
                across[2] = span;
            }
            else if (axis == 1)
            {
                var normal = across[2].Cross(span);
                across[2] = normal * (1 / normal.Length);
            }
        }

        var total = weights.Sum();
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] /= total;
        }

        return weights;
    }

    /// <summary>Second moments of (x, y, z, 1): xx, xy, xz, x, yy, yz, y, zz, z, 1.</summary>
    private static void Moment(Vector3D[] p, double[] weights, Span<double> moment)
    {
        moment.Clear();
        for (var i = 0; i < p.Length; i++)
        {
            if (weights[i] > 0)
            {
                Add(moment, p[i], weights[i]);
            }
        }
    }

    private static void Add(Span<double> moment, Vector3D p, double weight)
    {
        moment[0] += weight * p.X * p.X;
        moment[1] += weight * p.X * p.Y;
        moment[2] += weight * p.X * p.Z;
        moment[3] += weight * p.X;
        moment[4] += weight * p.Y * p.Y;
        moment[5] += weight * p.Y * p.Z;
        moment[6] += weight * p.Y;
        moment[7] += weight * p.Z * p.Z;
        moment[8] += weight * p.Z;
        moment[9] += weight;
    }

    private static double Leverage(ReadOnlySpan<double> m, Vector3D p) =>
        (p.X * ((m[0] * p.X) + (2 * ((m[1] * p.Y) + (m[2] * p.Z) + m[3]))))
        + (p.Y * ((m[4] * p.Y) + (2 * ((m[5] * p.Z) + m[6]))))
        + (p.Z * ((m[7] * p.Z) + (2 * m[8]))) + m[9];

    private static double Leverage(ReadOnlySpan<double> m, Vector3D p, Vector3D q) =>
        (p.X * ((m[0] * q.X) + (m[1] * q.Y) + (m[2] * q.Z) + m[3]))
        + (p.Y * ((m[1] * q.X) + (m[4] * q.Y) + (m[5] * q.Z) + m[6]))
        + (p.Z * ((m[2] * q.X) + (m[5] * q.Y) + (m[7] * q.Z) + m[8]))
        + (m[3] * q.X) + (m[6] * q.Y) + (m[8] * q.Z) + m[9];

    /// <summary>Inverse of a symmetric positive definite 4 x 4 matrix through its Cholesky factor, both as upper rows.</summary>
    private static void SymmetricInverse(ReadOnlySpan<double> m, Span<double> inverse)
    {
        Span<double> lower = stackalloc double[Dimension * Dimension];
        lower.Clear();
        for (var row = 0; row < Dimension; row++)
        {
            for (var column = 0; column <= row; column++)
            {
                var sum = m[Index(column, row)];
                for (var k = 0; k < column; k++)
                {
                    sum -= lower[(row * Dimension) + k] * lower[(column * Dimension) + k];
                }

                lower[(row * Dimension) + column] = row == column ? Math.Sqrt(sum) : sum / lower[(column * Dimension) + column];
            }
        }

        // Columns of the inverse of the factor, in place of a second matrix.
        Span<double> factor = stackalloc double[Dimension * Dimension];
        factor.Clear();
        for (var column = 0; column < Dimension; column++)
        {
            for (var row = column; row < Dimension; row++)
            {
                var sum = row == column ? 1.0 : 0;
                for (var k = column; k < row; k++)
                {
                    sum -= lower[(row * Dimension) + k] * factor[(k * Dimension) + column];
                }

                factor[(row * Dimension) + column] = sum / lower[(row * Dimension) + row];
            }
        }

        for (var row = 0; row < Dimension; row++)
        {
            for (var column = row; column < Dimension; column++)
            {
                double sum = 0;
                for (var k = column; k < Dimension; k++)
                {
                    sum += factor[(k * Dimension) + row] * factor[(k * Dimension) + column];
                }

                inverse[Index(row, column)] = sum;
            }
        }
    }

    /// <summary>Place of an element on or above the diagonal.</summary>
    private static int Index(int row, int column) => (row * Dimension) - (row * (row - 1) / 2) + column - row;

    /// <summary>Grown by what the ascent left outside, so that it encloses.</summary>
    private static EnclosingEllipsoid FromWeights(Vector3D[] p, double[] weights, double size)
    {
        Span<double> m = stackalloc double[10];
        Moment(p, weights, m);
        var (cx, cy, cz) = (m[3] / m[9], m[6] / m[9], m[8] / m[9]);
        var (major, minor, least) = PrincipalAxes.Eigenvalues(
            (m[0] / m[9]) - (cx * cx), (m[4] / m[9]) - (cy * cy), (m[7] / m[9]) - (cz * cz),
            (m[1] / m[9]) - (cx * cy), (m[2] / m[9]) - (cx * cz), (m[5] / m[9]) - (cy * cz));
        Span<double> inverse = stackalloc double[10];
        SymmetricInverse(m, inverse);
        double furthest = 0;
        foreach (var point in p)
        {
            furthest = Math.Max(furthest, Leverage(inverse, point) - 1);
        }

        return new EnclosingEllipsoid(size * Math.Sqrt(furthest * major), size * Math.Sqrt(furthest * minor), size * Math.Sqrt(furthest * least));
    }
}
