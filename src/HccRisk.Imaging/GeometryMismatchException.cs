using HccRisk.Core.Errors;

namespace HccRisk.Imaging;

/// <summary>Two images, or an image and a mask, that do not lie on the same grid.</summary>
public sealed class GeometryMismatchException : BadInputException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What differs, with both values.</param>
    public GeometryMismatchException(string message)
        : base(message)
    {
    }
}
