using HccRisk.Core.Errors;

namespace HccRisk.Mil;

/// <summary>The tiles of a patient cannot be learned from or scored: there are none, a number is missing, or another backbone made
/// them.</summary>
public sealed class TileBagException : BadInputException
{
    /// <summary>Creates the exception without a message.</summary>
    public TileBagException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with whose tiles.</param>
    public TileBagException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong with whose tiles.</param>
    /// <param name="innerException">The cause.</param>
    public TileBagException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
