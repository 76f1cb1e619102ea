using HccRisk.Core.Naming;
using HccRisk.Radiomics;
using HccRisk.Radiomics.Phases;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Commands;

/// <summary>What the command line of <c>hccrisk extract</c> changes of the options of features, whatever their file says.</summary>
/// <param name="Name">The option that does; null for none.</param>
/// <param name="Signs">What liver signs are measured against; null: as the file says.</param>
/// <param name="Normalisation">How intensities are normalised; null: as the file says.</param>
internal sealed record OptionChange(string? Name, LiverReference? Signs, IntensityNormalisation? Normalisation)
{
    /// <summary>The names of an enumeration as JSON and the command line have them.</summary>
    public static string Names<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetNames<T>().Select(Camel));

    /// <summary>The value of a name; null for no name.</summary>
    /// <exception cref="StudyProtocolException">There is no such name.</exception>
    public static T? Choice<T>(string option, string? name)
        where T : struct, Enum => name is null ? null
        : Enum.GetNames<T>().FirstOrDefault(known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase)) is { } found ? Enum.Parse<T>(found)
        : throw new StudyProtocolException($"{option} is '{name}', which is not known{NearestNames.Hint(name, Enum.GetNames<T>().Select(Camel))}.");

    public RadiomicsOptions Of(RadiomicsOptions options)
    {
        options = Normalisation is { } normalisation ? options with { Normalisation = normalisation } : options;
        return Signs is { } reference
            ? options with { Phases = options.Phases with { Signs = (options.Phases.Signs ?? new LiverSignOptions()) with { Reference = reference } } }
            : options;
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
