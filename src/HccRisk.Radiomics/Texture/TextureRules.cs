using HccRisk.Imaging;

namespace HccRisk.Radiomics.Texture;

/// <summary>What pyradiomics can ask of texture matrices and IBSI does not know.</summary>
internal sealed record TextureRules
{
    /// <summary>Bit d is set for each Chebyshev distance d between voxels of a pair or neighbourhood; 0: those of the options.</summary>
    internal int DistanceBits { get; init; }

    /// <summary>How directions are weighed.</summary>
    internal DistanceWeight Weight { get; init; }

    /// <summary>Whether a co-occurring pair counts in one order alone.</summary>
    internal bool IsOneWay { get; init; }

    /// <summary>Slices lie across this axis: 0 is z, 1 is y, 2 is x.</summary>
    internal int SliceDimension { get; init; }

    /// <summary>Chebyshev distances in ascending order.</summary>
    /// <param name="otherwise">Those without any of its own.</param>
    internal IEnumerable<int> Distances(IEnumerable<int> otherwise) => DistanceBits == 0 ? otherwise : Enumerable.Range(1, 30).Where(d => (DistanceBits >> d & 1) == 1);

    /// <summary>The norm of an offset in millimetres.</summary>
    internal double Norm((int X, int Y, int Z) offset, Vector3D spacing)
    {
        var (x, y, z) = (Math.Abs(offset.X) * spacing.X, Math.Abs(offset.Y) * spacing.Y, Math.Abs(offset.Z) * spacing.Z);
        return Weight switch
        {
            DistanceWeight.Manhattan => x + y + z,
            DistanceWeight.Euclidean => Math.Sqrt((x * x) + (y * y) + (z * z)),
            _ => Math.Max(x, Math.Max(y, z)),
        };
    }

    internal string ToCanonicalString() => FormattableString.Invariant($"{DistanceBits},{Weight},{IsOneWay},{SliceDimension}");
}
