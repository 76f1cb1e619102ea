namespace HccRisk.Pathomics.Slides.Decoding;

/// <summary>A stored piece cannot be decoded; the message says why, without saying where.</summary>
internal sealed class DamagedPieceException(string message) : Exception(message);
