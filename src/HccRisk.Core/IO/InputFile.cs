using HccRisk.Core.Errors;
using HccRisk.Core.Naming;

namespace HccRisk.Core.IO;

/// <summary>Files that a person names.</summary>
public static class InputFile
{
    /// <summary>Refuses a name of which there is no file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="what">What the file is, for messages.</param>
    /// <param name="extension">Ending of such files, for the names in a folder that was given instead.</param>
    /// <exception cref="TableFormatException">The file is absent; the message has the nearest names in its folder.</exception>
    public static void Require(string path, string what, string extension = ".csv")
    {
        if (File.Exists(path))
        {
            return;
        }

        if (Directory.Exists(path))
        {
            string[] files = [.. Directory.EnumerateFiles(path, "*" + extension).Select(f => $"'{System.IO.Path.GetFileName(f)}'").Order(StringComparer.Ordinal).Take(3)];
            throw new TableFormatException($"{what} '{path}' is a folder: name the file in it{(files.Length > 0 ? $", such as {string.Join(" or ", files)}" : "")}");
        }

        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path));
        if (!Directory.Exists(folder))
        {
            throw new TableFormatException($"{what} '{path}' does not exist, nor does its folder");
        }

        var near = NearestNames.Hint(System.IO.Path.GetFileName(path), Directory.EnumerateFiles(folder).Select(f => System.IO.Path.GetFileName(f)));
        throw new TableFormatException($"{what} '{path}' does not exist{near}");
    }
}
