namespace HccRisk.Pathomics.Heatmaps;

/// <summary>
/// The colour map viridis (van der Walt, Smith; CC0): lightness rises evenly, also in grey print and for colour-blind eyes. Its colours at
/// eighths, linear in between.
/// </summary>
internal static class Viridis
{
    private static readonly int[] Eighths = [0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725];

    /// <param name="value">0 (dark) to 1 (bright); beyond is the end's colour.</param>
    public static (byte Red, byte Green, byte Blue) At(double value)
    {
        var position = Math.Clamp(value, 0, 1) * (Eighths.Length - 1);
        var index = Math.Min((int)position, Eighths.Length - 2);
        var part = position - index;
        return (Mix(16), Mix(8), Mix(0));

        byte Mix(int shift) => (byte)Math.Round((((Eighths[index] >> shift) & 255) * (1 - part)) + (((Eighths[index + 1] >> shift) & 255) * part));
    }
}
