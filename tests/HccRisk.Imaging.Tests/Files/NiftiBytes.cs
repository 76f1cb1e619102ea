using System.Buffers.Binary;

namespace HccRisk.Imaging.Tests.Files;

/// <summary>Builds NIfTI files byte by byte, straight from the format's field table, independently of our writer.</summary>
internal sealed class NiftiBytes
{
    private readonly bool _big;
    private readonly bool _version2;

    public NiftiBytes(bool bigEndian = false, bool version2 = false)
    {
        _big = bigEndian;
        _version2 = version2;
        Header = new byte[version2 ? 544 : 352];
        Int32(0, version2 ? 540 : 348);
        (version2 ? "n+2\0\r\n\x1a\n"u8 : "n+1\0"u8).CopyTo(Header.AsSpan(version2 ? 4 : 344));
        Dim(3, 2, 2, 2, 1, 1, 1, 1);
        PixDim(1, 1, 1, 1, 0, 0, 0, 0);
        VoxelOffset(Header.Length);
        Scaling(1, 0);
        Units(2);
        Type(16, 32);
    }

    public byte[] Header { get; }

    public byte[] Data { get; set; } = new byte[32];

    public byte[] File => [.. Header, .. Data];

    public NiftiBytes Dim(params long[] dim)
    {
        for (var i = 0; i < dim.Length; i++)
        {
            if (_version2)
            {
                Int64(16 + (8 * i), dim[i]);
            }
            else
            {
                Int16(40 + (2 * i), (short)dim[i]);
            }
        }

        return this;
    }

    public NiftiBytes PixDim(params double[] pixdim) => Reals(_version2 ? 104 : 76, pixdim);

    public NiftiBytes Scaling(double slope, double intercept) => Reals(_version2 ? 176 : 112, slope, intercept);

    public NiftiBytes QForm(int code, params double[] quaternionAndOffset)
    {
        Code(_version2 ? 344 : 252, code);
        return Reals(_version2 ? 352 : 256, quaternionAndOffset);
    }

    public NiftiBytes SForm(int code, params double[] rows)
    {
        Code(_version2 ? 348 : 254, code);
        return Reals(_version2 ? 400 : 280, rows);
    }

    public NiftiBytes Units(int code)
    {
        if (_version2)
        {
            Int32(500, code);
        }
        else
        {
            Header[123] = (byte)code;
        }

        return this;
    }

    public NiftiBytes Type(short code, short bits)
    {
        Int16(_version2 ? 12 : 70, code);
        Int16(_version2 ? 14 : 72, bits);
        return this;
    }

    public NiftiBytes VoxelOffset(double offset)
    {
        if (_version2)
        {
            Int64(168, (long)offset);
        }
        else
        {
            Reals(108, offset);
        }

        return this;
    }

    /// <summary>Sets the voxels, given little-endian, in this file's byte order.</summary>
    public NiftiBytes Voxels(int size, byte[] littleEndian)
    {
        Data = [.. littleEndian];
        for (var at = 0; _big && at < Data.Length; at += size)
        {
            Array.Reverse(Data, at, size);
        }

        return this;
    }

    private void Code(int at, int code)
    {
        if (_version2)
        {
            Int32(at, code);
        }
        else
        {
            Int16(at, (short)code);
        }
    }

    private NiftiBytes Reals(int at, params double[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (_version2)
            {
                Int64(at + (8 * i), BitConverter.DoubleToInt64Bits(values[i]));
            }
            else
            {
                Int32(at + (4 * i), BitConverter.SingleToInt32Bits((float)values[i]));
            }
        }

        return this;
    }

    private void Int16(int at, short value)
    {
        var target = Header.AsSpan(at);
        if (_big)
        {
            BinaryPrimitives.WriteInt16BigEndian(target, value);
        }
        else
        {
            BinaryPrimitives.WriteInt16LittleEndian(target, value);
        }
    }

    private void Int32(int at, int value)
    {
        var target = Header.AsSpan(at);
        if (_big)
        {
            BinaryPrimitives.WriteInt32BigEndian(target, value);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(target, value);
        }
    }

    private void Int64(int at, long value)
    {
        var target = Header.AsSpan(at);
        if (_big)
        {
            BinaryPrimitives.WriteInt64BigEndian(target, value);
        }
        else
        {
            BinaryPrimitives.WriteInt64LittleEndian(target, value);
        }
    }
}
