using HccRisk.Core.Errors;

namespace HccRisk.Imaging;

/// <summary>An image file that is not what its format says: names the file, the field and the value.</summary>
public class ImageFormatException : BadInputException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="format">Name of the format, such as <c>NIfTI</c>.</param>
    /// <param name="path">The file.</param>
    /// <param name="field">The header field (or <c>data</c>) that is wrong.</param>
    /// <param name="value">The value found, or null when there is none.</param>
    /// <param name="reason">What was expected.</param>
    /// <param name="innerException">The cause, when another exception revealed the fault.</param>
    public ImageFormatException(string format, string path, string field, object? value, string reason, Exception? innerException = null)
        : base(Describe(format, path, field, value, reason).ReplaceLineEndings(" "), innerException)
    {
        FilePath = path;
        Field = field;
    }

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>The header field that is wrong, or <c>data</c> for the voxels.</summary>
    public string Field { get; }

    private static string Describe(string format, string path, string field, object? value, string reason) =>
        value is null
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{format} file '{path}': {field}: {reason}")
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{format} file '{path}': {field} is {value}: {reason}");
}
