using System.Reflection;
using System.Runtime.InteropServices;
using HccRisk.Core.IO;

namespace HccRisk.Pathomics.Slides.OpenSlide;

/// <summary>Finds the OpenSlide library of the system, by the names its versions have, once.</summary>
internal static class OpenSlideRuntime
{
    public const string Remedy = "Install OpenSlide (Debian and Ubuntu: apt install libopenslide0; macOS: brew install openslide; Windows: libopenslide-1.dll on PATH) or convert the slide to a JPEG-compressed pyramidal TIFF with QuPath.";

    private static readonly string[] Names =
        OperatingSystem.IsWindows() ? ["libopenslide-1.dll", "libopenslide-0.dll", "openslide.dll"]
        : OperatingSystem.IsMacOS() ? ["libopenslide.1.dylib", "libopenslide.0.dylib", "libopenslide.dylib", "/opt/homebrew/lib/libopenslide.dylib", "/usr/local/lib/libopenslide.dylib"]
        : ["libopenslide.so.1", "libopenslide.so.0", "libopenslide.so"];

    private static readonly Lazy<string?> Loaded = new(Load);

    /// <summary>Version of the library, such as 3.4.1; null when it is not installed.</summary>
    public static string? Version => Loaded.Value;

    /// <summary>
    /// What to try, in order. A bare name leaves the search to the system; where that would look in the current folder (always on Windows, elsewhere
    /// when the loader's variable has an empty or relative entry) full paths take its place.
    /// </summary>
    /// <param name="variable">What the variable with the loader's folders says (Windows: PATH).</param>
    internal static IReadOnlyList<string> Candidates(string? variable) => !OperatingSystem.IsWindows() && !SearchPath.HasCurrentFolder(variable)
        ? Names
        : [.. from name in Names
              from folder in SearchPath.Folders(variable).Concat(SystemFolders())
              let path = Path.Combine(folder, name)
              where File.Exists(path)
              select path];

    private static string[] SystemFolders()
    {
        if (OperatingSystem.IsWindows())
        {
            return [AppContext.BaseDirectory, Environment.SystemDirectory];
        }

        var machine = RuntimeInformation.OSArchitecture switch
        {
            Architecture.Arm64 => "aarch64-linux-gnu",
            _ => "x86_64-linux-gnu",
        };
        return [AppContext.BaseDirectory, "/usr/local/lib", $"/usr/lib/{machine}", "/usr/lib64", "/usr/lib", "/opt/homebrew/lib"];
    }

    private static string? Load()
    {
        var library = nint.Zero;
        var variable = OperatingSystem.IsWindows() ? "PATH" : OperatingSystem.IsMacOS() ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";
        foreach (var candidate in Candidates(Environment.GetEnvironmentVariable(variable)))
        {
            if (NativeLibrary.TryLoad(candidate, typeof(OpenSlideRuntime).Assembly, DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory, out library))
            {
                break;
            }
        }

        if (library == nint.Zero)
        {
            return null;
        }

        NativeLibrary.SetDllImportResolver(typeof(OpenSlideRuntime).Assembly, (string name, Assembly _, DllImportSearchPath? _) => name == OpenSlideNative.Library ? library : nint.Zero);
        return OpenSlideNative.Text(OpenSlideNative.GetVersion()) ?? "of unknown version";
    }
}
