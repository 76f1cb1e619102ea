using System.Runtime.InteropServices;
using NetVips;

namespace HccRisk.Pathomics.Slides.Decoding;

/// <summary>
/// Pixels of a vips region, copied from vips' memory to the caller's. <see cref="Region.Fetch(int, int, int, int)"/> makes an array
/// at every read, which over a large slide lets the collector's heap grow by hundreds of megabytes before it finds reason to look.
/// </summary>
internal static unsafe class VipsPixels
{
    private static readonly (nint Fetch, nint Free) Native = Find();

    /// <exception cref="VipsException">libvips cannot decode the pixels.</exception>
    public static void Read(Region region, int x, int y, int width, int height, Span<byte> target)
    {
        if (Native.Fetch == 0)
        {
            region.Fetch(x, y, width, height).CopyTo(target);
            return;
        }

        var held = false;
        byte* pixels = null;
        try
        {
            region.DangerousAddRef(ref held);
            nuint length;
            pixels = ((delegate* unmanaged[Cdecl]<nint, int, int, int, int, nuint*, byte*>)Native.Fetch)(region.DangerousGetHandle(), x, y, width, height, &length);
            if (pixels is null)
            {
                throw new VipsException("unable to fetch from region");
            }

            new ReadOnlySpan<byte>(pixels, checked((int)length)).CopyTo(target);
        }
        finally
        {
            ((delegate* unmanaged[Cdecl]<byte*, void>)Native.Free)(pixels);
            if (held)
            {
                region.DangerousRelease();
            }
        }
    }

    /// <summary>Both functions, or neither where the platform's vips keeps its memory functions in another library.</summary>
    private static (nint Fetch, nint Free) Find()
    {
        var name = OperatingSystem.IsWindows() ? "libvips-42.dll" : OperatingSystem.IsMacOS() ? "libvips.42.dylib" : "libvips.so.42";
        return NativeLibrary.TryLoad(name, typeof(Region).Assembly, null, out var vips)
            && NativeLibrary.TryGetExport(vips, "vips_region_fetch", out var fetch)
            && NativeLibrary.TryGetExport(vips, "g_free", out var free)
                ? (fetch, free)
                : (0, 0);
    }
}
