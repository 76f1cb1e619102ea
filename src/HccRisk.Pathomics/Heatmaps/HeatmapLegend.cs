using System.Globalization;

namespace HccRisk.Pathomics.Heatmaps;

/// <summary>A bar of colours with five numbers, drawn without fonts so that it is the same everywhere.</summary>
internal static class HeatmapLegend
{
    private const string Glyphs = "0123456789.-+E";
    private const int GlyphWidth = 5;
    private const int GlyphHeight = 7;
    private const int Labels = 5;

    /// <summary>Rows of the glyphs, five bits each, the leftmost pixel highest.</summary>
    private static readonly byte[][] Bits =
    [
        [14, 17, 19, 21, 25, 17, 14], [4, 12, 4, 4, 4, 4, 14], [14, 17, 1, 2, 4, 8, 31], [31, 2, 4, 2, 1, 17, 14], [2, 6, 10, 18, 31, 2, 2],
        [31, 16, 30, 1, 1, 17, 14], [6, 8, 16, 30, 17, 17, 14], [31, 1, 2, 4, 8, 8, 8], [14, 17, 17, 14, 17, 17, 14], [14, 17, 17, 15, 1, 2, 12],
        [0, 0, 0, 0, 0, 12, 12], [0, 0, 0, 31, 0, 0, 0], [0, 4, 4, 31, 4, 4, 0], [31, 16, 16, 30, 16, 16, 31],
    ];

    /// <summary>Size of a letter's pixel for a picture of a height.</summary>
    private static int Scale(int height) => Math.Clamp(height / 256, 1, 6);

    /// <summary>Width the legend takes.</summary>
    public static int Width(int height) => Scale(height) * (10 + 12 + 4 + (9 * (GlyphWidth + 1)) + 4);

    /// <summary>Draws into the right part of a white picture.</summary>
    public static void Draw(byte[] rgb, int width, int height, int left, double low, double high, ScoreColours colours)
    {
        var scale = Scale(height);
        var (barLeft, barWidth, margin) = (left + (10 * scale), 12 * scale, 8 * scale);
        var rows = height - (2 * margin);
        if (rows < 2)
        {
            return;
        }

        for (var row = 0; row < rows; row++)
        {
            var colour = colours.At(1 - (row / (rows - 1.0)));
            for (var x = barLeft; x < barLeft + barWidth; x++)
            {
                Set(rgb, width, x, margin + row, colour);
            }
        }

        // A small picture has room for the ends only.
        var labels = rows >= Labels * (GlyphHeight + 3) * scale ? Labels : 2;
        for (var i = 0; i < labels; i++)
        {
            var part = i / (labels - 1.0);
            var text = (low + (part * (high - low))).ToString("G4", CultureInfo.InvariantCulture);
            var middle = margin + (int)Math.Round((1 - part) * (rows - 1));
            Write(rgb, width, height, barLeft + barWidth + (4 * scale), middle - (GlyphHeight * scale / 2), scale, text.Length <= 9 ? text : (low + (part * (high - low))).ToString("0.##E+0", CultureInfo.InvariantCulture));
        }
    }

    private static void Write(byte[] rgb, int width, int height, int left, int top, int scale, string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (Glyphs.IndexOf(text[i], StringComparison.Ordinal) is not (>= 0 and var glyph))
            {
                continue;
            }

            for (var at = 0; at < GlyphWidth * GlyphHeight * scale * scale; at++)
            {
                var (x, y) = (at % (GlyphWidth * scale), at / (GlyphWidth * scale));
                if (((Bits[glyph][y / scale] >> (GlyphWidth - 1 - (x / scale))) & 1) == 1 && top + y >= 0 && top + y < height)
                {
                    Set(rgb, width, left + (i * (GlyphWidth + 1) * scale) + x, top + y, (0, 0, 0));
                }
            }
        }
    }

    private static void Set(byte[] rgb, int width, int x, int y, (byte Red, byte Green, byte Blue) colour)
    {
        var at = ((y * width) + x) * 3;
        if (x < width)
        {
            (rgb[at], rgb[at + 1], rgb[at + 2]) = colour;
        }
    }
}
