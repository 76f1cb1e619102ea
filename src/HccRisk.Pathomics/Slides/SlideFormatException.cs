using HccRisk.Core.Errors;

namespace HccRisk.Pathomics.Slides;

/// <summary>A slide file cannot be read: not a slide, truncated, damaged, or compressed in a way no installed decoder reads.</summary>
public sealed class SlideFormatException : BadInputException
{
    /// <summary>Creates the exception for a slide that is damaged at one place.</summary>
    /// <param name="message">What is wrong, naming the file, the place and the remedy.</param>
    /// <param name="place">Upper left corner of the stored tile that cannot be decoded, or of the region that was asked for.</param>
    public SlideFormatException(string message, SlidePlace place)
        : base(message) => Place = place;

    /// <summary>Creates the exception without a message.</summary>
    public SlideFormatException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, naming the file and the remedy.</param>
    public SlideFormatException(string message)
        : base(message?.ReplaceLineEndings(" "))
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, naming the file and the remedy.</param>
    /// <param name="innerException">The decoder's own error.</param>
    public SlideFormatException(string message, Exception innerException)
        : base(message?.ReplaceLineEndings(" "), innerException)
    {
    }

    /// <summary>Where the slide is damaged, when the rest of it can be read; null when the file as a whole cannot.</summary>
    public SlidePlace? Place { get; }
}
