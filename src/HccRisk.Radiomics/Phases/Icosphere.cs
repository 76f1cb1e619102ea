using HccRisk.Imaging;

namespace HccRisk.Radiomics.Phases;

/// <summary>Directions spread evenly over the sphere: the corners of an icosahedron whose faces are cut into four, twice.</summary>
internal static class Icosphere
{
    /// <summary>162 unit vectors, no two the same.</summary>
    internal static IReadOnlyList<Vector3D> Directions { get; } = Make();

    private static Vector3D[] Make()
    {
        var golden = (1 + Math.Sqrt(5)) / 2;
        List<Vector3D> corners = [];
        foreach (var (a, b) in new[] { (1.0, golden), (1.0, -golden), (-1.0, golden), (-1.0, -golden) })
        {
            corners.AddRange([Unit(new(0, a, b)), Unit(new(a, b, 0)), Unit(new(b, 0, a))]);
        }

        for (var round = 0; round < 2; round++)
        {
            // Neighbours are the pairs at about the least distance; the middles of their edges join.
            var edge = corners.Skip(1).Min(c => (c - corners[0]).Length) * 1.3;
            List<Vector3D> middles = [];
            for (var i = 0; i < corners.Count; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    if ((corners[i] - corners[j]).Length < edge)
                    {
                        middles.Add(Unit(corners[i] + corners[j]));
                    }
                }
            }

            corners.AddRange(middles);
        }

        return [.. corners];
    }

    private static Vector3D Unit(Vector3D v) => v * (1 / v.Length);
}
