using System.Runtime.InteropServices;

namespace HccRisk.Pathomics.Slides.OpenSlide;

/// <summary>An open slide of the native library. After an error it answers nothing more and is closed.</summary>
internal sealed class OpenSlideHandle() : SafeHandle(nint.Zero, ownsHandle: true)
{
    public override bool IsInvalid => handle == nint.Zero;

    /// <summary>Opens a file.</summary>
    /// <exception cref="SlideFormatException">OpenSlide does not know the file or finds it damaged.</exception>
    public static OpenSlideHandle Open(string path)
    {
        var slide = OpenSlideNative.Open(path);
        if (slide.IsInvalid)
        {
            slide.Dispose();
            throw new SlideFormatException($"'{path}' is not a slide that OpenSlide {OpenSlideRuntime.Version} knows. Convert it to a pyramidal tiled TIFF, for example with QuPath.");
        }

        slide.ThrowOnError($"Slide '{path}' cannot be opened");
        return slide;
    }

    /// <summary>Closes the handle and throws when the last call failed.</summary>
    public void ThrowOnError(string what, SlidePlace? place = null)
    {
        if (OpenSlideNative.Text(OpenSlideNative.GetError(this)) is { } error)
        {
            Dispose();
            var message = $"{what}: {error}. Copy it again from its source, or convert it to a JPEG-compressed pyramidal TIFF.";
            throw place is { } at ? new SlideFormatException(message, at) : new SlideFormatException(message);
        }
    }

    protected override bool ReleaseHandle()
    {
        OpenSlideNative.Close(handle);
        return true;
    }
}
