namespace HccRisk.Radiomics.Morphology.Geometry;

/// <summary>Eigenvalues of a symmetric 3 x 3 matrix by cyclic Jacobi rotations.</summary>
internal static class PrincipalAxes
{
    /// <summary>Returns the eigenvalues of ((xx, xy, xz), (xy, yy, yz), (xz, yz, zz)), largest first.</summary>
    internal static (double Major, double Minor, double Least) Eigenvalues(double xx, double yy, double zz, double xy, double xz, double yz)
    {
        Span<double> diagonal = [xx, yy, zz];
        Span<double> off = [yz, xz, xy]; // off[k]: the element whose row and column are the two axes other than k
        for (var sweep = 0; sweep < 50; sweep++)
        {
            var rest = (off[0] * off[0]) + (off[1] * off[1]) + (off[2] * off[2]);
            if (rest <= 1e-32 * ((diagonal[0] * diagonal[0]) + (diagonal[1] * diagonal[1]) + (diagonal[2] * diagonal[2])))
            {
                break;
            }

            for (var k = 0; k < 3; k++)
            {
                var (p, q) = ((k + 1) % 3, (k + 2) % 3);
                if (off[k] == 0)
                {
                    continue;
                }

                var theta = (diagonal[q] - diagonal[p]) / (2 * off[k]);
                var t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
                var c = 1 / Math.Sqrt((t * t) + 1);
                var s = t * c;
                diagonal[p] -= t * off[k];
                diagonal[q] += t * off[k];
                off[k] = 0;

                // Elements (r, p) and (r, q) of the third axis r = k; off[] is indexed by the axis that is not in the pair.
                var (rp, rq) = (off[q], off[p]);
                off[q] = (c * rp) - (s * rq);
                off[p] = (s * rp) + (c * rq);
            }
        }

        diagonal.Sort();
        return (diagonal[2], diagonal[1], diagonal[0]);
    }
}
