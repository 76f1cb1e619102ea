using System.Text.Json;
using System.Text.Json.Serialization;
using HccRisk.Core.IO;
using HccRisk.Core.Storage;
using HccRisk.Radiomics.Layout;

namespace HccRisk.Radiomics.Habitats;

/// <summary>
/// Habitats of a population: the clusters that voxels of training lesions fall into by their intensities over the phases. H1 to Hk are the same tissue in every
/// patient; their order follows the first principal component of the training voxels, in the direction in which phases rise together: H1 is dark.
/// </summary>
public sealed record HabitatModel
{
    private const string Format = "hccrisk/habitats/1";

    /// <summary>Names of the phases, in order.</summary>
    public required IReadOnlyList<string> Series { get; init; }

    /// <summary>Centre of each habitat, a number a phase, in the units of the normalisation of images.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Centres { get; init; }

    /// <summary>The numbers of habitats that were tried.</summary>
    public required IReadOnlyList<HabitatCandidate> Candidates { get; init; }

    /// <summary>Patients learned from.</summary>
    public required int Patients { get; init; }

    /// <summary>Voxels learned from.</summary>
    public required int Voxels { get; init; }

    /// <summary>How it was learned, and what is measured of a patient.</summary>
    public required HabitatOptions Options { get; init; }

    /// <summary>Names of the habitats: H1, H2 and so on.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Names => [.. Enumerable.Range(1, Centres.Count).Select(h => FormattableString.Invariant($"H{h}"))];

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException">The file is no such model; the message names the file and the fault.</exception>
    public static HabitatModel Load(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            var file = JsonText.Read<HabitatModelFile>(path, RadiomicsOptionsFile.Json);
            if (file.Format != Format)
            {
                throw new InvalidDataException($"its format is '{file.Format}', not '{Format}'");
            }

            file.Model.Validate();
            return file.Model;
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            throw new ArgumentException($"habitat model '{path}': {e.Message.Replace(" (Parameter 'seriesNames')", "", StringComparison.Ordinal)}", e);
        }
    }

    /// <summary>Writes the model as JSON.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        AtomicFile.WriteText(path, JsonSerializer.Serialize(new HabitatModelFile(Format, this), RadiomicsOptionsFile.Json).ReplaceLineEndings("\n") + "\n");
    }

    /// <summary>Checks that its parts fit each other.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    internal void Validate()
    {
        Options.Validate();
        var width = Series.Count;
        if (width == 0 || Centres.Count is < 2 or > 10 || Centres.Any(c => c.Count != width || !c.All(double.IsFinite)))
        {
            throw new ArgumentException(FormattableString.Invariant($"its {width} phases and {Centres.Count} centres do not fit each other"));
        }

        _ = new FeatureLayout(new RadiomicsOptions { Families = RadiomicsFamilies.Statistics }, Series);
    }

    /// <summary>The habitat of each voxel, from 0; of two equally near centres the first.</summary>
    /// <param name="values">Normalised intensities, voxel by voxel, a number a phase.</param>
    internal byte[] Assign(ReadOnlySpan<double> values)
    {
        var width = Series.Count;
        double[] centres = [.. Centres.SelectMany(c => c)];
        var labels = new byte[values.Length / width];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = (byte)KMeans.Nearest(values.Slice(i * width, width), centres).Index;
        }

        return labels;
    }

    /// <summary>What a file holds.</summary>
    private sealed record HabitatModelFile(string Format, HabitatModel Model);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Centres.Count} habitats ({string.Join(", ", Names)}) of {string.Join(", ", Series)}, learned from {Voxels} voxels of {Patients} patients");
}
