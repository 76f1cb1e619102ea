namespace HccRisk.EndToEnd.Notebooks;

/// <summary>What a cell showed.</summary>
/// <param name="MimeType">text/html or text/plain.</param>
/// <param name="Text">The form a notebook prefers.</param>
/// <param name="IsResult">Whether it is the value of the cell, not something shown on the way.</param>
internal sealed record ShownValue(string MimeType, string Text, bool IsResult);
