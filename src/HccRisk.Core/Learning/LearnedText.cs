using System.Globalization;

namespace HccRisk.Core.Learning;

/// <summary>
/// Values as text fields of one width. The shortest digits that identify a <see cref="float"/> are at most nine, so the way through text
/// is exact; infinities and NaN stay what they are.
/// </summary>
internal static class LearnedText
{
    /// <summary>Sign, d.dddddddd, E, exponent sign and two digits; what is shorter ends in spaces.</summary>
    public const int Width = 15;

    public static string Write(ReadOnlySpan<float> values) =>
        string.Create(values.Length * Width, values, static (text, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                var field = text.Slice(i * Width, Width);
                field.Fill(' ');
                source[i].TryFormat(field, out _, default, CultureInfo.InvariantCulture);
            }
        });
}
