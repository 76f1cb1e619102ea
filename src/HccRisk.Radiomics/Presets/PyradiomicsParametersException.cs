using HccRisk.Core.Errors;

namespace HccRisk.Radiomics.Presets;

/// <summary>A parameter file of pyradiomics that asks for what cannot be done, or cannot be understood.</summary>
public sealed class PyradiomicsParametersException : BadInputException
{
    private const int MostShown = 20;

    /// <summary>Makes the exception.</summary>
    /// <param name="file">The file.</param>
    /// <param name="faults">Every fault: the key, its value and what is supported.</param>
    public PyradiomicsParametersException(string file, IReadOnlyList<string> faults)
        : base($"The parameter file '{file}' cannot be followed: {Shown(faults)}.".ReplaceLineEndings(" "))
    {
        Faults = faults;
    }

    private static string Shown(IReadOnlyList<string> faults) => string.Join("; ", faults.Take(MostShown))
        + (faults.Count > MostShown ? FormattableString.Invariant($"; and {faults.Count - MostShown} more") : string.Empty);

    /// <summary>Every fault: where it is, the key, its value and what is supported.</summary>
    public IReadOnlyList<string> Faults { get; }
}
