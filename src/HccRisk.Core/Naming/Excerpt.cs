namespace HccRisk.Core.Naming;

/// <summary>Texts of files within messages: what a person reads must not be as long as the file.</summary>
public static class Excerpt
{
    /// <summary>A text, or its beginning and end with three dots between.</summary>
    /// <param name="text">The text.</param>
    /// <param name="most">The most characters of the result, at least 5. Default 100.</param>
    public static string Of(string text, int most = 100)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 5);
        var half = (most - 3) / 2;
        return text.Length <= most ? text : $"{text.AsSpan(0, half)}...{text.AsSpan(text.Length - half)}";
    }
}
