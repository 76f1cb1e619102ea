namespace HccRisk.Core.Learning;

/// <summary>The columns a function reads and writes.</summary>
/// <param name="Input">A vector of <see cref="float"/> of known size; a text for a <see cref="TextFunction"/>.</param>
/// <param name="Outputs">Names of the columns written, as many as the function has outputs.</param>
/// <param name="Group">A text column that tells rows apart (a site), or null.</param>
public sealed record LearnedColumns(string Input, IReadOnlyList<string> Outputs, string? Group = null)
{
    /// <summary>Text columns that a <see cref="TextFunction"/> reads after <see cref="Input"/>. Default: none.</summary>
    public IReadOnlyList<string> FurtherInputs { get; init; } = [];

    /// <summary>The columns a text function needs.</summary>
    internal IEnumerable<RequiredColumn> Texts => FurtherInputs.Prepend(Input).Select(c => new RequiredColumn(c, RequiredColumnKind.Text));
}
