namespace HccRisk.Mil.Network;

/// <summary>The tiles of one patient as rows of numbers, filled with zeros to a whole number of registers.</summary>
/// <typeparam name="T">Single or double.</typeparam>
internal sealed class TileMatrix<T>
    where T : unmanaged
{
    /// <summary>Numbers that a row is a multiple of: two of the widest registers in single precision.</summary>
    private const int Register = 32;

    public TileMatrix(int count, int width) => (Count, Width, Values) = (count, width, new T[(long)count * StrideOf(width)]);

    /// <summary>Number of tiles.</summary>
    public int Count { get; }

    /// <summary>Numbers a tile.</summary>
    public int Width { get; }

    /// <summary>From one tile to the next.</summary>
    public int Stride => StrideOf(Width);

    public T[] Values { get; }

    /// <summary>The numbers of one tile.</summary>
    public Span<T> this[int tile] => Values.AsSpan(tile * Stride, Width);

    public static int StrideOf(int width) => (width + Register - 1) / Register * Register;
}
