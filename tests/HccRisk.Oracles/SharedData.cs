namespace HccRisk.Oracles;

/// <summary>Finds the folder of real data and reference values (<c>HCCRISK_SHARED</c>, else <c>../shared</c> beside the repository).</summary>
public static class SharedData
{
    /// <summary>The shared folder, or null when this clone has none.</summary>
    public static string? Root { get; } = Find();

    /// <summary>Why a test that needs shared data is skipped.</summary>
    public const string MissingReason = "the shared data folder is absent: set HCCRISK_SHARED, or put it at ../shared";

    /// <summary>The full path of a file below the shared folder; null when the folder or the file is absent.</summary>
    public static string? TryPath(params string[] parts)
    {
        if (Root is null)
        {
            return null;
        }

        var path = Path.Combine([Root, .. parts]);
        return File.Exists(path) || Directory.Exists(path) ? path : null;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("HCCRISK_SHARED") is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? Path.GetFullPath(named) : null;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "HccRisk.sln")))
            {
                var shared = Path.Combine(folder.FullName, "..", "shared");
                return Directory.Exists(shared) ? Path.GetFullPath(shared) : null;
            }
        }

        return null;
    }
}
