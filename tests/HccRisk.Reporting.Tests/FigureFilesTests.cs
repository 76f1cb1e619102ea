using System.Buffers.Binary;
using System.Xml.Linq;
using SkiaSharp;
using Xunit;

namespace HccRisk.Reporting.Tests;

public sealed class FigureFilesTests
{
    [Fact]
    public void Write_Validation_GivesThreeFilesAFigure()
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var count = FigureFiles.Write(ReportValidation.Full, folder);
            var page = HtmlReportTests.Parse(ValidationPageTests.Html(ReportValidation.Full));
            Assert.Equal(page.Descendants("figure").Count(), count);
            Assert.Equal(3 * count, Directory.GetFiles(folder).Length);
            for (var i = 1; i <= count; i++)
            {
                var path = Path.Combine(folder, $"figure-{i}");
                Assert.Equal("svg", XElement.Load(path + ".svg").Name.LocalName);
                var lines = File.ReadAllLines(path + ".csv");
                Assert.True(lines.Length > 1);
                Assert.All(lines, l => Assert.DoesNotContain("NaN", l, StringComparison.Ordinal));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Chunk pHYs of the PNG specification: pixels a metre both ways, unit 1. 300 dots an inch are 11811 a metre.
    [Fact]
    public void Png_Plot_SaysItsResolution()
    {
        var image = HccRisk.Plots.CohortFlowDiagram.Render([new("all", 10, 10)], []);
        var png = image.Png.Span;
        var at = png.IndexOf("pHYs"u8);
        Assert.Equal(9u, BinaryPrimitives.ReadUInt32BigEndian(png[(at - 4)..]));
        Assert.Equal(11811u, BinaryPrimitives.ReadUInt32BigEndian(png[(at + 4)..]));
        Assert.Equal(11811u, BinaryPrimitives.ReadUInt32BigEndian(png[(at + 8)..]));
        Assert.Equal(1, png[at + 12]);
        Assert.Equal(Crc(png[at..(at + 13)]), BinaryPrimitives.ReadUInt32BigEndian(png[(at + 13)..]));
        using var bitmap = SKBitmap.Decode(png);
        Assert.Equal((int)(image.Width * 300 / 96.0), bitmap.Width);
    }

    // The checksum of the PNG specification, annex D.
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = 0xffffffffu;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var k = 0; k < 8; k++)
            {
                crc = (crc & 1) != 0 ? 0xedb88320u ^ (crc >> 1) : crc >> 1;
            }
        }

        return crc ^ 0xffffffffu;
    }
}
