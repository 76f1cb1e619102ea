using System.Text.Json.Serialization;
using HccRisk.Cohorts;
using HccRisk.Core.Errors;
using HccRisk.Core.Learning;
using HccRisk.Imaging;

namespace HccRisk.Radiomics.Catalog;

/// <summary>The paths of a patient's images -> radiomics, as <c>ml.Transforms.ExtractRadiomics</c> computes them; every image is read once a row.</summary>
[LearnedName("radiomics/1")]
public sealed class RadiomicsFunction : TextFunction
{
    private readonly Lazy<RadiomicsExtractor> _extractor;
    private readonly Lazy<IReadOnlyList<LearnedOutput>> _outputs;

    /// <summary>Makes the function; its properties say what it does.</summary>
    public RadiomicsFunction()
    {
        _extractor = new(() => new RadiomicsExtractor(Setup!.Radiomics));
        _outputs = new(() => [new LearnedOutput("Radiomics", [.. _extractor.Value.Columns(SeriesNames).Select(c => c.Name)])]);
    }

    /// <summary>What is computed.</summary>
    public required RadiomicsTransformOptions Setup { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override IReadOnlyList<LearnedOutput> Outputs => _outputs.Value;

    private string[] SeriesNames => [.. Setup.Series.Concat(Setup.Optional).Select(s => s.Key)];

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The files cannot be measured, and <see cref="RadiomicsTransformOptions.BadFiles"/> says so.</exception>
    public override void Evaluate(IReadOnlyList<string> input, Span<float> output)
    {
        ArgumentNullException.ThrowIfNull(input);
        try
        {
            var values = _extractor.Value.Extract(FilesOf(input), isStrict: Setup.BadFiles == BadFilePolicy.Throw, CancellationToken.None).Values;
            for (var i = 0; i < output.Length; i++)
            {
                output[i] = (float)values[i];
            }
        }
        catch (Exception e) when (e is BadInputException or NotSupportedException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            if (Setup.BadFiles == BadFilePolicy.Throw)
            {
                throw new InvalidDataException($"No radiomics from {string.Join(", ", input.Where(p => p.Length > 0).Select(p => $"'{p}'"))}: {e.Message}", e);
            }

            output.Fill(float.NaN);
        }
    }

    private RadiomicsFiles FilesOf(IReadOnlyList<string> input)
    {
        var at = 0;
        string Required(string what) => input[at++] is { Length: > 0 } path ? path : throw new InvalidDataException($"there is no path of {what}");
        string? Possible() => input[at++] is { Length: > 0 } path ? path : null;

        // In the order of the inputs.
        var series = Setup.Series.Select(s => KeyValuePair.Create(s.Key, Required($"series '{s.Key}'"))).ToArray();
        var optional = Setup.Optional.Select(s => KeyValuePair.Create(s.Key, Possible())).ToArray();
        return new RadiomicsFiles
        {
            Series = series,
            Optional = optional,
            Lesion = Required("the lesion mask"),
            LesionLabel = Setup.MaskLabel,
            Reference = Setup.ReferenceColumn is null ? null : Possible(),
            ReferenceLabel = Setup.ReferenceLabel,
            Organ = Setup.OrganColumn is null ? null : Possible(),
            OrganLabel = Setup.OrganLabel,
        };
    }
}
