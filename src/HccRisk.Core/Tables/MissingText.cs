using System.Diagnostics.CodeAnalysis;

namespace HccRisk.Core.Tables;

/// <summary>Texts that stand for a missing value in tables of spreadsheets, R, SAS and Python.</summary>
public static class MissingText
{
    private static readonly string[] Words = ["NA", "N/A", "NaN", "#N/A", "."];

    /// <summary>Whether a trimmed cell is empty, NA, N/A, NaN, #N/A (case not told apart) or a single point.</summary>
    /// <param name="text">The cell.</param>
    public static bool Is([NotNullWhen(false)] string? text) =>
        string.IsNullOrEmpty(text) || (text.Length <= 4 && Array.Exists(Words, w => w.Equals(text, StringComparison.OrdinalIgnoreCase)));
}
