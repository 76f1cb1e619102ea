using System.Buffers;
using System.Text;

namespace HccRisk.Imaging.Dicom.Text;

/// <summary>Text that changes its character set by ISO 2022 escape sequences (PS3.3 C.12.1.1.2, PS3.5 6.1.2.5).</summary>
internal static class CodeExtension
{
    internal const byte Escape = 0x1B;

    private static readonly SearchValues<byte> Breaks = SearchValues.Create("\x1B\\^=\r\n\f"u8);

    internal delegate string PlainDecoder(ReadOnlySpan<byte> bytes);

    /// <summary>Decodes; what stands before the first escape and after a delimiter is in the first character set.</summary>
    internal static string Decode(ReadOnlySpan<byte> bytes, PlainDecoder plain)
    {
        var text = new StringBuilder(bytes.Length);
        PlainDecoder current = plain;
        while (!bytes.IsEmpty)
        {
            if (bytes[0] == Escape && Designated(bytes[1..], plain) is { } designated)
            {
                current = designated.Decoder;
                bytes = bytes[(1 + designated.Length)..];
                continue;
            }

            var end = bytes[1..].IndexOfAny(Breaks) + 1;
            end = end == 0 ? bytes.Length : end;
            var isDelimiter = bytes[0] is (byte)'\\' or (byte)'^' or (byte)'=' or (byte)'\r' or (byte)'\n' or (byte)'\f';
            if (isDelimiter)
            {
                current = plain;
                end = 1;
            }

            text.Append(isDelimiter ? ((char)bytes[0]).ToString() : current(bytes[..end]));
            bytes = bytes[end..];
        }

        return text.ToString();
    }

    private static (PlainDecoder Decoder, int Length)? Designated(ReadOnlySpan<byte> after, PlainDecoder plain) =>
        after.StartsWith("(B"u8) || after.StartsWith("(J"u8) ? (plain, 2)
        : after.StartsWith(")I"u8) ? (Page(CodePages.ShiftJis), 2)
        : after.StartsWith("$B"u8) ? (bytes => Japanese(bytes, prefix: false), 2)
        : after.StartsWith("$(D"u8) ? (bytes => Japanese(bytes, prefix: true), 3)
        : after.StartsWith("$)C"u8) ? (Page(CodePages.EucKorean), 3)
        : after.StartsWith("$)A"u8) ? (Page(CodePages.Gb2312), 3)
        : after.Length >= 2 && after[0] == '-' && CodePageOf(after[1]) is { } codePage ? (Page(codePage), 2)
        : null;

    // ISO-IR 100, 101, 109, 110, 144, 127, 126, 138, 148 and 166 by their final byte.
    private static int? CodePageOf(byte final) => (char)final switch
    {
        'A' => 28591,
        'B' => 28592,
        'C' => 28593,
        'D' => 28594,
        'L' => 28595,
        'G' => 28596,
        'F' => 28597,
        'H' => 28598,
        'M' => 28599,
        'T' => CodePages.Thai,
        _ => null,
    };

    private static PlainDecoder Page(int codePage) => bytes => CodePages.Get(codePage).GetString(bytes);

    // JIS X 0208 in seven bits is EUC-JP without its high bits, JIS X 0212 the same behind 0x8F.
    private static string Japanese(ReadOnlySpan<byte> bytes, bool prefix)
    {
        List<byte> euc = new(bytes.Length * 2);
        for (var i = 0; i + 1 < bytes.Length; i += 2)
        {
            if (prefix)
            {
                euc.Add(0x8F);
            }

            euc.Add((byte)(bytes[i] | 0x80));
            euc.Add((byte)(bytes[i + 1] | 0x80));
        }

        return CodePages.Get(CodePages.EucJapanese).GetString([.. euc]);
    }
}
