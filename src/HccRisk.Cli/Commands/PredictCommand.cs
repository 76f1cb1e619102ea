using System.CommandLine;
using System.Globalization;
using HccRisk.Cli.Output;
using HccRisk.Cohorts.Privacy;
using HccRisk.Core.Learning;
using HccRisk.Core.Naming;
using HccRisk.Core.Storage;
using HccRisk.Pathomics.Embedding;
using HccRisk.Studies.Models;
using HccRisk.Studies.Protocol;

namespace HccRisk.Cli.Commands;

/// <summary><c>hccrisk predict</c>: scores new patients from their raw files.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model", "-m") { Description = "Model file made by a study (pre.zip, post.zip).", Required = true };
        var clinical = new Option<string>("--clinical", "-c") { Description = "Clinical CSV of the new patients; outcomes are not needed.", Required = true };
        var manifest = new Option<string?>("--manifest") { Description = "Manifest CSV of their images, masks and slides." };
        var patient = new Option<string?>("--patient") { Description = "Score this patient only." };
        var backbone = new Option<string?>("--backbone") { Description = "Slide backbone (.onnx with its manifest, or resnet18), when the model was made with one." };
        var allowMissing = new Option<bool>("--allow-missing") { Description = "Score although a clinical column the model reads is absent, or every value of a modality is missing: the mean of the development patients stands in. Images, masks and slides must be there all the same." };
        var modelSha256 = new Option<string?>("--model-sha256") { Description = "SHA-256 the model file must have: hexadecimal, as sha256sum prints it." };
        var backboneSha256 = new Option<string?>("--backbone-sha256") { Description = "SHA-256 the slide backbone must have." };
        var confirmed = new Option<string?>("--confirm-units") { Description = "Clinical columns whose units were checked by hand, with comma between." };
        var output = new Option<string?>("--output", "-o") { Description = "CSV to write; standard output when absent." };
        var log = FileLog.Option();
        var command = new Command("predict", "Score new patients from raw files with a saved model.") { model, clinical, manifest, patient, backbone, allowMissing, confirmed, modelSha256, backboneSha256, output, log };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                new OutputFiles()
                    .Reads(model.Name, parsed.GetValue(model))
                    .Reads(clinical.Name, parsed.GetValue(clinical))
                    .Reads(manifest.Name, parsed.GetValue(manifest))
                    .Reads(manifest.Name, FileLog.PatientsOf(parsed.GetValue(manifest)))
                    .ReadsBackbone(backbone.Name, BackboneChoice.FileOf(parsed.GetValue(backbone)))
                    .Writes(output.Name, parsed.GetValue(output))
                    .Writes(log.Name, parsed.GetValue(log));
                var (modelHash, backboneHash) = (FileHash.Of(parsed, modelSha256, model), FileHash.Of(parsed, backboneSha256, backbone));
                var loaded = RiskModel.Load(parsed.GetValue(model)!, new ModelFileOptions { Sha256 = modelHash });
                var named = parsed.GetValue(backbone) ?? (loaded.Card.Features is { Slides: true, Backbone: var own } && BackboneChoice.IsName(own) ? own : null);
                using var network = named is null ? null : BackboneChoice.Open(named, new BackboneOptions { Sha256 = backboneHash });
                var only = parsed.GetValue(patient);
                var ids = new List<string>();
                var options = new PredictionOptions
                {
                    Keep = only is null ? null : p =>
                    {
                        ids.Add(p.Id);
                        return string.Equals(p.Id, only, StringComparison.Ordinal);
                    },
                    AllowMissing = parsed.GetValue(allowMissing),
                    ConfirmedUnits = parsed.GetValue(confirmed)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [],
                    Backbone = network,
                };
                var result = loaded.Predict(parsed.GetValue(clinical)!, parsed.GetValue(manifest), options, progress: null, cancellationToken);
                var (predictions, exclusions) = result;
                if (only is not null && predictions.Count == 0 && exclusions.All(e => e.PatientId != only))
                {
                    throw new StudyProtocolException($"There is no patient '{only}' in '{parsed.GetValue(clinical)}'{NearestNames.Hint(only, ids)}.");
                }

                result = result with { Exclusions = [.. exclusions.Where(e => only is null || e.PatientId == only)] };
                Write(parsed.GetValue(output), loaded, result);
                foreach (var note in result.Notes)
                {
                    Console.Error.WriteLine($"note: {note}");
                }

                WriteImputed(result);
                FileLog.Write(parsed.GetValue(log), exclusions, FileLog.PatientsOf(parsed.GetValue(manifest)));
                foreach (var prediction in predictions.Where(p => p.Ineligible.Count > 0))
                {
                    Console.Error.WriteLine($"not eligible by the rules of the study, scored all the same: {prediction.PatientId}: {string.Join("; ", prediction.Ineligible)}");
                }

                foreach (var prediction in predictions.Where(p => p.OutOfDistribution.Count > 0))
                {
                    Console.Error.WriteLine(
                        $"unlike the development patients in {string.Join(" and ", prediction.OutOfDistribution)}, scored all the same: {prediction.PatientId}");
                }

                foreach (var excluded in result.Exclusions)
                {
                    Console.Error.WriteLine($"not scored: {excluded.PatientId} ({excluded.Stage}): {FilePlaces.HidePaths(excluded.Reason)}");
                }

                return predictions.Count == 0 ? CommandErrors.WrongInput : CommandErrors.CodeOf(predictions.Count, result.Exclusions.Count);
            },
            cancellationToken));
        return command;
    }

    private static void WriteImputed(PredictionResult result)
    {
        foreach (var input in result.Imputed)
        {
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"imputed: {input.Input} for {input.Patients} of {result.Predictions.Count} patients, by the mean of the development patients"));
        }
    }

    private static void Write(string? path, RiskModel model, PredictionResult result)
    {
        var text = PredictionCsv.Text(model.Card.Specification.Name, result, model.Card.Horizon);
        if (path is null)
        {
            Console.Out.Write(text);
        }
        else
        {
            AtomicFile.WriteText(path, text);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{result.Predictions.Count} predictions written to {path}{(result.Exclusions.Count > 0 ? $", and {result.Exclusions.Count} patients without a score" : "")}"));
        }
    }
}
