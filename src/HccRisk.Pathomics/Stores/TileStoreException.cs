using HccRisk.Core.Errors;

namespace HccRisk.Pathomics.Stores;

/// <summary>A tile store is damaged, or was made with another backbone or other options than those it is to be used with.</summary>
public sealed class TileStoreException : BadInputException
{
    /// <summary>Creates the exception without a message.</summary>
    public TileStoreException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What does not fit, naming the store or file and both values.</param>
    public TileStoreException(string message)
        : base(message?.ReplaceLineEndings(" "))
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What does not fit, naming the store or file and both values.</param>
    /// <param name="innerException">The cause.</param>
    public TileStoreException(string message, Exception innerException)
        : base(message?.ReplaceLineEndings(" "), innerException)
    {
    }

    /// <summary>A file whose content is not what was written, and what is wrong with it; null for any other fault.</summary>
    internal (string Path, string Fault)? Damage { get; init; }
}
