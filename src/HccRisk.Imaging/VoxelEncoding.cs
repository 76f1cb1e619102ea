
namespace HccRisk.Imaging;

/// <summary>Voxel type, byte order and the linear map from stored to real values.</summary>
internal readonly record struct VoxelEncoding(VoxelType Type, bool BigEndian, double Slope = 1, double Intercept = 0)
{
    /// <summary>The type of the scaled values: whole numbers of which a scaling makes others are floating point, as ITK has it.</summary>
    internal VoxelType ScaledType => Type.IsWhole() && (Slope != 1 || Intercept != 0) ? VoxelType.Float32 : Type;

    internal int Size => Type switch
    {
        VoxelType.UInt8 or VoxelType.Int8 => 1,
        VoxelType.UInt16 or VoxelType.Int16 => 2,
        VoxelType.UInt32 or VoxelType.Int32 or VoxelType.Float32 => 4,
        _ => 8,
    };
}
