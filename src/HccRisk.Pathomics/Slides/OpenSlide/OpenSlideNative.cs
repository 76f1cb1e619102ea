using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace HccRisk.Pathomics.Slides.OpenSlide;

/// <summary>The C interface of OpenSlide 3.4 and 4 (openslide.h). Texts belong to the library; a handle without one is an error already reported.</summary>
internal static unsafe partial class OpenSlideNative
{
    public const string Library = "openslide";

    [LibraryImport(Library, EntryPoint = "openslide_get_version")]
    public static partial nint GetVersion();

    [LibraryImport(Library, EntryPoint = "openslide_detect_vendor", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint DetectVendor(string path);

    [LibraryImport(Library, EntryPoint = "openslide_open", StringMarshalling = StringMarshalling.Utf8)]
    public static partial OpenSlideHandle Open(string path);

    [LibraryImport(Library, EntryPoint = "openslide_close")]
    public static partial void Close(nint slide);

    [LibraryImport(Library, EntryPoint = "openslide_get_error")]
    public static partial nint GetError(OpenSlideHandle slide);

    [LibraryImport(Library, EntryPoint = "openslide_get_level_count")]
    public static partial int GetLevelCount(OpenSlideHandle slide);

    [LibraryImport(Library, EntryPoint = "openslide_get_level_dimensions")]
    public static partial void GetLevelDimensions(OpenSlideHandle slide, int level, out long width, out long height);

    [LibraryImport(Library, EntryPoint = "openslide_get_level_downsample")]
    public static partial double GetLevelDownsample(OpenSlideHandle slide, int level);

    [LibraryImport(Library, EntryPoint = "openslide_read_region")]
    public static partial void ReadRegion(OpenSlideHandle slide, uint* target, long x, long y, int level, long width, long height);

    [LibraryImport(Library, EntryPoint = "openslide_get_property_value", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GetPropertyValue(OpenSlideHandle slide, string name);

    [LibraryImport(Library, EntryPoint = "openslide_get_associated_image_names")]
    public static partial nint* GetAssociatedImageNames(OpenSlideHandle slide);

    [LibraryImport(Library, EntryPoint = "openslide_get_associated_image_dimensions", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void GetAssociatedImageDimensions(OpenSlideHandle slide, string name, out long width, out long height);

    [LibraryImport(Library, EntryPoint = "openslide_read_associated_image", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void ReadAssociatedImage(OpenSlideHandle slide, string name, uint* target);

    public static string? Text(nint value) => Utf8StringMarshaller.ConvertToManaged((byte*)value);
}
