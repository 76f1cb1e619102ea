using System.Text;

namespace HccRisk.Imaging.Dicom.Text;

/// <summary>The specific character set of a data set (PS3.3 C.12.1.1.2).</summary>
/// <remarks>
/// Text of the default repertoire should be ASCII; bytes beyond it are read as UTF-8 where they are that, else as ISO 8859-1, which is
/// what the writers that forgot to name their character set used. Bytes a character set does not define become U+FFFD.
/// </remarks>
internal sealed class CharacterSet
{
    private static readonly CharacterSet Default = new(null, []);
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly System.Text.Encoding? _single;
    private readonly string[] _terms;

    private CharacterSet(System.Text.Encoding? single, string[] terms)
    {
        _single = single;
        _terms = terms;
    }

    /// <summary>The character set of the values of (0008,0005); terms that are not known count as the default.</summary>
    internal static CharacterSet Parse(string[] terms)
    {
        if (terms.Length == 0)
        {
            return Default;
        }

        var first = CodePages.Find(terms[0]);
        return first is null && terms.Length == 1 ? Default : new CharacterSet(first, terms);
    }

    internal string Decode(ReadOnlySpan<byte> bytes) =>
        _terms.Length > 0 && bytes.Contains(CodeExtension.Escape) ? CodeExtension.Decode(bytes, DecodePlain) : DecodePlain(bytes);

    private string DecodePlain(ReadOnlySpan<byte> bytes)
    {
        if (_single is not null)
        {
            return _single.GetString(bytes);
        }

        if (Ascii.IsValid(bytes))
        {
            return System.Text.Encoding.ASCII.GetString(bytes);
        }

        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return System.Text.Encoding.Latin1.GetString(bytes);
        }
    }
}
