namespace HccRisk.Pathomics.Heatmaps;

/// <summary>Colours of scores: nine of them from the low end to the high one, linear in between.</summary>
internal sealed class ScoreColours
{
    /// <summary>The colour map viridis (van der Walt, Smith; CC0): lightness rises evenly, also in grey print and for colour-blind eyes.</summary>
    public static readonly ScoreColours Rising = new(0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725);

    /// <summary>Blue over light grey to red, each end as dark as the other (Moreland, Advances in Visual Computing 2009): the middle is neither.</summary>
    public static readonly ScoreColours Signed = new(0x3B4CC0, 0x6282EA, 0x8DB0FE, 0xB8D0F9, 0xDDDDDD, 0xF5C4AD, 0xF49A7B, 0xDE604D, 0xB40426);

    private readonly int[] _eighths;

    private ScoreColours(params int[] eighths) => _eighths = eighths;

    /// <summary>Those for some scores.</summary>
    public static ScoreColours Of(TileScores scores) => scores.IsSigned ? Signed : Rising;

    /// <param name="value">0 (low) to 1 (high); beyond is the end's colour.</param>
    public (byte Red, byte Green, byte Blue) At(double value)
    {
        var position = Math.Clamp(value, 0, 1) * (_eighths.Length - 1);
        var index = Math.Min((int)position, _eighths.Length - 2);
        var part = position - index;
        return (Mix(16), Mix(8), Mix(0));

        byte Mix(int shift) => (byte)Math.Round((((_eighths[index] >> shift) & 255) * (1 - part)) + (((_eighths[index + 1] >> shift) & 255) * part));
    }
}
