using HccRisk.Core.Learning;

namespace HccRisk.Features.Harmonisation;

/// <summary>
/// Least squares of a slot on its sites and covariates: covariates are taken less their mean at the site, which leaves a small system with the digits that
/// one of site columns and covariates side by side would lose.
/// </summary>
internal sealed class SiteDesign
{
    // A column of which no more than that share of its length is left without site means is constant within sites; no more than that share of its squares
    // without the others, which are known to 16 digits, is a combination of them.
    private const double Dependent = 1e-9;

    private readonly int[] _rows;
    private readonly int[] _sites;
    private readonly int[] _counts;
    private readonly double[][] _centred;
    private readonly double[][] _means;
    private readonly double[] _factor;

    /// <summary>Decomposes the design of some rows.</summary>
    /// <param name="rows">Rows used.</param>
    /// <param name="sites">Site of every row of the data.</param>
    /// <param name="siteCount">Number of sites.</param>
    /// <param name="covariates">Values of every row, one array a covariate; none may follow from those before it.</param>
    /// <param name="fault">Makes the error of a covariate that the sites explain.</param>
    public SiteDesign(int[] rows, int[] sites, int siteCount, double[][] covariates, Func<int, ColumnException> fault)
    {
        (_rows, _sites, _counts) = (rows, sites, new int[siteCount]);
        foreach (var row in rows)
        {
            _counts[sites[row]]++;
        }

        _means = [.. covariates.Select(c => SiteMeans(c))];
        _centred = [.. covariates.Select((c, k) => (double[])[.. rows.Select(r => c[r] - _means[k][sites[r]])])];
        var lengths = covariates.Select(c => Math.Sqrt(rows.Sum(r => c[r] * c[r]))).ToArray();
        _factor = Decompose(_centred, lengths, fault);
    }

    /// <summary>Rows of each site.</summary>
    public IReadOnlyList<int> Counts => _counts;

    /// <summary>Covariates that say something beside a constant and those before them: a full set of categories or a constant column is one too many.</summary>
    public static int[] Independent(int[] rows, double[][] covariates)
    {
        var kept = new List<double[]>();
        var indices = new List<int>();
        for (var k = 0; k < covariates.Length; k++)
        {
            var mean = rows.Sum(r => covariates[k][r]) / rows.Length;
            double[] rest = [.. rows.Select(r => covariates[k][r] - mean)];
            var length = Math.Sqrt(rows.Sum(r => covariates[k][r] * covariates[k][r]));
            for (var pass = 0; pass < 2; pass++)
            {
                foreach (var unit in kept)
                {
                    var along = Dot(rest, unit);
                    rest = [.. rest.Zip(unit, (r, u) => r - (along * u))];
                }
            }

            var left = Math.Sqrt(Dot(rest, rest));
            if (left > Dependent * length)
            {
                kept.Add([.. rest.Select(r => r / left)]);
                indices.Add(k);
            }
        }

        return [.. indices];
    }

    /// <summary>Mean of a slot at each site with covariates at 0, and its change a unit of each covariate.</summary>
    /// <param name="values">The slot, a value for every row of the data.</param>
    public (double[] Sites, double[] Coefficients) Solve(ReadOnlySpan<double> values)
    {
        var means = SiteMeans(values);
        var size = _centred.Length;
        var b = new double[size];
        for (var k = 0; k < size; k++)
        {
            for (var i = 0; i < _rows.Length; i++)
            {
                b[k] += _centred[k][i] * (values[_rows[i]] - means[_sites[_rows[i]]]);
            }
        }

        // Cholesky: L z = b, L' x = z.
        for (var k = 0; k < size; k++)
        {
            for (var l = 0; l < k; l++)
            {
                b[k] -= _factor[(k * size) + l] * b[l];
            }

            b[k] /= _factor[(k * size) + k];
        }

        for (var k = size - 1; k >= 0; k--)
        {
            for (var l = k + 1; l < size; l++)
            {
                b[k] -= _factor[(l * size) + k] * b[l];
            }

            b[k] /= _factor[(k * size) + k];
        }

        for (var s = 0; s < means.Length; s++)
        {
            for (var k = 0; k < size; k++)
            {
                means[s] -= _means[k][s] * b[k];
            }
        }

        return (means, b);
    }

    private double[] SiteMeans(ReadOnlySpan<double> values)
    {
        var sums = new double[_counts.Length];
        foreach (var row in _rows)
        {
            sums[_sites[row]] += values[row];
        }

        for (var s = 0; s < sums.Length; s++)
        {
            sums[s] /= _counts[s];
        }

        return sums;
    }

    private static double[] Decompose(double[][] columns, double[] lengths, Func<int, ColumnException> fault)
    {
        var size = columns.Length;
        var factor = new double[size * size];
        for (var k = 0; k < size; k++)
        {
            var squares = Dot(columns[k], columns[k]);
            for (var l = 0; l <= k; l++)
            {
                var sum = Dot(columns[k], columns[l]);
                for (var m = 0; m < l; m++)
                {
                    sum -= factor[(k * size) + m] * factor[(l * size) + m];
                }

                if (k == l)
                {
                    factor[(k * size) + k] = Math.Sqrt(squares) > Dependent * lengths[k] && sum > Dependent * squares ? Math.Sqrt(sum) : throw fault(k);
                }
                else
                {
                    factor[(k * size) + l] = sum / factor[(l * size) + l];
                }
            }
        }

        return factor;
    }

    private static double Dot(double[] x, double[] y)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }
}
