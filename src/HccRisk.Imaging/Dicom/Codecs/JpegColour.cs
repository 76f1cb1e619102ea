namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>Full-range Y, Cb, Cr of ITU-R BT.601 to R, G, B (JFIF; DICOM PS3.3 C.7.6.3.1.2).</summary>
internal static class JpegColour
{
    private const int Bits = 16;
    private const int Half = 1 << (Bits - 1);
    private const int RedCr = 91881; // 1.402
    private const int GreenCb = 22554; // 0.344136, to the five digits of the standard
    private const int GreenCr = 46802; // 0.714136
    private const int BlueCb = 116130; // 1.772

    /// <summary>Converts three rows in place.</summary>
    internal static void ToRgb(Span<ushort> first, Span<ushort> second, Span<ushort> third, int precision)
    {
        var centre = 1 << (precision - 1);
        var top = (1 << precision) - 1;
        for (var x = 0; x < first.Length; x++)
        {
            int luma = first[x], cb = second[x] - centre, cr = third[x] - centre;
            first[x] = (ushort)Math.Clamp(luma + (((RedCr * cr) + Half) >> Bits), 0, top);
            second[x] = (ushort)Math.Clamp(luma + ((Half - (GreenCb * cb) - (GreenCr * cr)) >> Bits), 0, top);
            third[x] = (ushort)Math.Clamp(luma + (((BlueCb * cb) + Half) >> Bits), 0, top);
        }
    }
}
