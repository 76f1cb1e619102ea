using System.Text;
using System.Xml;

namespace HccRisk.Plots;

/// <summary>Text as XML may hold it.</summary>
public static class SafeText
{
    /// <summary>The text without characters that no XML file may hold, on one line.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]))
            {
                clean.Append(text, i++, 2);
            }
            else if (text[i] is '\t' or '\n' or '\r')
            {
                clean.Append(' ');
            }
            else
            {
                clean.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
            }
        }

        return clean.ToString();
    }
}
