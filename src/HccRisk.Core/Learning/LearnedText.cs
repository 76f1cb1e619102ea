using System.Globalization;

namespace HccRisk.Core.Learning;

/// <summary>
/// Values as text fields of one width. Nine significant digits identify a <see cref="float"/>, so the way through text is exact;
/// what is not finite becomes NaN.
/// </summary>
internal static class LearnedText
{
    /// <summary>Sign or leading zero, d.dddddddd, E, exponent sign and two digits.</summary>
    public const int Width = 15;

    private const string Missing = "NaN            ";

    public static string Write(ReadOnlySpan<float> values)
    {
        var copy = values.ToArray();
        return string.Create(values.Length * Width, copy, static (text, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                var field = text.Slice(i * Width, Width);
                var value = source[i];
                if (!float.IsFinite(value))
                {
                    Missing.CopyTo(field);
                    continue;
                }

                field[0] = float.IsNegative(value) ? '-' : '0';
                Math.Abs((double)value).TryFormat(field[1..], out _, "0.00000000E+00", CultureInfo.InvariantCulture);
            }
        });
    }
}
