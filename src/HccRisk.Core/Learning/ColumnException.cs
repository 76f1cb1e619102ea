using HccRisk.Core.Errors;

namespace HccRisk.Core.Learning;

/// <summary>
/// A column is missing, has a type that does not fit, or holds values that cannot be used; the message names it, what was wanted and what
/// there is.
/// </summary>
public sealed class ColumnException : BadInputException
{
    /// <summary>Creates the exception.</summary>
    public ColumnException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    public ColumnException(string message)
        : base(message?.ReplaceLineEndings(" "))
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public ColumnException(string message, Exception innerException)
        : base(message?.ReplaceLineEndings(" "), innerException)
    {
    }
}
