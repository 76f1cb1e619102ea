using HccRisk.Core.Errors;

namespace HccRisk.Pathomics.Slides;

/// <summary>A slide does not state its micrometres per pixel, or they do not allow what was asked for.</summary>
public sealed class SlideResolutionException : BadInputException
{
    /// <summary>Creates the exception without a message.</summary>
    public SlideResolutionException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is missing, naming the file and the remedy.</param>
    public SlideResolutionException(string message)
        : base(message?.ReplaceLineEndings(" "))
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is missing, naming the file and the remedy.</param>
    /// <param name="innerException">The cause.</param>
    public SlideResolutionException(string message, Exception innerException)
        : base(message?.ReplaceLineEndings(" "), innerException)
    {
    }
}
