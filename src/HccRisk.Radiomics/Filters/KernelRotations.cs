namespace HccRisk.Radiomics.Filters;

/// <summary>Separable kernels under rotations by right angles: 24 in space, 4 in a slice; those that are the same count once in a maximum.</summary>
internal static class KernelRotations
{
    private static readonly int[][] Orders = [[0, 1, 2], [1, 2, 0], [2, 0, 1], [1, 0, 2], [0, 2, 1], [2, 1, 0]];

    /// <summary>The rotations as which kernel goes to each axis, and whether it is turned round.</summary>
    internal static IEnumerable<(int[] Order, bool[] Flips)> All(bool inSlice)
    {
        foreach (var (index, order) in Orders.Index())
        {
            if (inSlice && order[2] != 2)
            {
                continue;
            }

            for (var signs = 0; signs < 8; signs++)
            {
                bool[] flips = [(signs & 1) != 0, (signs & 2) != 0, (signs & 4) != 0];
                if (inSlice && flips[2])
                {
                    continue;
                }

                // The determinant is that of the order (the last three are odd) times the signs.
                if ((flips.Count(f => f) + (index >= 3 ? 1 : 0)) % 2 == 0)
                {
                    yield return (order, flips);
                }
            }
        }
    }

    /// <summary>Kernels of each axis for every rotation that differs, and how many rotations it stands for.</summary>
    internal static List<(LineKernel?[] Kernels, int Count)> Of(LineKernel?[] kernels, bool inSlice)
    {
        var found = new List<(LineKernel?[] Kernels, int Count)>();
        foreach (var (order, flips) in All(inSlice))
        {
            LineKernel?[] turned = [.. order.Select((from, axis) => flips[axis] ? kernels[from]?.Flipped() : kernels[from])];
            var same = found.FindIndex(f => f.Kernels.Zip(turned).All(p => p.First is null ? p.Second is null : p.Second is not null && p.First.IsSame(p.Second)));
            if (same < 0)
            {
                found.Add((turned, 1));
            }
            else
            {
                found[same] = (found[same].Kernels, found[same].Count + 1);
            }
        }

        return found;
    }
}
