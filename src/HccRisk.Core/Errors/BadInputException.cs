namespace HccRisk.Core.Errors;

/// <summary>
/// What every refusal of an input of this library is: a file, a table, a column, a mask or a model that cannot be taken for what it should be. The message is
/// one line that names it, the value and the remedy. A failing disk, a missing program and a wrong argument are exceptions of the platform instead.
/// </summary>
public abstract class BadInputException : Exception
{
    /// <summary>Creates the exception.</summary>
    protected BadInputException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with which input.</param>
    protected BadInputException(string? message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with which input.</param>
    /// <param name="innerException">The cause.</param>
    protected BadInputException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
