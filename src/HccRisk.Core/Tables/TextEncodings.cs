using System.Text;
using UtfUnknown;

namespace HccRisk.Core.Tables;

/// <summary>The encoding of a text: its byte order mark, else UTF-8 where it is that throughout, else what its bytes show.</summary>
internal static class TextEncodings
{
    private const int Probe = 4096;
    private const int Sample = 1 << 22;
    private const float Likely = 0.5f;
    private const float Apart = 0.2f;
    private const int Excerpt = 24;

    static TextEncodings() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>An encoding by its name, which refuses bytes that are none of its characters; null when there is none of that name.</summary>
    public static Encoding? ByName(string name)
    {
        var known = name.Trim().ToUpperInvariant() switch
        {
            "GBK" or "GB2312" or "CP936" or "936" or "GB-18030" => "gb18030",
            "UTF8" or "UTF-8-SIG" or "UTF8-BOM" => "utf-8",
            "UTF16" or "UTF-16LE" or "UTF-16-LE" => "utf-16",
            "UTF-16BE" or "UTF-16-BE" => "utf-16BE",
            "LATIN1" or "LATIN-1" => "iso-8859-1",
            "ANSI" or "CP1252" => "windows-1252",
            "SJIS" or "CP932" => "shift_jis",
            var other => other,
        };
        try
        {
            return Encoding.GetEncoding(known, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>UTF-16 or UTF-32 that the first bytes show, by a mark or by every second byte being 0; null when they do not.</summary>
    public static (Encoding Encoding, string Reason)? OfFirstBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]))
        {
            return (ByName("utf-32")!, "byte order mark");
        }

        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return (ByName(bytes[0] == 0xFF ? "utf-16" : "utf-16BE")!, "byte order mark");
        }

        Span<int> zeros = stackalloc int[2];
        var probe = bytes[..Math.Min(bytes.Length, Probe)];
        for (var i = 0; i < probe.Length; i++)
        {
            zeros[i & 1] += probe[i] == 0 ? 1 : 0;
        }

        // Half of the characters of a table are digits, delimiters and line ends, whatever else is written in it.
        var (some, many) = (Math.Min(zeros[0], zeros[1]), Math.Max(zeros[0], zeros[1]));
        return many >= 4 && some == 0 && many * 4 >= probe.Length
            ? (ByName(zeros[1] > 0 ? "utf-16" : "utf-16BE")!, "by its zeros, without a byte order mark")
            : null;
    }

    /// <summary>The encoding of a file that is no UTF-8.</summary>
    /// <exception cref="InvalidDataException">None is likely, or several are and read different texts.</exception>
    public static (Encoding Encoding, string Reason) Detect(string path)
    {
        byte[] bytes;
        using (var file = File.OpenRead(path))
        {
            bytes = new byte[(int)Math.Min(file.Length, Sample)];
            file.ReadExactly(bytes);
        }

        // Runs of ASCII say nothing: what is judged are the lines with other letters.
        var lines = LinesWithLetters(bytes);
        var evidence = LetterEvidence.Of(lines);
        var likely = new List<(Encoding Encoding, float Confidence, string Text)>();
        foreach (var detail in CharsetDetector.DetectFromBytes(lines).Details)
        {
            Add(detail.EncodingName, detail.Confidence);
        }

        // Short texts are told apart badly: Chinese of few letters is as well some letters with accents.
        foreach (var name in (string[])["gb18030", "big5", "shift_jis", "euc-kr", "windows-1252"])
        {
            Add(name, 0);
        }

        likely = [.. likely.OrderByDescending(l => l.Confidence).DistinctBy(l => l.Text, StringComparer.Ordinal)];
        if (likely.Count == 0)
        {
            throw new InvalidDataException("its bytes are no text of a known encoding: say which it has (--encoding), or save it as CSV in UTF-8");
        }

        if (likely[0].Confidence >= Likely && (likely.Count == 1 || likely[0].Confidence - likely[1].Confidence >= Apart))
        {
            return (likely[0].Encoding, "by its letters");
        }

        var differ = Differing(likely[0].Text, [.. likely.Skip(1).Select(l => l.Text)]);
        throw new InvalidDataException(
            $"its encoding cannot be told: {string.Join(", ", likely.Take(4).Select(l => $"'{Around(l.Text, differ)}' in {l.Encoding.WebName}"))}; say which it is (--encoding {likely[0].Encoding.WebName}), or save it as CSV in UTF-8");

        void Add(string? name, float confidence)
        {
            // Code pages of DOS are of files older than any that comes here, and take any byte.
            if (name?.StartsWith("ibm", StringComparison.OrdinalIgnoreCase) != true && ByName(name ?? "") is { } encoding && Decode(encoding, lines) is { } text && IsPlausible(text))
            {
                var surest = likely.Count == 0 ? 0 : likely.Max(l => l.Confidence);
                likely.Add((encoding, evidence.Weigh(encoding, confidence, surest), text));
            }
        }
    }

    private static byte[] LinesWithLetters(byte[] bytes)
    {
        using var kept = new MemoryStream();
        var start = 0;
        while (start < bytes.Length)
        {
            var length = Array.IndexOf(bytes, (byte)'\n', start) is var end && end < 0 ? bytes.Length - start : end + 1 - start;
            if (!Ascii.IsValid(bytes.AsSpan(start, length)))
            {
                kept.Write(bytes, start, length);
            }

            start += length;
        }

        return kept.ToArray();
    }

    private static string? Decode(Encoding encoding, byte[] bytes)
    {
        try
        {
            // The sample may end within a character.
            var decoder = encoding.GetDecoder();
            var chars = new char[encoding.GetMaxCharCount(bytes.Length)];
            return new string(chars, 0, decoder.GetChars(bytes, 0, bytes.Length, chars, 0, flush: false));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Whether the letters beyond ASCII are letters that people write: no control characters, no private ones.</summary>
    private static bool IsPlausible(string text) => !text.Any(c => c is >= '\u0080' and <= '\u009F' or >= '\uE000' and <= '\uF8FF' or '\uFFFD');

    private static int Differing(string text, string[] others)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (Array.Exists(others, o => i >= o.Length || o[i] != text[i]))
            {
                return i;
            }
        }

        return 0;
    }

    private static string Around(string text, int at)
    {
        at = Math.Min(at, text.Length);
        var from = Math.Max(0, at - 4);
        return text.Substring(from, Math.Min(Excerpt, text.Length - from)).ReplaceLineEndings(" ").Trim();
    }
}
