using System.Globalization;

namespace HccRisk.Core.Storage;

/// <summary>
/// Files of a store as they are met again. That a file cannot be read now (no permission, a lost network drive, too many open files, a failing
/// disk) says nothing about its content: it is an error, never absence and never damage.
/// </summary>
public static class StoredFile
{
    /// <summary>Opens a file to read it.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The stream; null when there is no such file.</returns>
    /// <exception cref="UnreadableStoreException">It is there but cannot be read now.</exception>
    public static FileStream? Open(string path) => Reading(
        path, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16));

    /// <summary>Reads a file whole.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its bytes; null when there is no such file.</returns>
    /// <exception cref="UnreadableStoreException">It is there but cannot be read now.</exception>
    public static byte[]? ReadAllBytes(string path) => Reading(path, () => File.ReadAllBytes(path));

    /// <summary>Keeps a damaged file aside under a name that nothing reads: <c>.damaged</c> after its own, with a number when that is taken.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Where it is now, also when another process has just moved it there or elsewhere.</returns>
    /// <exception cref="IOException">It cannot be moved.</exception>
    public static string SetAside(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        for (var number = 1; ; number++)
        {
            var aside = string.Create(CultureInfo.InvariantCulture, $"{path}.damaged{(number == 1 ? "" : number.ToString(CultureInfo.InvariantCulture))}");
            if (File.Exists(aside) || Directory.Exists(aside))
            {
                continue;
            }

            try
            {
                File.Move(path, aside, overwrite: false);
            }
            catch (FileNotFoundException)
            {
                // What is gone is out of the way.
            }

            return aside;
        }
    }

    private static T? Reading<T>(string path, Func<T> read)
        where T : class
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return read();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw UnreadableStoreException.Of(path, e);
        }
    }
}
