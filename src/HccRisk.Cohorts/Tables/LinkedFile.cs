namespace HccRisk.Cohorts.Tables;

/// <summary>The file that is read by a path: size and time of a symbolic link are its own, not those of what it leads to.</summary>
internal static class LinkedFile
{
    /// <param name="path">A file, or a symbolic link to one; what it leads to may be absent.</param>
    public static FileInfo At(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
    }
}
