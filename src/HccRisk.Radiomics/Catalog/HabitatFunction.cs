using System.Text.Json.Serialization;
using HccRisk.Cohorts;
using HccRisk.Core.Errors;
using HccRisk.Core.Learning;
using HccRisk.Radiomics.Habitats;

namespace HccRisk.Radiomics.Catalog;

/// <summary>The paths of a patient's phases -> features of habitats by what <c>ml.Transforms.LearnHabitats</c> has learned; every image is read once a row.</summary>
[LearnedName("habitats/1")]
public sealed class HabitatFunction : TextFunction
{
    private readonly Lazy<HabitatExtractor> _extractor;
    private readonly Lazy<IReadOnlyList<LearnedOutput>> _outputs;

    /// <summary>Makes the function; its properties say what it does.</summary>
    public HabitatFunction()
    {
        _extractor = new(() => new HabitatExtractor(Model!));
        _outputs = new(() => [new LearnedOutput("Habitats", [.. _extractor.Value.Columns.Select(c => c.Name)])]);
    }

    /// <summary>Columns and options.</summary>
    public required HabitatTransformOptions Setup { get; init; }

    /// <summary>What was learned.</summary>
    public required HabitatModel Model { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs => _outputs.Value;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The files cannot be measured, and <see cref="HabitatTransformOptions.BadFiles"/> says so.</exception>
    public override void Evaluate(IReadOnlyList<string> input, Span<float> output)
    {
        ArgumentNullException.ThrowIfNull(input);
        var values = Guarded(Setup, input, files => _extractor.Value.Extract(files).Features.Values);
        for (var i = 0; i < output.Length; i++)
        {
            output[i] = (float)(values?[i] ?? double.NaN);
        }
    }

    /// <summary>What is read of a row's files; null where they cannot be used and that is to be missing.</summary>
    /// <exception cref="InvalidDataException">They cannot be used, and that is an error.</exception>
    internal static T? Guarded<T>(HabitatTransformOptions setup, IReadOnlyList<string> input, Func<RadiomicsFiles, T> read)
        where T : class?
    {
        try
        {
            return read(setup.FilesOf(input));
        }
        catch (Exception e) when (e is BadInputException or NotSupportedException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return setup.BadFiles == BadFilePolicy.Missing ? null
                : throw new InvalidDataException($"No habitats from {string.Join(", ", input.Where(p => p.Length > 0).Select(p => $"'{p}'"))}: {e.Message}", e);
        }
    }
}
