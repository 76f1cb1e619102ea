using HccRisk.Core.Errors;

namespace HccRisk.Studies.Protocol;

/// <summary>A study cannot run as its protocol says; the message is one line.</summary>
public sealed class StudyProtocolException : BadInputException
{
    /// <summary>Creates the exception.</summary>
    public StudyProtocolException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    public StudyProtocolException(string message)
        : base(message?.ReplaceLineEndings(" "))
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public StudyProtocolException(string message, Exception innerException)
        : base(message?.ReplaceLineEndings(" "), innerException)
    {
    }
}
