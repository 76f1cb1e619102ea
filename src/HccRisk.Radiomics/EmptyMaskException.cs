using HccRisk.Core.Errors;

namespace HccRisk.Radiomics;

/// <summary>A mask with no voxel where one is needed: nothing can be measured.</summary>
public sealed class EmptyMaskException : BadInputException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Which mask is empty, and at which step.</param>
    public EmptyMaskException(string message)
        : base(message)
    {
    }
}
