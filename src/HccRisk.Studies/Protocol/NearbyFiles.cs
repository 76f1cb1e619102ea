using HccRisk.Core.Naming;

namespace HccRisk.Studies.Protocol;

/// <summary>What a user may have meant by a file that is not there.</summary>
internal static class NearbyFiles
{
    /// <summary>A file that must be one.</summary>
    /// <param name="path">What was given.</param>
    /// <param name="what">What it should be, such as <c>model file</c>.</param>
    /// <param name="pattern">What such files are called.</param>
    /// <exception cref="StudyProtocolException">There is none, or it is a folder.</exception>
    public static void Require(string path, string what, string pattern)
    {
        if (Directory.Exists(path))
        {
            string[] files = [.. Directory.EnumerateFiles(path, pattern).Select(f => $"'{Path.GetFileName(f)}'").Order(StringComparer.Ordinal).Take(3)];
            throw new StudyProtocolException($"'{path}' is a folder and no {what}: name the file in it{(files.Length > 0 ? $", such as {string.Join(" or ", files)}" : "")}.");
        }

        if (!File.Exists(path))
        {
            throw new StudyProtocolException($"There is no {what} '{path}'{Hint(path, pattern)}.");
        }
    }

    private static string Hint(string path, string pattern)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        return Directory.Exists(folder)
            ? NearestNames.Hint(Path.GetFileName(path), Directory.EnumerateFiles(folder, pattern).Select(f => Path.GetFileName(f)!))
            : $": the folder '{folder}' does not exist";
    }
}
