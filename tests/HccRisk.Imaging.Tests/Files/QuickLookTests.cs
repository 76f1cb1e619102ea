using System.Text;
using HccRisk.Imaging.QuickLooks;
using HccRisk.Oracles;
using NetVips;
using Xunit;

namespace HccRisk.Imaging.Tests.Files;

public sealed class QuickLookTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 3)]
    [InlineData(9, 3)]
    [InlineData(3, 7)]
    public void ChooseSlices_Mask_IsEvenlyCovered(int most, int extent)
    {
        var mask = Box(20, first: 5, extent);

        var slices = QuickLookMontage.ChooseSlices(20, mask, most);

        Assert.Equal(Math.Min(most, extent), slices.Length);
        Assert.Equal(slices.Distinct().Order(), slices);
        Assert.All(slices, z => Assert.InRange(z, 5, 5 + extent - 1));
        Assert.Equal(slices[0] - 5, 5 + extent - 1 - slices[^1]); // as far from one end as from the other
    }

    [Fact]
    public void ChooseSlices_EmptyMask_CoversTheVolume() =>
        Assert.Equal([2, 7], QuickLookMontage.ChooseSlices(10, new Mask(VolumeGeometry.AxisAligned(2, 2, 10, new Vector3D(1, 1, 1)), new bool[40]), 2));

    [Fact]
    public void WritePng_MaskOfOneSlice_DrawsItsBorderWhereItLies()
    {
        // 32 x 32 pixels at one a voxel. LPS axes, as DICOM stores axial slices: no turning; a mask of columns 4 to 8, rows 10 to 14.
        var geometry = Grid(new Vector3D(-1, 0, 0), new Vector3D(0, -1, 0));
        var (image, mask) = Sample(geometry);

        var pixels = Pixels(Write("a.png", image, mask));

        Assert.Equal((255, 72, 0), pixels(4, 10));
        Assert.Equal((255, 72, 0), pixels(8, 14));
        Assert.Equal((255, 72, 0), pixels(6, 10));
        Assert.NotEqual((255, 72, 0), pixels(6, 12));
        Assert.NotEqual((255, 72, 0), pixels(3, 10));
        Assert.Equal((0, 0, 0), pixels(0, 20));
        Assert.Equal((255, 255, 255), pixels(31, 20)); // the ramp rises with the column
    }

    [Fact]
    public void WritePng_RasAxes_AreTurnedToTheSamePicture()
    {
        // The same patient stored with both axes reversed: the picture must be the same but for the order of storage.
        var (image, mask) = Sample(Grid(new Vector3D(-1, 0, 0), new Vector3D(0, -1, 0)));
        var turned = Grid(new Vector3D(1, 0, 0), new Vector3D(0, 1, 0));
        var reversed = new Volume<float>(turned, [.. image.Voxels.ToArray().Reverse()]);
        var reversedMask = new Mask(turned, [.. mask.Inside.ToArray().Reverse()]);

        Assert.Equal(File.ReadAllBytes(Write("a.png", image, mask)), File.ReadAllBytes(Write("b.png", reversed, reversedMask)));
    }

    [Fact]
    public void WritePng_UnequalSpacing_KeepsProportions()
    {
        var geometry = VolumeGeometry.AxisAligned(40, 40, 3, new Vector3D(1, 0.5, 5));
        var image = new Volume<float>(geometry, [.. Enumerable.Range(0, 4800).Select(i => i % 7 == 0 ? float.NaN : i)]);
        QuickLook.WritePng(_folder["wide.png"], image, null, new QuickLookOptions { Slices = 3, PanelSize = 100 }, TestContext.Current.CancellationToken);
        using var picture = Image.NewFromFile(_folder["wide.png"]);

        // Two columns, two rows: 100 x 50 pixels each with the gap between.
        Assert.Equal((202, 102), (picture.Width, picture.Height));
    }

    [Fact]
    public void WritePng_Twice_GivesTheSameBytesAndNothingButPixels()
    {
        var (image, mask) = Sample(Grid(new Vector3D(-1, 0, 0), new Vector3D(0, -1, 0)));

        var bytes = File.ReadAllBytes(Write("a.png", image, mask));

        Assert.Equal(bytes, File.ReadAllBytes(Write("b.png", image, mask)));
        Assert.All(Chunks(bytes), chunk => Assert.Contains(chunk, (string[])["IHDR", "pHYs", "IDAT", "IEND"]));
    }

    [Fact]
    public void WritePng_WrongInput_IsRefused()
    {
        var (image, mask) = Sample(Grid(new Vector3D(-1, 0, 0), new Vector3D(0, -1, 0)));
        var elsewhere = new Mask(mask.Geometry with { Origin = new Vector3D(5, 0, 0) }, mask.Inside.ToArray());

        Assert.Throws<GeometryMismatchException>(() => Write("a.png", image, elsewhere));
        Assert.Throws<ArgumentException>(() => Write("a.jpg", image, mask));
        var error = Assert.Throws<ArgumentException>(() => new QuickLookOptions { Slices = 0, PanelSize = 5, LowerPercentile = 99 }.Validate());
        Assert.All(["Slices is 0", "PanelSize is 5", "LowerPercentile is 99"], fault => Assert.Contains(fault, error.Message, StringComparison.Ordinal));
        Assert.Throws<OperationCanceledException>(() => QuickLook.WritePng(_folder["c.png"], image, mask, null, new CancellationToken(true)));
        Assert.False(File.Exists(_folder["c.png"]));
    }

    private string Write(string name, Volume<float> image, Mask mask)
    {
        var path = _folder[name];
        QuickLook.WritePng(path, image, mask, new QuickLookOptions { PanelSize = 32 }, TestContext.Current.CancellationToken);
        return path;
    }

    [Fact]
    public void DrawPlanes_Box_IsOutlinedInEachOfThreePlanes()
    {
        // One pixel a voxel; voxels x 4-8, y 10-14, z 20-25. LPS in the plane, the third axis runs up: that one is turned.
        var geometry = new VolumeGeometry(32, 32, 32, new Vector3D(1, 1, 1), default, new Vector3D(-1, 0, 0), new Vector3D(0, -1, 0), new Vector3D(0, 0, 1));
        var image = new Volume<float>(geometry, [.. Enumerable.Range(0, 32 * 32 * 32).Select(i => (float)(i % 32))]);
        var mask = new Mask(geometry, [.. Enumerable.Range(0, 32 * 32 * 32).Select(i => i % 32 is >= 4 and <= 8 && (i / 32 % 32) is >= 10 and <= 14 && (i / 1024) is >= 20 and <= 25)]);

        var picture = QuickLook.DrawPlanes(image, mask, new QuickLookOptions { PanelSize = 32 }, TestContext.Current.CancellationToken);

        Assert.Equal((100, 32), (picture.Width, picture.Height));
        HashSet<(int, int)> expected = [.. Border(4, 8, 10, 14), .. Border(34 + 4, 34 + 8, 31 - 25, 31 - 20), .. Border(68 + 10, 68 + 14, 31 - 25, 31 - 20)];
        var drawn = Enumerable.Range(0, 3200).Where(i => (picture.Rgb[3 * i], picture.Rgb[(3 * i) + 1], picture.Rgb[(3 * i) + 2]) == (255, 72, 0)).Select(i => (i % 100, i / 100));
        Assert.Equal(expected.Order(), drawn.Order());

        static IEnumerable<(int, int)> Border(int left, int right, int top, int bottom) =>
            from x in Enumerable.Range(left, right - left + 1)
            from y in Enumerable.Range(top, bottom - top + 1)
            where x == left || x == right || y == top || y == bottom
            select (x, y);
    }

    [Fact]
    public void DrawPlanes_NoMask_TakesTheMiddle()
    {
        var geometry = VolumeGeometry.AxisAligned(32, 32, 3, new Vector3D(1, 1, 1));
        var image = new Volume<float>(geometry, [.. Enumerable.Range(0, 32 * 32 * 3).Select(i => i / 1024 == 1 ? 1f + (i % 2) : 0)]);

        var picture = QuickLook.DrawPlanes(image, options: new QuickLookOptions { PanelSize = 32, LowerPercentile = 0, UpperPercentile = 100 }, cancellationToken: TestContext.Current.CancellationToken);

        // Only the middle slice has values: of the first panel no pixel is black.
        Assert.All(Enumerable.Range(0, 1024), i => Assert.NotEqual(0, picture.Rgb[3 * (((i / 32) * picture.Width) + (i % 32))]));
    }

    private static Func<int, int, (int, int, int)> Pixels(string path)
    {
        using var picture = Image.NewFromFile(path);
        var (bytes, width) = (picture.WriteToMemory<byte>(), picture.Width);
        return (x, y) => (bytes[3 * ((y * width) + x)], bytes[(3 * ((y * width) + x)) + 1], bytes[(3 * ((y * width) + x)) + 2]);
    }

    private static IEnumerable<string> Chunks(byte[] png)
    {
        for (var at = 8; at < png.Length; at += 12 + System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at)))
        {
            yield return Encoding.ASCII.GetString(png, at + 4, 4);
        }
    }

    private static VolumeGeometry Grid(Vector3D x, Vector3D y) => new(32, 32, 1, new Vector3D(1, 1, 1), default, x, y, new Vector3D(0, 0, 1));

    private static (Volume<float> Image, Mask Mask) Sample(VolumeGeometry geometry) => (
        new Volume<float>(geometry, [.. Enumerable.Range(0, 1024).Select(i => (float)(i % 32))]),
        new Mask(geometry, [.. Enumerable.Range(0, 1024).Select(i => i % 32 is >= 4 and <= 8 && i / 32 is >= 10 and <= 14)]));

    private static Mask Box(int depth, int first, int extent) => new(
        VolumeGeometry.AxisAligned(2, 2, depth, new Vector3D(1, 1, 1)),
        [.. Enumerable.Range(0, 4 * depth).Select(i => i / 4 >= first && i / 4 < first + extent)]);
}
