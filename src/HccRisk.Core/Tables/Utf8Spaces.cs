using System.Buffers;
using System.Text;

namespace HccRisk.Core.Tables;

/// <summary>Spaces of any alphabet in UTF-8.</summary>
internal static class Utf8Spaces
{
    /// <summary>A text without the spaces around it that any alphabet has.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> cell)
    {
        while (cell.Length > 0 && Rune.DecodeFromUtf8(cell, out var rune, out var length) == OperationStatus.Done && IsSpace(rune))
        {
            cell = cell[length..];
        }

        while (cell.Length > 0 && Rune.DecodeLastFromUtf8(cell, out var rune, out var length) == OperationStatus.Done && IsSpace(rune))
        {
            cell = cell[..^length];
        }

        return cell;
    }

    /// <summary>Whether a cell has nothing but spaces.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> cell)
    {
        foreach (var b in cell)
        {
            if (b > ' ')
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSpace(Rune rune) => Rune.IsWhiteSpace(rune);
}
