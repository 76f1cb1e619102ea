using HccRisk.Core.Errors;

namespace HccRisk.Radiomics;

/// <summary>Intensities that cannot be measured: NaN or infinity inside the lesion, or a reference tissue that cannot serve as a scale.</summary>
public sealed class InvalidIntensityException : BadInputException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="seriesName">The series.</param>
    /// <param name="reason">What was found and where.</param>
    public InvalidIntensityException(string seriesName, string reason)
        : base($"Series '{seriesName}': {reason}")
    {
        SeriesName = seriesName;
    }

    /// <summary>The series.</summary>
    public string SeriesName { get; }
}
