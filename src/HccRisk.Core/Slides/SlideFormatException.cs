namespace HccRisk.Core.Slides;

/// <summary>A slide file cannot be read: not a slide, truncated, damaged, or compressed in a way no installed decoder reads.</summary>
public sealed class SlideFormatException : Exception
{
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
}
