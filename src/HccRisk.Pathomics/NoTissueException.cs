using HccRisk.Core.Errors;

namespace HccRisk.Pathomics;

/// <summary>A slide, or all slides of a patient, show no tissue a tile could be taken from: blank glass, pen marks only, or too small a piece.</summary>
public sealed class NoTissueException : BadInputException
{
    /// <summary>Creates the exception without a message.</summary>
    public NoTissueException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was found, naming the file.</param>
    public NoTissueException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was found, naming the file.</param>
    /// <param name="innerException">The cause.</param>
    public NoTissueException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
