using System.IO.Compression;
using System.Runtime.InteropServices;
using CsCheck;
using HccRisk.Imaging.Files;
using HccRisk.Imaging.Nifti;
using HccRisk.Oracles;
using Xunit;

namespace HccRisk.Imaging.Tests.Files;

public sealed class NiftiFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Two values each type can hold, negative where it can be.</summary>
    public static TheoryData<short, short, double, double, byte[]> Types => new()
    {
        { 2, 8, 3, 200, [3, 200] },
        { 256, 8, 3, -100, [3, unchecked((byte)-100)] },
        { 4, 16, 3, -30000, [.. BitConverter.GetBytes((short)3), .. BitConverter.GetBytes((short)-30000)] },
        { 512, 16, 3, 60000, [.. BitConverter.GetBytes((ushort)3), .. BitConverter.GetBytes((ushort)60000)] },
        { 8, 32, 3, -70000, [.. BitConverter.GetBytes(3), .. BitConverter.GetBytes(-70000)] },
        { 768, 32, 3, 4000000000, [.. BitConverter.GetBytes(3u), .. BitConverter.GetBytes(4000000000u)] },
        { 1024, 64, 3, -5000000000, [.. BitConverter.GetBytes(3L), .. BitConverter.GetBytes(-5000000000L)] },
        { 1280, 64, 3, 5000000000, [.. BitConverter.GetBytes(3UL), .. BitConverter.GetBytes(5000000000UL)] },
        { 16, 32, 3.5, -0.25, [.. BitConverter.GetBytes(3.5f), .. BitConverter.GetBytes(-0.25f)] },
        { 64, 64, 3.5, -0.25, [.. BitConverter.GetBytes(3.5), .. BitConverter.GetBytes(-0.25)] },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void ReadVolume_EveryTypeOrderAndVersion_GivesTheStoredValues(short code, short bits, double first, double second, byte[] voxels)
    {
        foreach (var big in new[] { false, true })
        {
            foreach (var version2 in new[] { false, true })
            {
                var file = new NiftiBytes(big, version2).Dim(3, 2, 1, 1).Type(code, bits).Voxels(bits / 8, voxels).Scaling(2, 10);
                var path = Save(file.File, "typed.nii");

                Assert.Equal([(float)((first * 2) + 10), (float)((second * 2) + 10)], NiftiFile.ReadVolume(path).Voxels.ToArray());
            }
        }
    }

    /// <summary>Whole numbers that are scaled become floating point of 32 bits, as ITK reads them; what is not scaled keeps its type.</summary>
    [Theory]
    [InlineData(4, 16, 0, VoxelType.Int16)]
    [InlineData(4, 16, 1, VoxelType.Int16)]
    [InlineData(4, 16, 2, VoxelType.Float32)]
    [InlineData(512, 16, 0, VoxelType.UInt16)]
    [InlineData(16, 32, 0, VoxelType.Float32)]
    [InlineData(16, 32, 2, VoxelType.Float32)]
    [InlineData(64, 64, 2, VoxelType.Float64)]
    public void ReadVolume_StoredType_IsThatOfTheScaledValues(short code, short bits, double slope, VoxelType expected)
    {
        var file = new NiftiBytes().Dim(3, 1, 1, 1).Type(code, bits).Scaling(slope, 0).Voxels(bits / 8, new byte[bits / 8]);

        Assert.Equal(expected, NiftiFile.ReadVolume(Save(file.File, "typed.nii")).StoredType);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(double.NaN, 5)]
    public void ReadVolume_SlopeZeroOrNaN_MeansNoScaling(double slope, double intercept)
    {
        var file = new NiftiBytes().Dim(3, 1, 1, 1).Scaling(slope, intercept).Voxels(4, BitConverter.GetBytes(7f));

        Assert.Equal(7f, NiftiFile.ReadVolume(Save(file.File, "a.nii")).Voxels[0]);
    }

    [Fact]
    public void ReadVolume_Gzip_IsToldByContentNotByName()
    {
        var file = new NiftiBytes().Voxels(4, [.. Enumerable.Range(0, 8).SelectMany(i => BitConverter.GetBytes((float)i))]);

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], NiftiFile.ReadVolume(Save(Gzip(file.File), "zipped.nii")).Voxels.ToArray());
    }

    [Fact]
    public void ReadVolume_SFormAndQForm_SFormWins()
    {
        var file = new NiftiBytes().PixDim(1, 9, 9, 9).QForm(1, 0, 0, 0, 50, 50, 50).SForm(2, 0, -2, 0, 10, 3, 0, 0, 20, 0, 0, 4, 30);

        var g = NiftiFile.ReadVolume(Save(file.File, "s.nii")).Geometry;

        Assert.Equal(new Vector3D(3, 2, 4), g.Spacing);
        Assert.Equal(new Vector3D(10, 20, 30), g.Origin);
        Assert.Equal(new Vector3D(0, 1, 0), g.AxisX);
        Assert.Equal(new Vector3D(-1, 0, 0), g.AxisY);
        Assert.Equal(new Vector3D(0, 0, 1), g.AxisZ);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0, 1)] // the standard: a pixdim[0] of 0 counts as 1
    [InlineData(-1, -1)]
    public void ReadVolume_QForm_HalfTurnAboutZWithHandedness(double qfac, double third)
    {
        // (b, c, d) = (0, 0, 1): x -> -x, y -> -y, z -> z times qfac (nifti1.h, method 2).
        var file = new NiftiBytes().PixDim(qfac, -2, 3, 4).QForm(1, 0, 0, 1, 5, 6, 7);

        var g = NiftiFile.ReadVolume(Save(file.File, "q.nii")).Geometry;

        Assert.Equal(new Vector3D(2, 3, 4), g.Spacing);
        Assert.Equal(new Vector3D(5, 6, 7), g.Origin);
        Assert.Equal(new Vector3D(-1, 0, 0), g.AxisX);
        Assert.Equal(new Vector3D(0, -1, 0), g.AxisY);
        Assert.Equal(new Vector3D(0, 0, third), g.AxisZ);
    }

    [Fact]
    public void ReadVolume_NeitherForm_UsesPixdimAtTheWorldOrigin()
    {
        var g = NiftiFile.ReadVolume(Save(new NiftiBytes().PixDim(1, -2, 3, 4).File, "p.nii")).Geometry;

        Assert.Equal(VolumeGeometry.AxisAligned(2, 2, 2, new Vector3D(2, 3, 4)), g);
    }

    [Theory]
    [InlineData(1, 1000)]
    [InlineData(2, 1)]
    [InlineData(3, 0.001)]
    [InlineData(2 | 8, 1)] // seconds in the time bits do not disturb
    public void ReadVolume_Units_BecomeMillimetres(int code, double factor)
    {
        var file = new NiftiBytes().Units(code).SForm(1, 2, 0, 0, 8, 0, 2, 0, 8, 0, 0, 2, 8);

        var g = NiftiFile.ReadVolume(Save(file.File, "u.nii")).Geometry;

        Assert.Equal(2 * factor, g.Spacing.X);
        Assert.Equal(8 * factor, g.Origin.Z);
    }

    [Fact]
    public void ReadVolume_FourthDimensionOfOne_IsAccepted() =>
        Assert.Equal(8, NiftiFile.ReadVolume(Save(new NiftiBytes().Dim(5, 2, 2, 2, 1, 1).File, "4d.nii")).Voxels.Length);

    [Theory]
    [InlineData(false, "a.hdr", "a.img", false)]
    [InlineData(true, "a.hdr", "a.img", false)]
    [InlineData(false, "A.HDR", "A.IMG", false)]
    [InlineData(false, "a.hdr.gz", "a.img.gz", true)]
    [InlineData(false, "a.hdr", "a.img.gz", true)]
    public void ReadVolume_PairOfFiles_EitherMayBeNamed(bool version2, string headerName, string voxelsName, bool gzip)
    {
        var file = new NiftiBytes(version2: version2).Dim(3, 2, 1, 1).VoxelOffset(4).Voxels(4, [9, 9, 9, 9, .. BitConverter.GetBytes(7f), .. BitConverter.GetBytes(8f)]);
        (version2 ? "ni2\0"u8 : "ni1\0"u8).CopyTo(file.Header.AsSpan(version2 ? 4 : 344));
        Save(headerName.EndsWith("gz", StringComparison.Ordinal) ? Gzip(file.Header) : file.Header, headerName);
        Save(gzip ? Gzip(file.Data) : file.Data, voxelsName);

        Assert.Equal([7f, 8f], NiftiFile.ReadVolume(_folder[headerName]).Voxels.ToArray());
        Assert.Equal([7f, 8f], NiftiFile.ReadVolume(_folder[voxelsName]).Voxels.ToArray());
        if (!gzip)
        {
            Assert.Equal([7f, 8f], ImageFile.ReadVolume(_folder[headerName]).Voxels.ToArray());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadVolume_FourDimensions_GivesTheChosenVolume(bool gzip)
    {
        var file = new NiftiBytes().Dim(4, 2, 1, 1, 3).Voxels(4, [.. Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes((float)i))]).File;
        var path = Save(gzip ? Gzip(file) : file, "series.nii");

        Assert.Equal(3, NiftiFile.CountVolumes(path));
        Assert.Equal([0f, 1f], NiftiFile.ReadVolume(path, 0).Voxels.ToArray());
        Assert.Equal([4f, 5f], NiftiFile.ReadVolume(path, 2).Voxels.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => NiftiFile.ReadVolume(path, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => NiftiFile.ReadVolume(path, -1));
        Assert.Equal([false, true], NiftiFile.ReadMask(path, 3, channel: 1).Inside.ToArray());
        Assert.Contains("channel is 3: the mask has 3, numbered from 0", Assert.Throws<NiftiFormatException>(() => NiftiFile.ReadMask(path, channel: 3)).Message, StringComparison.Ordinal);
        Assert.Equal("dim[4]", Assert.Throws<NiftiFormatException>(() => NiftiFile.ReadMask(path)).Field);
    }

    [Fact]
    public void Write_GeometryFromAFile_IsReadBackExactly() =>
        Gen.Select(Gen.Double[-1, 1].Array[4].Where(q => q.Sum(v => v * v) > 0.01), Gen.Double[0.3, 5].Array[3], Gen.Double[-300, 300].Array[3], Gen.Bool).Sample(
            (quaternion, spacing, origin, mirrored) =>
            {
                // A file holds single precision: what came out of one goes back in without a change, and into the same bytes.
                var path = _folder["exact.nii"];
                var labels = new byte[] { 0, 1, 255, 7, 8, 9 };
                NiftiFile.Write(path, new Volume<byte>(Rotated(quaternion, spacing, origin, mirrored, [1, 2, 3]), labels));
                var first = NiftiFile.ReadVolume(path);
                Assert.Equal([0f, 1, 255, 7, 8, 9], first.Voxels.ToArray());
                NiftiFile.Write(path, new Volume<byte>(first.Geometry, labels));
                var bytes = File.ReadAllBytes(path);
                var second = NiftiFile.ReadVolume(path);
                Assert.Equal(first.Geometry, second.Geometry);
                NiftiFile.Write(path, new Volume<byte>(second.Geometry, labels));
                Assert.Equal(bytes, File.ReadAllBytes(path));
            },
            iter: 100,
            threads: 1);

    public static TheoryData<string, string> Lies => new()
    {
        { "dim4", "dim[4]" }, { "dim0", "dim[0]" }, { "dimNegative", "dim[2]" }, { "huge", "dim" }, { "huge2", "dim" },
        { "bits", "bitpix" }, { "type", "datatype" }, { "offset", "vox_offset" }, { "offsetFar", "dim" }, { "magic", "magic" },
        { "slope", "scl_slope, scl_inter" }, { "sform", "srow" }, { "sformNaN", "srow" }, { "quaternion", "quatern, qoffset" },
        { "pixdim", "pixdim[3]" }, { "units", "xyzt_units" }, { "size", "sizeof_hdr" },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public void ReadVolume_HeaderLies_NamesFileFieldAndValue(string lie, string field)
    {
        var file = lie switch
        {
            "dim4" => new NiftiBytes().Dim(4, 2, 2, 1, 2),
            "dim0" => new NiftiBytes().Dim(8),
            "dimNegative" => new NiftiBytes().Dim(3, 2, -2, 2),
            "huge" => new NiftiBytes().Dim(3, 32767, 32767, 32767),
            "huge2" => new NiftiBytes(version2: true).Dim(3, 1 << 20, 1 << 10, 1),
            "bits" => new NiftiBytes().Type(16, 16),
            "type" => new NiftiBytes().Type(128, 24),
            "offset" => new NiftiBytes().VoxelOffset(100),
            "offsetFar" => new NiftiBytes().VoxelOffset(1e15),
            "slope" => new NiftiBytes().Scaling(double.PositiveInfinity, 0),
            "sform" => new NiftiBytes().SForm(1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0),
            "sformNaN" => new NiftiBytes().SForm(1, double.NaN, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0),
            "quaternion" => new NiftiBytes().QForm(1, 1, 1, 1, 0, 0, 0),
            "pixdim" => new NiftiBytes().PixDim(1, 1, 1, 0),
            "units" => new NiftiBytes().Units(5),
            _ => new NiftiBytes(),
        };
        if (lie == "magic")
        {
            "ni1"u8.CopyTo(file.Header.AsSpan(344));
        }
        else if (lie == "size")
        {
            file.Header[0] = 7;
        }

        var path = Save(file.File, "lie.nii");
        var error = Assert.Throws<NiftiFormatException>(() => NiftiFile.ReadVolume(path));

        Assert.Equal(field, error.Field);
        Assert.Equal(path, error.FilePath);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ReadVolume_CutAnywhere_IsANiftiFormatException()
    {
        var random = new Random(3);
        byte[] voxels = [.. Enumerable.Range(0, 1000).SelectMany(_ => BitConverter.GetBytes(random.NextSingle()))];
        var file = new NiftiBytes().Dim(3, 10, 10, 10).Voxels(4, voxels).File;
        var zipped = Gzip(file);

        foreach (var whole in new[] { file, zipped })
        {
            for (var length = 0; length < whole.Length; length += length > whole.Length - 20 ? 1 : 37)
            {
                var path = Save(whole[..length], "cut.nii");
                if (whole == zipped && length > whole.Length - 12)
                {
                    // Only the checksum (8 bytes) or the end-of-block code is cut: the voxels are either all there or refused.
                    if (Record.Exception(() => Assert.Equal(voxels, MemoryMarshal.AsBytes(NiftiFile.ReadVolume(path).Voxels))) is { } error)
                    {
                        Assert.IsType<NiftiFormatException>(error);
                    }

                    continue;
                }

                Assert.Throws<NiftiFormatException>(() => NiftiFile.ReadVolume(path));
                Assert.Throws<NiftiFormatException>(() => NiftiFile.ReadMask(path));
            }
        }
    }

    [Fact]
    public void ReadVolume_DamagedCompressedVoxels_AreFoundByTheChecksum()
    {
        // Stored (uncompressed) blocks: a flipped bit changes a voxel and nothing but the checksum can tell.
        var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.NoCompression))
        {
            gzip.Write(new NiftiBytes().File);
        }

        var bytes = target.ToArray();
        bytes[^20] ^= 1;

        Assert.Throws<NiftiFormatException>(() => NiftiFile.ReadVolume(Save(bytes, "flipped.nii.gz")));
    }

    [Fact]
    public void ReadVolume_DamagedHeaderBytes_ReadsOrThrowsNiftiFormatException()
    {
        var whole = new NiftiBytes().QForm(1, 0, 0, 0, 0, 0, 0).SForm(1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0).File;

        Gen.Select(Gen.Int[0, 351], Gen.Byte).Array[1, 6].Sample(
            edits =>
            {
                var bytes = whole.ToArray();
                foreach (var (at, value) in edits)
                {
                    bytes[at] = value;
                }

                try
                {
                    NiftiFile.ReadVolume(Save(bytes, "damaged.nii"));
                }
                catch (NiftiFormatException)
                {
                }
            },
            iter: 400,
            threads: 1);
    }

    [Theory]
    [InlineData("a.nii")]
    [InlineData("a.nii.gz")]
    public void Write_Read_RoundTripsVoxelsAndGeometry(string name) =>
        Gen.Select(Gen.Double[-1, 1].Array[4].Where(q => q.Sum(v => v * v) > 0.01), Gen.Double[0.3, 5].Array[3], Gen.Double[-300, 300].Array[3], Gen.Bool, Gen.Int[1, 5].Array[3]).Sample(
            (quaternion, spacing, origin, mirrored, size) =>
            {
                var geometry = Rotated(quaternion, spacing, origin, mirrored, size);
                var count = (int)geometry.VoxelCount;
                var path = _folder[name];

                NiftiFile.Write(path, new Volume<float>(geometry, [.. Enumerable.Range(0, count).Select(i => i * 0.1f)]));
                var read = NiftiFile.ReadVolume(path);
                Assert.Equal(Enumerable.Range(0, count).Select(i => i * 0.1f), read.Voxels.ToArray());
                geometry.EnsureMatches(read.Geometry, 1e-3); // single precision in the header

                NiftiFile.Write(path, new Volume<short>(geometry, [.. Enumerable.Range(0, count).Select(i => (short)(i - 5))]));
                Assert.Equal(Enumerable.Range(0, count).Select(i => i - 5f), NiftiFile.ReadVolume(path).Voxels.ToArray());

                NiftiFile.WriteMask(path, new Mask(geometry, [.. Enumerable.Range(0, count).Select(i => i % 3 == 0)]));
                Assert.Equal(Enumerable.Range(0, count).Select(i => i % 3 == 0), NiftiFile.ReadMask(path).Inside.ToArray());

                // The qform alone tells the same place: erase sform_code (only in the plain file).
                if (name == "a.nii")
                {
                    var bytes = File.ReadAllBytes(path);
                    bytes[254] = 0;
                    // Looser: a = sqrt(1 - b2 - c2 - d2) near a half turn keeps only half of the digits of single precision (3e-4 rad).
                    geometry.EnsureMatches(NiftiFile.ReadMask(Save(bytes, "q.nii")).Geometry, 0.1);
                }
            },
            iter: 60,
            threads: 1);

    [Fact]
    public void Write_SameImageTwice_SameBytes()
    {
        var volume = new Volume<float>(VolumeGeometry.AxisAligned(9, 8, 7, new Vector3D(1, 2, 3)), [.. Enumerable.Range(0, 504).Select(i => MathF.Sin(i))]);

        NiftiFile.Write(_folder["one.nii.gz"], volume);
        NiftiFile.Write(_folder["two.nii.gz"], volume);

        Assert.Equal(File.ReadAllBytes(_folder["one.nii.gz"]), File.ReadAllBytes(_folder["two.nii.gz"]));
        Assert.Equal([0, 0, 0, 0], File.ReadAllBytes(_folder["one.nii.gz"])[4..8]); // RFC 1952: MTIME absent
    }

    [Fact]
    public void Write_OtherExtension_IsRefused() =>
        Assert.Throws<ArgumentException>(() => NiftiFile.Write(_folder["a.img"], new Volume<float>(VolumeGeometry.AxisAligned(1, 1, 1, new Vector3D(1, 1, 1)), [0])));

    /// <summary>How ITK writes vectors: the fifth extent is their length, and each number has a volume.</summary>
    [Fact]
    public void ReadMask_Vectors_TakesOneChannel()
    {
        var vectors = Save(new NiftiBytes().Dim(5, 2, 1, 1, 1, 2).Voxels(4, [.. ((float[])[0, 1, 1, 1]).SelectMany(BitConverter.GetBytes)]).File, "vectors.nii");
        var single = Save(new NiftiBytes().Dim(3, 2, 1, 1).Voxels(4, [.. ((float[])[0, 1]).SelectMany(BitConverter.GetBytes)]).File, "single.nii");

        Assert.Equal([false, true], ImageFile.OpenMask(vectors, "1", channel: 0).Mask.Inside.ToArray());
        Assert.Equal([true, true], ImageFile.OpenMask(vectors, "1", channel: 1).Mask.Inside.ToArray());
        Assert.Equal("dim[5]", Assert.Throws<NiftiFormatException>(() => NiftiFile.ReadMask(vectors)).Field);
        Assert.Equal("dim[5]", Assert.Throws<NiftiFormatException>(() => NiftiFile.ReadVolume(vectors)).Field);

        // As pyradiomics has it: of a mask that is no vector the channel says nothing.
        Assert.Equal([false, true], ImageFile.OpenMask(single, "1", channel: 7).Mask.Inside.ToArray());
    }

    [Fact]
    public void ReadMask_Label_TakesOnlyThatValue()
    {
        var path = Save(new NiftiBytes().Dim(3, 4, 1, 1).Type(2, 8).Voxels(1, [0, 5, 6, 5]).File, "labels.nii");

        Assert.Equal([false, true, false, true], NiftiFile.ReadMask(path, 5).Inside.ToArray());
        Assert.Equal(3, NiftiFile.ReadMask(path).Count);
    }

    [Fact]
    public void ReadVolume_IbsiChestPhantom_HasThePublishedDiagnostics()
    {
        var folder = SharedData.TryPath("data", "ibsi", "ibsi_1_ct_radiomics_phantom", "nifti");
        Assert.SkipWhen(folder is null, SharedData.MissingReason);

        var image = NiftiFile.ReadVolume(Path.Combine(folder, "image", "phantom.nii.gz"));
        var mask = NiftiFile.ReadMask(Path.Combine(folder, "mask", "mask.nii.gz"));

        // IBSI-1 configuration A, initial image: 204 x 201 x 60 voxels of 0.977 x 0.977 x 3 mm, 125,256 in the mask, mean -266 over all.
        Assert.Equal((204, 201, 60), (image.Geometry.Width, image.Geometry.Height, image.Geometry.Depth));
        Assert.Equal(0.977, image.Geometry.Spacing.X, 1e-6);
        Assert.Equal(3, image.Geometry.Spacing.Z, 1e-6);
        Assert.Equal(125256, mask.Count);
        image.Geometry.EnsureMatches(mask.Geometry);
    }

    private static VolumeGeometry Rotated(double[] q, double[] spacing, double[] origin, bool mirrored, int[] size)
    {
        var norm = Math.Sqrt(q.Sum(v => v * v));
        var (a, b, c, d) = (q[0] / norm, q[1] / norm, q[2] / norm, q[3] / norm);
        var x = new Vector3D(1 - (2 * ((c * c) + (d * d))), 2 * ((b * c) + (a * d)), 2 * ((b * d) - (a * c)));
        var y = new Vector3D(2 * ((b * c) - (a * d)), 1 - (2 * ((b * b) + (d * d))), 2 * ((c * d) + (a * b)));
        return new VolumeGeometry(
            size[0], size[1], size[2], new Vector3D(spacing[0], spacing[1], spacing[2]), new Vector3D(origin[0], origin[1], origin[2]), x, y, x.Cross(y) * (mirrored ? -1 : 1));
    }

    private static byte[] Gzip(byte[] bytes)
    {
        var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return target.ToArray();
    }

    private string Save(byte[] bytes, string name)
    {
        var path = _folder[name];
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
