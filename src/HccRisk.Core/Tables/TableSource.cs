namespace HccRisk.Core.Tables;

/// <summary>Where a table comes from and how it is read.</summary>
internal sealed record TableSource(string Path, string What, TableReadOptions Options)
{
    public string? Sheet { get; init; }

    public char Delimiter { get; init; }

    public List<string> Decisions { get; } = [];

    public string Name => NameOf(What, Path, Sheet);

    public static string NameOf(string what, string path, string? sheet) => sheet is null ? $"{what} '{path}'" : $"{what} '{path}' sheet '{sheet}'";
}
