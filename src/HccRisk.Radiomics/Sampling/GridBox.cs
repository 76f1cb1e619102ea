namespace HccRisk.Radiomics.Sampling;

/// <summary>A box of samples of the working grid: its first sample along each axis and its size.</summary>
internal readonly record struct GridBox(int X, int Y, int Z, int Width, int Height, int Depth)
{
    internal int Count => Width * Height * Depth;
}
