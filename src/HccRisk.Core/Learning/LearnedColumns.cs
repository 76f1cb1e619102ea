namespace HccRisk.Core.Learning;

/// <summary>The columns a learned function reads and writes.</summary>
/// <param name="Input">A vector of <see cref="float"/> of known size.</param>
/// <param name="Outputs">Names of the columns written, as many as the function has outputs.</param>
/// <param name="Group">A text column that tells rows apart (a site), or null.</param>
public sealed record LearnedColumns(string Input, IReadOnlyList<string> Outputs, string? Group = null);
