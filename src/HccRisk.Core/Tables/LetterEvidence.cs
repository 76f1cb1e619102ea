using System.Text;

namespace HccRisk.Core.Tables;

/// <summary>What the bytes above ASCII of a text are like: letters with accents stand within words of plain letters, Chinese signs stand among themselves.</summary>
internal readonly record struct LetterEvidence
{
    private const int Enough = 4;
    private const double Most = 0.9;
    private const float Sure = 0.9f;
    private const float Unlikely = 0.3f;

    private readonly int _bytes;
    private readonly int _withinWords;
    private readonly int _pairs;
    private readonly int _commonChinese;

    private LetterEvidence(int bytes, int withinWords, int pairs, int commonChinese) => (_bytes, _withinWords, _pairs, _commonChinese) = (bytes, withinWords, pairs, commonChinese);

    public static LetterEvidence Of(ReadOnlySpan<byte> text)
    {
        var (bytes, within, pairs, common) = (0, 0, 0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] < 0x80)
            {
                continue;
            }

            bytes++;
            within += (i > 0 && char.IsAsciiLetter((char)text[i - 1])) || (i + 1 < text.Length && char.IsAsciiLetter((char)text[i + 1])) ? 1 : 0;
        }

        for (var i = 0; i + 1 < text.Length; i++)
        {
            if (text[i] >= 0x81)
            {
                // The 3,755 signs of the first level of GB 2312, which nearly all running text is made of.
                pairs++;
                common += text[i] is >= 0xB0 and <= 0xD7 && text[i + 1] >= 0xA1 ? 1 : 0;
                i++;
            }
        }

        return new LetterEvidence(bytes, within, pairs, common);
    }

    /// <summary>How likely an encoding is, with how likely it is by the frequency of its letters.</summary>
    /// <param name="encoding">The encoding.</param>
    /// <param name="confidence">From 0 to 1.</param>
    /// <param name="surest">The most likely so far.</param>
    public float Weigh(Encoding encoding, float confidence, float surest) =>
        encoding.IsSingleByte
            ? _withinWords * 2 < _bytes && _pairs >= Enough && _commonChinese >= Most * _pairs ? Math.Min(confidence, Unlikely) : confidence
            : _withinWords * 2 >= _bytes && confidence < Sure ? Math.Min(confidence, Unlikely)
            : encoding.CodePage == 54936 && _pairs >= Enough && _commonChinese >= Most * _pairs && surest < Sure ? Math.Max(confidence, Sure)
            : confidence;
}
