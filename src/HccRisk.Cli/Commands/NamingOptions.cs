using System.CommandLine;
using HccRisk.Cohorts.Tables;
using HccRisk.Core.Columns;
using HccRisk.Radiomics;
using HccRisk.Radiomics.Presets;
using HccRisk.Radiomics.Stability;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Commands;

/// <summary>The options of <c>hccrisk extract</c> that choose a configuration, and with it the names of the features.</summary>
internal sealed class NamingOptions
{
    private const string Pyradiomics = "pyradiomics";

    public Option<string?> Preset { get; } = new("--preset", "-p") { Description = $"Configuration: {string.Join(", ", RadiomicsPreset.Names)}." };

    public Option<string?> Parameters { get; } = new("--params") { Description = "Parameter file of pyradiomics (YAML), for the preset pyradiomics. Its label counts unless --label is given." };

    public Option<double?> BinWidth { get; } = new("--bin-width") { Description = "Bin width in intensity units, for configurations with a fixed one; before that of a parameter file." };

    /// <summary>One lesion: its features, and what there is to say about them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="files">Its image and mask.</param>
    /// <param name="cancellationToken">Checked between families.</param>
    public (FeatureVector Features, IReadOnlyList<string> Remarks) Lesion(ParseResult parsed, LesionFiles files, CancellationToken cancellationToken)
    {
        if (ReadParameters(parsed)?.WithParallelism(Environment.ProcessorCount) is { } parameters)
        {
            var (region, findings) = (files with { Resample = files.Resample || parameters.Options.ResampleMasks, Channel = parameters.Options.MaskChannel }).ReadMask(parameters.LabelIn(files.Mask));
            var features = parameters.Measure(files.Image.Value.Volume, region, cancellationToken);
            return (features, [.. findings, .. parameters.WithoutEffect, .. features.Missing]);
        }

        var preset = ReadPreset(parsed, parsed.GetValue(Preset) ?? Pyradiomics);
        var (lesion, remarks) = files.ReadMask(preset.LabelIn(files.Mask));
        var measured = preset.Measure(files.Image.Value.Volume, lesion, cancellationToken);
        return (measured, [.. remarks, .. measured.Missing]);
    }

    /// <summary>Many patients: how the work order is made.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="optionsFile">Radiomics options in JSON; null for none.</param>
    /// <param name="resample">Whether masks are brought onto the grid of the image, whatever the options say.</param>
    /// <param name="change">What the command line says beside the file.</param>
    public Func<IReadOnlyList<string>, IReadOnlyList<string>, FeatureJob> Job(ParseResult parsed, string? optionsFile, bool resample, OptionChange change)
    {
        var (preset, parameters) = (parsed.GetValue(Preset), ReadParameters(parsed));
        if (optionsFile is not null && (preset is not null || parameters is not null))
        {
            throw new StudyProtocolException("Give --options, or --preset with --params, not both: each says all about how features are computed.");
        }

        if (change.Name is not null)
        {
            var changed = Options(parsed, optionsFile, resample, change);
            return (series, optional) => RadiomicsJob.Create(changed, series, optional);
        }

        if (parameters is not null)
        {
            parameters = resample ? parameters.WithResampledMasks() : parameters;
            return (series, optional) => RadiomicsJob.Create(parameters, series, optional);
        }

        if (preset is not null)
        {
            var chosen = resample ? ReadPreset(parsed, preset).WithResampledMasks() : ReadPreset(parsed, preset);
            return (series, optional) => RadiomicsJob.Create(chosen, series, optional);
        }

        if (parsed.GetValue(BinWidth) is not null)
        {
            throw new StudyProtocolException("--bin-width goes with --preset or --params; in --options it is 'binWidth'.");
        }

        var options = Options(parsed, optionsFile, resample, change);
        return (series, optional) => RadiomicsJob.Create(options, series, optional);
    }

    /// <summary>The options of features that neither a preset nor a parameter file names.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="optionsFile">Radiomics options in JSON; null for none.</param>
    /// <param name="resample">Whether masks are brought onto the grid of the image, whatever the options say.</param>
    /// <param name="change">What the command line says beside the file.</param>
    public RadiomicsOptions Options(ParseResult parsed, string? optionsFile, bool resample, OptionChange change)
    {
        if (parsed.GetValue(Preset) is not null || parsed.GetValue(Parameters) is not null)
        {
            throw new StudyProtocolException($"{change.Name} goes with --options, not with --preset or --params, which say all about how features are computed.");
        }

        var options = optionsFile is null ? new RadiomicsOptions() : RadiomicsOptionsFile.Load(optionsFile);
        return change.Of(resample ? options with { ResampleMasks = true } : options);
    }

    /// <summary>What measures a patient under perturbations.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="optionsFile">Radiomics options in JSON; null for none.</param>
    /// <param name="perturbations">How images and outlines are disturbed.</param>
    public PerturbedExtractor Perturbed(ParseResult parsed, string? optionsFile, PerturbationOptions perturbations)
    {
        var preset = parsed.GetValue(Preset);
        if (optionsFile is not null && (preset is not null || parsed.GetValue(Parameters) is not null))
        {
            throw new StudyProtocolException("Give --options, or --preset with --params, not both: each says all about how features are computed.");
        }

        return ReadParameters(parsed) is { } parameters ? new PerturbedExtractor(parameters, perturbations)
            : preset is not null ? new PerturbedExtractor(ReadPreset(parsed, preset), perturbations)
            : new PerturbedExtractor(optionsFile is null ? null : RadiomicsOptionsFile.Load(optionsFile), perturbations);
    }

    private RadiomicsPreset ReadPreset(ParseResult parsed, string name)
    {
        var preset = RadiomicsPreset.Find(name);
        return parsed.GetValue(BinWidth) is { } width ? preset.WithBinWidth(width) : preset;
    }

    private PyradiomicsParameters? ReadParameters(ParseResult parsed)
    {
        if (parsed.GetValue(Parameters) is not { } file)
        {
            return null;
        }

        if (parsed.GetValue(Preset) is { } other and not Pyradiomics)
        {
            throw new ArgumentException($"--params goes with --preset {Pyradiomics}, not with --preset {other}.");
        }

        var parameters = PyradiomicsParameters.Load(file);
        return parsed.GetValue(BinWidth) is { } width ? parameters.WithBinWidth(width) : parameters;
    }
}
