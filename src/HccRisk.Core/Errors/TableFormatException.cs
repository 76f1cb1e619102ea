
namespace HccRisk.Core.Errors;

/// <summary>
/// A cohort file, manifest or schema cannot be read as a whole (absent, misspelt column, no patient left). The message is one line
/// and names the file; the problems of one patient are <see cref="Exclusion"/>s instead.
/// </summary>
public sealed class TableFormatException : BadInputException
{
    /// <summary>Creates the exception.</summary>
    public TableFormatException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line naming the file and the fault.</param>
    public TableFormatException(string message)
        : base(message?.ReplaceLineEndings(" "))
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line naming the file and the fault.</param>
    /// <param name="innerException">The cause.</param>
    public TableFormatException(string message, Exception innerException)
        : base(message?.ReplaceLineEndings(" "), innerException)
    {
    }

    /// <summary>Who had been left out when the reading ended, and why; empty when it did not come that far.</summary>
    public IReadOnlyList<Exclusion> Exclusions { get; init; } = [];
}
