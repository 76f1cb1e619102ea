using System.Diagnostics.CodeAnalysis;

namespace HccRisk.Imaging;

/// <summary>How a voxel is stored.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "Types are what is named.")]
public enum VoxelType
{
    /// <summary>Whole numbers of 8 bits without sign.</summary>
    UInt8 = 0,

    /// <summary>Whole numbers of 8 bits.</summary>
    Int8 = 1,

    /// <summary>Whole numbers of 16 bits without sign.</summary>
    UInt16 = 2,

    /// <summary>Whole numbers of 16 bits.</summary>
    Int16 = 3,

    /// <summary>Whole numbers of 32 bits without sign.</summary>
    UInt32 = 4,

    /// <summary>Whole numbers of 32 bits.</summary>
    Int32 = 5,

    /// <summary>Whole numbers of 64 bits without sign.</summary>
    UInt64 = 6,

    /// <summary>Whole numbers of 64 bits.</summary>
    Int64 = 7,

    /// <summary>Floating point of 32 bits.</summary>
    Float32 = 8,

    /// <summary>Floating point of 64 bits.</summary>
    Float64 = 9,
}
