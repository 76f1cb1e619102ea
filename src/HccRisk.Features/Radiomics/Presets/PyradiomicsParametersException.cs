namespace HccRisk.Features.Radiomics.Presets;

/// <summary>A parameter file of pyradiomics that asks for what cannot be done, or cannot be understood.</summary>
public sealed class PyradiomicsParametersException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="file">The file.</param>
    /// <param name="faults">Every fault: the key, its value and what is supported.</param>
    public PyradiomicsParametersException(string file, IReadOnlyList<string> faults)
        : base($"The parameter file '{file}' cannot be followed: {string.Join("; ", faults)}.")
    {
        Faults = faults;
    }

    /// <summary>Every fault: the key, its value and what is supported.</summary>
    public IReadOnlyList<string> Faults { get; }
}
