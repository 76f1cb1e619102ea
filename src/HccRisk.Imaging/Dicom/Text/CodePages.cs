using System.Text;

namespace HccRisk.Imaging.Dicom.Text;

/// <summary>The code pages of the defined terms of a specific character set (PS3.3 tables C.12-2 to C.12-5).</summary>
internal static class CodePages
{
    internal const int EucJapanese = 51932;
    internal const int EucKorean = 51949;
    internal const int Gb2312 = 936;
    internal const int ShiftJis = 932;
    internal const int Thai = 874;

    /// <summary>The encoding of a term, such as <c>ISO_IR 100</c>; null for the default repertoire and for terms that are not known.</summary>
    internal static System.Text.Encoding? Find(string term)
    {
        // "ISO 2022 IR 100" names the same set with code extensions; writers vary in blanks, underscores and case.
        var name = term.ToUpperInvariant().Replace('_', ' ').Replace('-', ' ').Replace("ISO 2022 IR", "ISO IR", StringComparison.Ordinal);
        return name switch
        {
            "ISO IR 192" or "UTF 8" or "UTF8" => System.Text.Encoding.UTF8,
            "GB18030" => Get(54936),
            "GBK" or "GB2312" or "ISO IR 58" => Get(Gb2312),
            "ISO IR 100" or "ISO 8859 1" => System.Text.Encoding.Latin1,
            "ISO IR 101" => Get(28592),
            "ISO IR 109" => Get(28593),
            "ISO IR 110" => Get(28594),
            "ISO IR 144" => Get(28595),
            "ISO IR 127" => Get(28596),
            "ISO IR 126" => Get(28597),
            "ISO IR 138" => Get(28598),
            "ISO IR 148" => Get(28599),
            "ISO IR 203" => Get(28605),
            "ISO IR 166" => Get(Thai),
            "ISO IR 13" => Get(ShiftJis),
            _ => null,
        };
    }

    // The provider is asked, not registered: registering would change the encodings of the whole process.
    internal static System.Text.Encoding Get(int codePage) =>
        CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? System.Text.Encoding.GetEncoding(codePage);
}
