using System.Reflection;
using System.Runtime.InteropServices;

namespace HccRisk.Core.Slides.OpenSlide;

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

    private static string? Load()
    {
        var library = nint.Zero;
        foreach (var name in Names)
        {
            if (NativeLibrary.TryLoad(name, typeof(OpenSlideRuntime).Assembly, null, out library))
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
