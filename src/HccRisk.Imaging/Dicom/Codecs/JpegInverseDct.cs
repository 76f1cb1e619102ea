namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>
/// The inverse 8 x 8 discrete cosine transform by the factorisation of Loeffler, Ligtenberg and Moschytz (ICASSP 1989; 12
/// multiplications a line) in fixed point of 13 bits, columns first: the rounding of the usual accurate integer decoders.
/// </summary>
internal static class JpegInverseDct
{
    private const int Fraction = 13;

    // Sums of cosines times sqrt(2), in 1/8192.
    private const int F0298 = 2446;
    private const int F0390 = 3196;
    private const int F0541 = 4433;
    private const int F0765 = 6270;
    private const int F0899 = 7373;
    private const int F1175 = 9633;
    private const int F1501 = 12299;
    private const int F1847 = 15137;
    private const int F1961 = 16069;
    private const int F2053 = 16819;
    private const int F2562 = 20995;
    private const int F3072 = 25172;

    /// <summary>Writes the 8 x 8 samples of a block, clamped to the precision.</summary>
    /// <param name="block">Dequantised coefficients, row-major; overwritten.</param>
    /// <param name="last">Zig-zag index of the last coefficient that is not zero.</param>
    /// <param name="target">Where the block's first sample goes.</param>
    /// <param name="stride">Samples from one row to the next.</param>
    /// <param name="precision">Bits a sample: 8 or 12.</param>
    internal static void Transform(Span<int> block, int last, Span<ushort> target, int stride, int precision)
    {
        var centre = 1 << (precision - 1);
        var top = (1 << precision) - 1;
        var guard = precision == 8 ? 2 : 1; // bits kept between the passes
        if (last == 0)
        {
            var flat = (ushort)Math.Clamp(((block[0] + 4) >> 3) + centre, 0, top);
            for (var y = 0; y < 8; y++)
            {
                target.Slice(y * stride, 8).Fill(flat);
            }

            return;
        }

        for (var x = 0; x < 8; x++)
        {
            Line(block[x..], 8, Fraction - guard);
        }

        for (var y = 0; y < 8; y++)
        {
            var row = block.Slice(8 * y, 8);
            Line(row, 1, Fraction + guard + 3);
            var to = target.Slice(y * stride, 8);
            for (var x = 0; x < 8; x++)
            {
                to[x] = (ushort)Math.Clamp(row[x] + centre, 0, top);
            }
        }
    }

    private static void Line(Span<int> v, int step, int shift)
    {
        int x1 = v[step], x2 = v[2 * step], x3 = v[3 * step], x5 = v[5 * step], x6 = v[6 * step], x7 = v[7 * step];
        var round = 1 << (shift - 1);

        // Even coefficients: a butterfly and one rotation.
        var turn = (x2 + x6) * F0541;
        var low = turn - (x6 * F1847);
        var high = turn + (x2 * F0765);
        var sum = ((v[0] + v[4 * step]) << Fraction) + round;
        var difference = ((v[0] - v[4 * step]) << Fraction) + round;
        var (e0, e3, e1, e2) = (sum + high, sum - high, difference + low, difference - low);

        // Odd coefficients.
        var common = (x7 + x3 + x5 + x1) * F1175;
        var p = -(x7 + x1) * F0899;
        var q = -(x5 + x3) * F2562;
        var r = common - ((x7 + x3) * F1961);
        var s = common - ((x5 + x1) * F0390);
        var o0 = (x7 * F0298) + p + r;
        var o1 = (x5 * F2053) + q + s;
        var o2 = (x3 * F3072) + q + r;
        var o3 = (x1 * F1501) + p + s;

        v[0] = (e0 + o3) >> shift;
        v[step] = (e1 + o2) >> shift;
        v[2 * step] = (e2 + o1) >> shift;
        v[3 * step] = (e3 + o0) >> shift;
        v[4 * step] = (e3 - o0) >> shift;
        v[5 * step] = (e2 - o1) >> shift;
        v[6 * step] = (e1 - o2) >> shift;
        v[7 * step] = (e0 - o3) >> shift;
    }
}
