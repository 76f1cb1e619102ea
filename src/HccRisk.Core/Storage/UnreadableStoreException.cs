namespace HccRisk.Core.Storage;

/// <summary>
/// A file of a store is there but cannot be read now: no permission, a lost network drive, too many open files, a failing disk. Nothing is known about
/// its content, so nothing may be written in its place.
/// </summary>
public sealed class UnreadableStoreException : IOException
{
    /// <summary>Creates the exception without a message.</summary>
    public UnreadableStoreException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What cannot be read, naming the file.</param>
    public UnreadableStoreException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What cannot be read, naming the file.</param>
    /// <param name="innerException">What the system said.</param>
    public UnreadableStoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The error of a file or folder that is there but cannot be read now.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="cause">What the system said.</param>
    public static UnreadableStoreException Of(string path, Exception cause)
    {
        ArgumentNullException.ThrowIfNull(cause);
        return new UnreadableStoreException(
            $"'{path}' cannot be read now: {cause.Message.ReplaceLineEndings(" ")} Nothing was written in its place; run again when it can be read.", cause);
    }
}
