namespace HccRisk.Radiomics.Texture;

/// <summary>Offsets from a voxel to the ones it co-occurs with, one of each opposite pair.</summary>
internal static class Directions
{
    /// <summary>All offsets of Chebyshev length <paramref name="distance"/>: 13 in space at distance 1, 4 in a slice.</summary>
    internal static (int X, int Y, int Z)[] Create(int distance, bool inSlice)
    {
        var offsets = new List<(int, int, int)>();
        for (var z = 0; z <= (inSlice ? 0 : distance); z++)
        {
            for (var y = z == 0 ? 0 : -distance; y <= distance; y++)
            {
                for (var x = z == 0 && y == 0 ? 1 : -distance; x <= distance; x++)
                {
                    if (Math.Max(Math.Abs(x), Math.Max(Math.Abs(y), z)) == distance)
                    {
                        offsets.Add((x, y, z));
                    }
                }
            }
        }

        return [.. offsets];
    }

    /// <summary>All offsets of some lengths.</summary>
    internal static (int X, int Y, int Z)[] Create(IEnumerable<int> distances, bool inSlice) => [.. distances.SelectMany(d => Create(d, inSlice))];

    /// <summary>All offsets of some lengths, both of each opposite pair.</summary>
    internal static (int X, int Y, int Z)[] Around(IEnumerable<int> distances, bool inSlice) =>
        [.. Create(distances, inSlice).SelectMany(o => new[] { o, (-o.X, -o.Y, -o.Z) })];
}
