namespace HccRisk.Pathomics.Stain;

/// <summary>sRGB (IEC 61966-2-1) to CIE L*a*b* under D65 and back, by tables. Errors are below a tenth of a grey level.</summary>
internal static class LabColour
{
    private const int CurveSteps = 4096;
    private const int ByteSteps = 16384;
    private const float Threshold = 216f / 24389;
    private const float Slope = 24389f / 27 / 116;

    // Rows of the sRGB matrix divided by the white point, so that white is 1, 1, 1.
    private const float Xr = 0.4124564f / 0.95047f, Xg = 0.3575761f / 0.95047f, Xb = 0.1804375f / 0.95047f;
    private const float Yr = 0.2126729f, Yg = 0.7151522f, Yb = 0.0721750f;
    private const float Zr = 0.0193339f / 1.08883f, Zg = 0.1191920f / 1.08883f, Zb = 0.9503041f / 1.08883f;

    private static readonly float[] Linear = [.. Enumerable.Range(0, 256).Select(v => (float)(v <= 10.31475 ? v / 255.0 / 12.92 : Math.Pow(((v / 255.0) + 0.055) / 1.055, 2.4)))];
    private static readonly float[] Curve = [.. Enumerable.Range(0, CurveSteps + 2).Select(i => (float)F((double)i / CurveSteps))];
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, ByteSteps + 1).Select(i => (byte)Math.Round(255 * Gamma((double)i / ByteSteps)))];

    public static (float L, float A, float B) FromRgb(byte red, byte green, byte blue)
    {
        float r = Linear[red], g = Linear[green], b = Linear[blue];
        var x = Bend((Xr * r) + (Xg * g) + (Xb * b));
        var y = Bend((Yr * r) + (Yg * g) + (Yb * b));
        var z = Bend((Zr * r) + (Zg * g) + (Zb * b));
        return ((116 * y) - 16, 500 * (x - y), 200 * (y - z));
    }

    /// <summary>Colours a screen cannot show are clipped channel by channel.</summary>
    public static (byte R, byte G, byte B) ToRgb(float l, float a, float b)
    {
        var y = (l + 16) / 116;
        var (x1, y1, z1) = (Unbend(y + (a / 500)) * 0.95047f, Unbend(y), Unbend(y - (b / 200)) * 1.08883f);
        return (
            Byte((3.2404542f * x1) - (1.5371385f * y1) - (0.4985314f * z1)),
            Byte((-0.9692660f * x1) + (1.8760108f * y1) + (0.0415560f * z1)),
            Byte((0.0556434f * x1) - (0.2040259f * y1) + (1.0572252f * z1)));
    }

    private static float Bend(float t)
    {
        var at = Math.Min(t, 1) * CurveSteps;
        var i = (int)at;
        return Curve[i] + ((at - i) * (Curve[i + 1] - Curve[i]));
    }

    private static float Unbend(float f)
    {
        var cube = f * f * f;
        return cube > Threshold ? cube : (f - (16f / 116)) / Slope;
    }

    private static byte Byte(float linear) => Bytes[(int)((Math.Clamp(linear, 0, 1) * ByteSteps) + 0.5f)];

    private static double F(double t) => t > 216.0 / 24389 ? Math.Cbrt(t) : ((24389.0 / 27 * t) + 16) / 116;

    private static double Gamma(double t) => t <= 0.0031308 ? 12.92 * t : (1.055 * Math.Pow(t, 1 / 2.4)) - 0.055;
}
