using System.Security.Cryptography;
using System.Text;
using HccRisk.Core.Storage;
using Xunit;

namespace HccRisk.Core.Tests.Storage;

public class FileSealTests
{
    [Fact]
    public void Set_BlankSeal_HoldsTheSha256OfTheFileAsItWas()
    {
        var blank = Encoding.ASCII.GetBytes($"{{\"a\":1,\"seal\":\"{FileSeal.Blank}\"}}");

        var sealed_ = Sealed(blank);

        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(blank)), Encoding.ASCII.GetString(sealed_), StringComparison.Ordinal);
        Assert.Null(FileSeal.FaultOf(sealed_));
    }

    [Fact]
    public void FaultOf_EveryBitEveryLengthAndAnAddedByte_IsReported()
    {
        var content = new byte[300];
        new Random(1).NextBytes(content);
        var whole = Sealed([.. content, .. Encoding.ASCII.GetBytes(FileSeal.Blank), 1, 2, 3]);
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var flipped = (byte[])whole.Clone();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotNull(FileSeal.FaultOf(flipped));
        }

        Assert.All(Enumerable.Range(0, whole.Length), length => Assert.NotNull(FileSeal.FaultOf(whole[..length])));
        Assert.NotNull(FileSeal.FaultOf([.. whole, 0]));
    }

    // The file is looked through from its end in pieces of 262,144 bytes: a seal may lie across their border, or far from the end.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1_000_000)]
    [InlineData(1_000_000, 0)]
    [InlineData(1_000_000, 262_144)]
    [InlineData(1_000_000, 262_144 - 5)]
    [InlineData(1_000_000, 262_144 - 15)]
    [InlineData(1_000_000, 262_144 - 40)]
    [InlineData(262_144 - 40, 700_000)]
    public void FaultOf_SealAnywhere_IsFound(int before, int after)
    {
        var whole = Sealed([.. new byte[before], .. Encoding.ASCII.GetBytes(FileSeal.Blank), .. new byte[after]]);

        Assert.Null(FileSeal.FaultOf(whole));
        whole[^1] ^= 1;
        Assert.NotNull(FileSeal.FaultOf(whole));
    }

    [Fact]
    public void Set_NothingBlank_IsRefused()
    {
        using var none = new MemoryStream([1, 2, 3]);
        Assert.Throws<InvalidOperationException>(() => FileSeal.Set(none));
        using var twice = new MemoryStream(Sealed(Encoding.ASCII.GetBytes(FileSeal.Blank)));
        Assert.Throws<InvalidOperationException>(() => FileSeal.Set(twice));
    }

    private static byte[] Sealed(byte[] content)
    {
        using var stream = new MemoryStream();
        stream.Write(content);
        FileSeal.Set(stream);
        return stream.ToArray();
    }
}
