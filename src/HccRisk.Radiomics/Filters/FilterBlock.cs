using HccRisk.Imaging;
using HccRisk.Radiomics.Sampling;

namespace HccRisk.Radiomics.Filters;

/// <summary>Values of a box of an image, x fastest.</summary>
/// <param name="Values">The values; at least as many as the box has voxels.</param>
/// <param name="Box">Which voxels of the image.</param>
internal sealed record FilterBlock(double[] Values, GridBox Box)
{
    /// <summary>The type that holds the values where they were made.</summary>
    internal VoxelType Type { get; init; } = VoxelType.Float64;

    internal static FilterBlock Create(GridBox box) => new(GC.AllocateUninitializedArray<double>(box.Count), box);

    /// <summary>The part in a box that lies within this one.</summary>
    internal FilterBlock Cut(GridBox box)
    {
        if (box == Box)
        {
            return this;
        }

        var part = Create(box) with { Type = Type };
        var at = 0;
        for (var z = box.Z; z < box.Z + box.Depth; z++)
        {
            for (var y = box.Y; y < box.Y + box.Height; y++)
            {
                var from = box.X - Box.X + (Box.Width * (y - Box.Y + (Box.Height * (z - Box.Z))));
                Values.AsSpan(from, box.Width).CopyTo(part.Values.AsSpan(at));
                at += box.Width;
            }
        }

        return part;
    }
}
