using HccRisk.Core.Errors;

namespace HccRisk.Pathomics.Embedding;

/// <summary>A backbone's model file is unreadable, or does not fit its manifest: inputs, outputs, sizes or hash.</summary>
public sealed class BackboneMismatchException : BadInputException
{
    /// <summary>Creates the exception without a message.</summary>
    public BackboneMismatchException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What does not fit, naming the backbone and both values.</param>
    public BackboneMismatchException(string message)
        : base(message?.ReplaceLineEndings(" "))
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What does not fit, naming the backbone and both values.</param>
    /// <param name="innerException">The runtime's own error.</param>
    public BackboneMismatchException(string message, Exception innerException)
        : base(message?.ReplaceLineEndings(" "), innerException)
    {
    }
}
