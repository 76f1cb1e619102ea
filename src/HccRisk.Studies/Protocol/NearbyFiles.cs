using HccRisk.Core.Naming;

namespace HccRisk.Studies.Protocol;

/// <summary>What a user may have meant by a file that is not there.</summary>
internal static class NearbyFiles
{
    public static string Hint(string path, string pattern)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        return Directory.Exists(folder)
            ? NearestNames.Hint(Path.GetFileName(path), Directory.EnumerateFiles(folder, pattern).Select(f => Path.GetFileName(f)!))
            : $": the folder '{folder}' does not exist";
    }
}
