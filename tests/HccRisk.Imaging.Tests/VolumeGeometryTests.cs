using Xunit;

namespace HccRisk.Imaging.Tests;

public sealed class VolumeGeometryTests
{
    private static readonly VolumeGeometry Grid = VolumeGeometry.AxisAligned(100, 80, 40, new Vector3D(0.8, 0.8, 3)) with { Origin = new Vector3D(10, 20, 30) };

    public static TheoryData<string, VolumeGeometry> Differences => new()
    {
        { "100 x 80 x 40", Grid with { Depth = 41 } },
        { "spacing", Grid with { Spacing = new Vector3D(0.801, 0.8, 3) } }, // 0.001 mm a voxel is 0.1 mm after 100
        { "origin", Grid with { Origin = new Vector3D(10, 20.5, 30) } },
        { "direction of x", Grid with { AxisX = new Vector3D(-1, 0, 0) } },
        { "direction of z", Grid with { AxisZ = new Vector3D(0, 0.01, Math.Sqrt(1 - 1e-4)) } },
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public void EnsureMatches_OtherGrid_NamesWhatDiffers(string what, VolumeGeometry other)
    {
        var error = Assert.Throws<GeometryMismatchException>(() => Grid.EnsureMatches(other, name: "arterial", otherName: "lesion"));

        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains("arterial", error.Message, StringComparison.Ordinal);
        Assert.Contains("lesion", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EnsureMatches_RoundedToSinglePrecision_Matches()
    {
        static double Single(double v) => (float)v;
        Grid.EnsureMatches(Grid with { Spacing = new Vector3D(Single(0.8), Single(0.8), 3), Origin = new Vector3D(Single(10.0001), 20, 30) });
    }

    [Fact]
    public void ToWorld_TurnedGrid_FollowsItsAxes()
    {
        var turned = Grid with { AxisX = new Vector3D(0, 1, 0), AxisY = new Vector3D(-1, 0, 0) };

        Assert.Equal(new Vector3D(10 - 1.6, 20 + 0.8, 33), turned.ToWorld(1, 2, 1));
    }
}
