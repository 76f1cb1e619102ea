using HccRisk.Imaging;

namespace HccRisk.Radiomics.Morphology.Geometry;

/// <summary>Area and volume of the iso-surface at 0.5 of a mask with an empty margin.</summary>
internal static class MarchingCubes
{
    /// <summary>
    /// One pass that only counts how often each of the 256 cubes occurs and where: area depends on the case alone, and the signed
    /// tetrahedra of a case moved by p are those of the case plus p times its area vector.
    /// </summary>
    internal static (double Area, double Volume) Measure(ReadOnlySpan<byte> inside, int width, int height, int depth, Vector3D spacing)
    {
        Span<long> tally = stackalloc long[256 * 4];
        tally.Clear();
        for (var z = 0; z < depth - 1; z++)
        {
            for (var y = 0; y < height - 1; y++)
            {
                var at = width * (y + (height * z));
                var a = inside.Slice(at, width);
                var b = inside.Slice(at + width, width);
                var c = inside.Slice(at + (width * height), width);
                var d = inside.Slice(at + (width * height) + width, width);
                var column = a[0] | (b[0] << 3) | (c[0] << 4) | (d[0] << 7);
                for (var x = 1; x < a.Length; x++)
                {
                    var right = (a[x] << 1) | (b[x] << 2) | (c[x] << 5) | (d[x] << 6);
                    var cube = column | right;

                    // The right face of this cube is the left face of the next: bits 1, 2, 5, 6 move to 0, 3, 4, 7.
                    column = ((right >> 1) & 0x11) | ((right << 1) & 0x88);
                    if (cube is 0 or 255)
                    {
                        continue;
                    }

                    var entry = tally.Slice(cube * 4, 4);
                    entry[0]++;
                    entry[1] += x - 1;
                    entry[2] += y;
                    entry[3] += z;
                }
            }
        }

        double area = 0, sixfold = 0;
        for (var cube = 1; cube < 255; cube++)
        {
            var entry = tally.Slice(cube * 4, 4);
            if (entry[0] == 0)
            {
                continue;
            }

            var edges = CubeTable.Edges(cube);
            double caseArea = 0, caseVolume = 0;
            Vector3D caseNormal = default;
            for (var t = 0; t < edges.Length; t += 3)
            {
                var (p, q, r) = (Place(edges[t], spacing), Place(edges[t + 1], spacing), Place(edges[t + 2], spacing));
                var normal = (q - p).Cross(r - p);
                caseArea += normal.Length / 2;
                caseNormal += normal;
                caseVolume += p.Cross(q).Dot(r);
            }

            var offset = new Vector3D(entry[1] * spacing.X, entry[2] * spacing.Y, entry[3] * spacing.Z);
            var sign = cube < 128 ? 1 : -1;
            area += entry[0] * caseArea;
            sixfold += sign * ((entry[0] * caseVolume) + offset.Dot(caseNormal));
        }

        return (area, Math.Abs(sixfold) / 6);
    }

    private static Vector3D Place(int edge, Vector3D spacing)
    {
        var p = CubeTable.Midpoint(edge);
        return new Vector3D(p.X * spacing.X, p.Y * spacing.Y, p.Z * spacing.Z);
    }
}
