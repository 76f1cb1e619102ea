namespace HccRisk.Core.IO;

/// <summary>
/// Folders where programs and native libraries are looked for. An empty or relative entry means the current folder, where a file that came
/// with somebody's data may bear the name of a library: such entries never count.
/// </summary>
public static class SearchPath
{
    /// <summary>The entries that are full paths, in order.</summary>
    /// <param name="value">What a variable such as PATH says; null: nothing.</param>
    public static IEnumerable<string> Folders(string? value) =>
        (value ?? string.Empty).Split(Path.PathSeparator).Where(Path.IsPathFullyQualified);

    /// <summary>Whether a search by the system, which takes such entries, would look in the current folder.</summary>
    /// <param name="value">What the variable says; null or empty: it is not set.</param>
    public static bool HasCurrentFolder(string? value) =>
        !string.IsNullOrEmpty(value) && !value.Split(Path.PathSeparator).All(Path.IsPathFullyQualified);

    /// <summary>The full path of a file in the first folder that has it; null when none has.</summary>
    /// <param name="value">What the variable says.</param>
    /// <param name="name">Name of the file.</param>
    public static string? Find(string? value, string name) => Folders(value).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
