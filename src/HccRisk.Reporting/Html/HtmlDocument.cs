using System.Text;
using System.Xml;
using System.Xml.Linq;
using HccRisk.Plots;

namespace HccRisk.Reporting.Html;

/// <summary>Writes a tree of elements as a file that is valid HTML5 and well-formed XML at once.</summary>
internal static class HtmlDocument
{
    private static readonly HashSet<string> Void = ["meta", "br", "hr", "col", "img"];

    public static void Write(XElement html, Stream stream)
    {
        Tidy(html);
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            OmitXmlDeclaration = true,
            Indent = false,
            NewLineHandling = NewLineHandling.None,
            CloseOutput = false,
        };
        stream.Write("<!DOCTYPE html>\n"u8);
        using (var writer = XmlWriter.Create(stream, settings))
        {
            html.WriteTo(writer);
        }

        stream.Write("\n"u8);
    }

    private static void Tidy(XElement root)
    {
        foreach (var element in root.DescendantsAndSelf())
        {
            foreach (var attribute in element.Attributes().Where(a => !a.IsNamespaceDeclaration))
            {
                attribute.Value = SafeText.Clean(attribute.Value);
            }

            foreach (var text in element.Nodes().OfType<XText>().Where(_ => element.Name.LocalName != "style"))
            {
                text.Value = SafeText.Clean(text.Value);
            }

            // HTML has no <td />: what is empty and may not be gets an end tag of its own.
            if (element.IsEmpty && element.Name.Namespace == XNamespace.None && !Void.Contains(element.Name.LocalName))
            {
                element.Add(new XText(""));
            }

            // A line a block keeps the file readable and comparable.
            if (element.Name.LocalName is "section" or "tr" or "figure" or "div" or "p" or "h2" or "h3" or "nav" or "li" or "dt")
            {
                element.AddBeforeSelf(new XText("\n"));
            }
        }
    }
}
