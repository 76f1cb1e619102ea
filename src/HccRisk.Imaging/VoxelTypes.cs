namespace HccRisk.Imaging;

/// <summary>What a voxel type can hold.</summary>
public static class VoxelTypes
{
    /// <summary>The type of a number of .NET; 64-bit floating point for any that is none of ours.</summary>
    internal static VoxelType Of<T>() => Type.GetTypeCode(typeof(T)) switch
    {
        TypeCode.Byte or TypeCode.Boolean => VoxelType.UInt8,
        TypeCode.SByte => VoxelType.Int8,
        TypeCode.UInt16 => VoxelType.UInt16,
        TypeCode.Int16 => VoxelType.Int16,
        TypeCode.UInt32 => VoxelType.UInt32,
        TypeCode.Int32 => VoxelType.Int32,
        TypeCode.UInt64 => VoxelType.UInt64,
        TypeCode.Int64 => VoxelType.Int64,
        TypeCode.Single => VoxelType.Float32,
        _ => VoxelType.Float64,
    };

    /// <summary>Whether it holds whole numbers alone.</summary>
    /// <param name="type">The type.</param>
    /// <returns>True for every type but floating point.</returns>
    public static bool IsWhole(this VoxelType type) => type is not (VoxelType.Float32 or VoxelType.Float64);

    /// <summary>The least and the greatest value.</summary>
    /// <param name="type">The type.</param>
    /// <returns>Both, as far as double precision has them.</returns>
    public static (double Minimum, double Maximum) Range(this VoxelType type) => type switch
    {
        VoxelType.UInt8 => (byte.MinValue, byte.MaxValue),
        VoxelType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        VoxelType.UInt16 => (ushort.MinValue, ushort.MaxValue),
        VoxelType.Int16 => (short.MinValue, short.MaxValue),
        VoxelType.UInt32 => (uint.MinValue, uint.MaxValue),
        VoxelType.Int32 => (int.MinValue, int.MaxValue),
        VoxelType.UInt64 => (ulong.MinValue, ulong.MaxValue),
        VoxelType.Int64 => (long.MinValue, long.MaxValue),
        VoxelType.Float32 => (float.MinValue, float.MaxValue),
        _ => (double.MinValue, double.MaxValue),
    };

    /// <summary>The smallest type for all whole numbers of a range, without sign where none is below 0.</summary>
    internal static VoxelType Smallest(double minimum, double maximum)
    {
        ReadOnlySpan<VoxelType> candidates = minimum >= 0
            ? [VoxelType.UInt8, VoxelType.UInt16, VoxelType.UInt32, VoxelType.UInt64]
            : [VoxelType.Int8, VoxelType.Int16, VoxelType.Int32, VoxelType.Int64];
        foreach (var type in candidates)
        {
            var (low, high) = type.Range();
            if (minimum >= low && maximum <= high)
            {
                return type;
            }
        }

        return VoxelType.Float64;
    }

    /// <summary>The smallest type for the values of both: floating point of 64 bits when only one is of whole numbers.</summary>
    internal static VoxelType Common(VoxelType a, VoxelType b)
    {
        if (a == b)
        {
            return a;
        }

        var ((lowA, highA), (lowB, highB)) = (a.Range(), b.Range());
        return a.IsWhole() && b.IsWhole() ? Smallest(Math.Min(lowA, lowB), Math.Max(highA, highB)) : VoxelType.Float64;
    }
}
