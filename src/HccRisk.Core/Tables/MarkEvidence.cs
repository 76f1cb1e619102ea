namespace HccRisk.Core.Tables;

/// <summary>What the plain numbers of a column say of the decimal mark, counted while it is read.</summary>
internal sealed class MarkEvidence
{
    /// <summary>Numbers, whatever mark they have.</summary>
    public int Numbers { get; private set; }

    /// <summary>The first row whose point, or comma, can be a decimal mark only; -1 when there is none.</summary>
    public int Point { get; private set; } = -1;

    /// <inheritdoc cref="Point"/>
    public int Comma { get; private set; } = -1;

    /// <summary>The first row whose point, or comma, may as well group thousands; -1 when there is none.</summary>
    public int OpenPoint { get; private set; } = -1;

    /// <inheritdoc cref="OpenPoint"/>
    public int OpenComma { get; private set; } = -1;

    /// <summary>Whether no cell has a comma, nor is a text that may be a number.</summary>
    public bool IsPlain => Comma < 0 && OpenComma < 0 && !HasOddNumbers && OpenPoint < 0;

    /// <summary>Whether a text begins as a number does.</summary>
    public bool HasOddNumbers { get; private set; }

    public void Add(ulong cell, int row)
    {
        Numbers++;
        if (!PackedNumber.HasMark(cell))
        {
            return;
        }

        if (PackedNumber.HasComma(cell))
        {
            if (PackedNumber.MayGroup(cell))
            {
                OpenComma = OpenComma < 0 ? row : OpenComma;
            }
            else
            {
                Comma = Comma < 0 ? row : Comma;
            }
        }
        else if (PackedNumber.MayGroup(cell))
        {
            OpenPoint = OpenPoint < 0 ? row : OpenPoint;
        }
        else
        {
            Point = Point < 0 ? row : Point;
        }
    }

    public void AddText(ReadOnlySpan<byte> text) =>
        HasOddNumbers |= (uint)(text[0] - '0') <= 9 || text[0] >= 0x80 || text[0] is (byte)'-' or (byte)'+' or (byte)'<' or (byte)'>';
}
