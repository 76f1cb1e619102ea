namespace HccRisk.Pathomics.Slides;

/// <summary>What a TIFF directory says about one page, and where its pieces (tiles, or strips as wide as the page) are stored.</summary>
internal sealed record TiffPage
{
    public int Width { get; init; }

    public int Height { get; init; }

    /// <summary>Bits of every sample; 0 when the samples of a pixel differ.</summary>
    public int BitsPerSample { get; init; } = 1;

    public int SamplesPerPixel { get; init; } = 1;

    /// <summary>1 unsigned integer, 2 signed, 3 floating point; 0 when the samples of a pixel differ.</summary>
    public int SampleFormat { get; init; } = 1;

    /// <summary>What the first sample beyond the colours is: 1 alpha the colours are multiplied with, 2 alpha, 0 not said.</summary>
    public int ExtraSample { get; init; }

    public int Compression { get; init; } = 1;

    /// <summary>1 none, 2 differences to the pixel on the left, 3 those of floating-point numbers.</summary>
    public int Predictor { get; init; } = 1;

    /// <summary>1 when the first bit of a byte is its highest.</summary>
    public int FillOrder { get; init; } = 1;

    public int Photometric { get; init; }

    /// <summary>Whether each sample has pieces of its own, all of the first sample before those of the second.</summary>
    public bool IsPlanar { get; init; }

    public bool IsTiled { get; init; }

    public int PieceWidth { get; init; }

    public int PieceHeight { get; init; }

    public long[] Offsets { get; init; } = [];

    /// <summary>Stored bytes of each piece; 0 for one that was not scanned.</summary>
    public long[] Sizes { get; init; } = [];

    /// <summary>Quantisation and Huffman tables the JPEG pieces share; empty when each has its own.</summary>
    public byte[] JpegTables { get; init; } = [];

    public string Description { get; init; } = "";

    public string Software { get; init; } = "";

    /// <summary>Pixels per unit along x and y, zero when absent.</summary>
    public (double X, double Y) Resolution { get; init; }

    /// <summary>1 none, 2 inch, 3 centimetre; inch when a resolution is given without a unit, as TIFF 6.0 says.</summary>
    public int ResolutionUnit { get; init; } = 2;

    public bool IsHamamatsu { get; init; }

    public IReadOnlyList<long> SubDirectories { get; init; } = [];

    public int Columns => (Width + PieceWidth - 1) / PieceWidth;

    public int Rows => (Height + PieceHeight - 1) / PieceHeight;

    /// <summary>First byte past the last piece.</summary>
    public long DataEnd
    {
        get
        {
            var end = 0L;
            for (var i = 0; i < Offsets.Length; i++)
            {
                end = Math.Max(end, Offsets[i] < 0 || Sizes[i] < 0 || Offsets[i] > long.MaxValue - Sizes[i] ? long.MaxValue : Offsets[i] + Sizes[i]);
            }

            return end;
        }
    }

    /// <summary>Rows stored in a piece: tiles are always whole, the last strip is not.</summary>
    public int RowsOf(int row) => IsTiled ? PieceHeight : Math.Min(PieceHeight, Height - (row * PieceHeight));
}
