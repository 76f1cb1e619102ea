namespace HccRisk.Oracles;

/// <summary>
/// Finds real data and reference values. What the licences allow lies in the repository (<c>tests/reference</c>); the rest in a folder
/// of its own (<c>HCCRISK_SHARED</c>, else <c>../shared</c> beside the repository), which a clone need not have.
/// </summary>
public static class SharedData
{
    private static readonly string? Repository = FindRepository();

    private static readonly string? Root = FindShared();

    /// <summary>Why a test is skipped whose data may not lie in the repository.</summary>
    public const string MissingReason = "the shared data folder is absent: set HCCRISK_SHARED, or put it at ../shared";

    /// <summary>
    /// The full path of a file or folder, named from the top of the shared folder (<c>data/...</c>, <c>reference/...</c>): there, else in
    /// the repository. A folder in the repository may hold a part of what the shared one holds: ask for the file.
    /// </summary>
    /// <param name="parts">The path's parts.</param>
    /// <returns>The path; null when neither place has it.</returns>
    public static string? TryPath(params string[] parts) => Places(parts).FirstOrDefault(path => File.Exists(path) || Directory.Exists(path));

    /// <summary>A model of <c>tests/golden</c>.</summary>
    /// <param name="file">Its name.</param>
    /// <exception cref="DirectoryNotFoundException">The tests run outside a working copy.</exception>
    public static string GoldenModel(string file) =>
        Path.Combine(Repository ?? throw new DirectoryNotFoundException("The tests run outside a working copy."), "tests", "golden", file);

    private static IEnumerable<string> Places(string[] parts)
    {
        if (Root is not null)
        {
            yield return Path.Combine([Root, .. parts]);
        }

        if (Repository is not null)
        {
            // tests/reference is the shared folder's "reference"; the shared folder's "data" lies in it.
            yield return Path.Combine([Repository, "tests", "reference", .. parts[0] == "reference" ? parts[1..] : parts]);
        }
    }

    private static string? FindShared()
    {
        var folder = Environment.GetEnvironmentVariable("HCCRISK_SHARED") is { Length: > 0 } named
            ? named
            : Repository is null ? null : Path.Combine(Repository, "..", "shared");
        return Directory.Exists(folder) ? Path.GetFullPath(folder) : null;
    }

    private static string? FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HccRisk.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
