using System.CommandLine;
using HccRisk.Cli.Output;
using HccRisk.Core.Learning;
using HccRisk.Core.Storage;
using HccRisk.Studies.Models;
using Microsoft.ML;

namespace HccRisk.Cli.Commands;

/// <summary><c>hccrisk model</c>: what can be done with a saved model beside scoring.</summary>
internal static class ModelCommand
{
    public static Command Create() => new("model", "Work with a saved model.") { Export() };

    private static Command Export()
    {
        var model = new Option<string>("--model", "-m") { Description = "Model file made by a study (pre.zip, post.zip).", Required = true };
        var sha256 = new Option<string?>("--model-sha256") { Description = "SHA-256 the model file must have: hexadecimal, as sha256sum prints it." };
        var onnx = new Option<string>("--onnx") { Description = "ONNX file to write: inputs as the study computes them, NaN where missing; score, survival and incidence at the model's horizons.", Required = true };
        var command = new Command("export", "Write a model in a format that programs without .NET can run.") { model, sha256, onnx };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                new OutputFiles().Reads(model.Name, parsed.GetValue(model)).Writes(onnx.Name, parsed.GetValue(onnx));
                var loaded = RiskModel.Load(parsed.GetValue(model)!, new ModelFileOptions { Sha256 = FileHash.Of(parsed, sha256, model) });
                using var content = new MemoryStream();
                var written = new MLContext(seed: 0).Model.ConvertToOnnx(loaded.Pipeline, loaded.InputSchema, content);
                AtomicFile.Write(parsed.GetValue(onnx)!, file => file.Write(content.GetBuffer(), 0, (int)content.Length));
                var output = parsed.InvocationConfiguration.Output;
                foreach (var (kind, tensor) in written.Inputs.Select(t => ("input", t)).Concat(written.Outputs.Select(t => ("output", t))))
                {
                    output.WriteLine(FormattableString.Invariant($"{kind} {tensor.Name}: {tensor.Slots.Count} ({string.Join(", ", tensor.Slots.Take(8))}{(tensor.Slots.Count > 8 ? ", ..." : string.Empty)})"));
                }

                return 0;
            },
            cancellationToken));
        return command;
    }
}
