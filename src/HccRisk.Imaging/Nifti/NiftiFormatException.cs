namespace HccRisk.Imaging.Nifti;

/// <summary>A file that is not the NIfTI image its header promises.</summary>
public sealed class NiftiFormatException : ImageFormatException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="path">The file.</param>
    /// <param name="field">The header field (or <c>data</c>) that is wrong.</param>
    /// <param name="value">The value found, or null when there is none.</param>
    /// <param name="reason">What was expected.</param>
    /// <param name="innerException">The cause, when another exception revealed the fault.</param>
    public NiftiFormatException(string path, string field, object? value, string reason, Exception? innerException = null)
        : base("NIfTI", path, field, value, reason, innerException)
    {
    }
}
