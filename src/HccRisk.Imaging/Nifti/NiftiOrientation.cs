
namespace HccRisk.Imaging.Nifti;

/// <summary>The three ways a NIfTI header places its grid: sform, qform, or pixdim alone.</summary>
internal static class NiftiOrientation
{
    /// <summary>How far b² + c² + d² may exceed 1 by rounding in the header's single precision.</summary>
    private const double QuaternionSlack = 1e-3;

    /// <summary>Part of a voxel by which sform and qform may lie apart unremarked.</summary>
    private const double DisagreementTolerance = 0.5;

    internal static VolumeGeometry Read(NiftiFields fields, int width, int height, int depth)
    {
        var unit = Unit(fields);
        if (fields.SFormCode > 0)
        {
            return FromSForm(fields, width, height, depth, unit);
        }

        var spacing = Spacings(fields, width, height, depth, unit);
        return fields.QFormCode > 0
            ? FromQForm(fields, width, height, depth, spacing, unit)
            : VolumeGeometry.AxisAligned(width, height, depth, spacing);
    }

    /// <summary>How the qform contradicts the sform, by half a voxel or more; null where it does not, or where not both are set.</summary>
    internal static string? Note(NiftiFields fields, VolumeGeometry sform)
    {
        if (fields.SFormCode <= 0 || fields.QFormCode <= 0)
        {
            return null;
        }

        try
        {
            var unit = Unit(fields);
            var qform = FromQForm(fields, sform.Width, sform.Height, sform.Depth, Spacings(fields, sform.Width, sform.Height, sform.Depth, unit), unit);
            return sform.Matches(qform, DisagreementTolerance) ? null : FormattableString.Invariant(
                $"the qform (code {fields.QFormCode}) puts voxels up to {sform.Farthest(qform):G4} mm from where the sform (code {fields.SFormCode}) does: the sform counts");
        }
        catch (NiftiFormatException e)
        {
            return $"the qform cannot be used, the sform counts: {e.Message}";
        }
    }

    private static double Unit(NiftiFields fields) => fields.Units switch
    {
        0 or 2 => 1.0,
        1 => 1000.0,
        3 => 0.001,
        var other => throw fields.Fault("xyzt_units", other, "a length unit is 0 (taken as mm), 1 (m), 2 (mm) or 3 (um)"),
    };

    private static Vector3D Spacings(NiftiFields fields, int width, int height, int depth, double unit) =>
        new(Spacing(fields, 1, width) * unit, Spacing(fields, 2, height) * unit, Spacing(fields, 3, depth) * unit);

    /// <summary>Quaternion of an orthonormal frame: (b, c, d, qfac) with a >= 0; null when the axes are not orthonormal.</summary>
    internal static (double B, double C, double D, double QFac)? ToQuaternion(VolumeGeometry geometry)
    {
        var (x, y, z) = (geometry.AxisX, geometry.AxisY, geometry.AxisZ);
        const double tolerance = 1e-6;
        if (Math.Abs(x.Dot(y)) > tolerance || Math.Abs(x.Dot(z)) > tolerance || Math.Abs(y.Dot(z)) > tolerance)
        {
            return null;
        }

        var qfac = x.Cross(y).Dot(z) < 0 ? -1.0 : 1.0;
        z *= qfac;
        var a = Math.Sqrt(Math.Max(0, 1 + x.X + y.Y + z.Z)) / 2;
        if (a > 0.25)
        {
            return (0.25 * (y.Z - z.Y) / a, 0.25 * (z.X - x.Z) / a, 0.25 * (x.Y - y.X) / a, qfac);
        }

        // Near a half turn a is unreliable: start from the largest of b, c, d.
        var b = Math.Sqrt(Math.Max(0, 1 + x.X - y.Y - z.Z)) / 2;
        var c = Math.Sqrt(Math.Max(0, 1 - x.X + y.Y - z.Z)) / 2;
        var d = Math.Sqrt(Math.Max(0, 1 - x.X - y.Y + z.Z)) / 2;
        double sign;
        if (b >= c && b >= d)
        {
            (c, d, sign) = (0.25 * (x.Y + y.X) / b, 0.25 * (x.Z + z.X) / b, y.Z - z.Y);
        }
        else if (c >= d)
        {
            (b, d, sign) = (0.25 * (x.Y + y.X) / c, 0.25 * (y.Z + z.Y) / c, z.X - x.Z);
        }
        else
        {
            (b, c, sign) = (0.25 * (x.Z + z.X) / d, 0.25 * (y.Z + z.Y) / d, x.Y - y.X);
        }

        return sign < 0 ? (-b, -c, -d, qfac) : (b, c, d, qfac);
    }

    private static double Spacing(NiftiFields fields, int axis, int extent)
    {
        // The sign of pixdim[1..3] carries no meaning in NIfTI (orientation is the quaternion's): its size counts.
        var size = Math.Abs(fields.PixDim(axis));
        if (size == 0 && extent == 1)
        {
            return 1;
        }

        return size > 0 && double.IsFinite(size)
            ? size
            : throw fields.Fault($"pixdim[{axis}]", fields.PixDim(axis), "the voxel spacing must be finite and not zero");
    }

    private static VolumeGeometry FromSForm(NiftiFields fields, int width, int height, int depth, double unit)
    {
        Span<Vector3D> axes = stackalloc Vector3D[4];
        for (var column = 0; column < 4; column++)
        {
            axes[column] = new Vector3D(fields.SForm(0, column), fields.SForm(1, column), fields.SForm(2, column)) * unit;
            if (!double.IsFinite(axes[column].X + axes[column].Y + axes[column].Z))
            {
                throw fields.Fault("srow", $"({axes[column].X}, {axes[column].Y}, {axes[column].Z}) in column {column}", "the affine must be finite");
            }
        }

        var spacing = new Vector3D(axes[0].Length, axes[1].Length, axes[2].Length);
        var determinant = axes[0].Cross(axes[1]).Dot(axes[2]);
        if (!(Math.Abs(determinant) > 1e-6 * spacing.X * spacing.Y * spacing.Z))
        {
            throw fields.Fault("srow", FormattableString.Invariant($"of determinant {determinant}"), "sform_code is set, so the affine must be invertible");
        }

        var grid = new VolumeGeometry(
            width, height, depth, spacing, axes[3], axes[0] * (1 / spacing.X), axes[1] * (1 / spacing.Y), axes[2] * (1 / spacing.Z));
        return grid.SkewText is { } skew ? throw fields.Fault("srow", skew, VolumeGeometry.SkewReason) : grid;
    }

    private static VolumeGeometry FromQForm(NiftiFields fields, int width, int height, int depth, Vector3D spacing, double unit)
    {
        var (b, c, d) = (fields.QForm(0), fields.QForm(1), fields.QForm(2));
        var origin = new Vector3D(fields.QForm(3), fields.QForm(4), fields.QForm(5)) * unit;
        var norm = (b * b) + (c * c) + (d * d);
        if (!(norm <= 1 + QuaternionSlack) || !double.IsFinite(origin.X + origin.Y + origin.Z))
        {
            throw fields.Fault(
                "quatern, qoffset",
                FormattableString.Invariant($"({b}, {c}, {d}), ({origin.X}, {origin.Y}, {origin.Z})"),
                "the quaternion must be finite with b2 + c2 + d2 <= 1, the offset finite");
        }

        var a = Math.Sqrt(Math.Max(0, 1 - norm));
        if (a < 1e-7)
        {
            // A half turn: the unit length is all in (b, c, d), rounded.
            var scale = 1 / Math.Sqrt(norm);
            (a, b, c, d) = (0, b * scale, c * scale, d * scale);
        }

        var qfac = fields.PixDim(0) < 0 ? -1.0 : 1.0;
        return new VolumeGeometry(
            width,
            height,
            depth,
            spacing,
            origin,
            new Vector3D((a * a) + (b * b) - (c * c) - (d * d), 2 * ((b * c) + (a * d)), 2 * ((b * d) - (a * c))),
            new Vector3D(2 * ((b * c) - (a * d)), (a * a) + (c * c) - (b * b) - (d * d), 2 * ((c * d) + (a * b))),
            new Vector3D(2 * ((b * d) + (a * c)), 2 * ((c * d) - (a * b)), (a * a) + (d * d) - (b * b) - (c * c)) * qfac);
    }
}
