using System.Security.Cryptography;
using HccRisk.Core.IO;
using HccRisk.Core.Naming;
using HccRisk.Pathomics.Embedding.Onnx;

namespace HccRisk.Pathomics.Embedding;

/// <summary>A model file made ready for a session: hashed, and cut at the manifest's tensor where it must be.</summary>
/// <param name="Bytes">The model to run.</param>
/// <param name="Sha256">Hash of the file as it is, and of the files of weights beside it.</param>
/// <param name="WeightsFolder">Where those files are; null when there are none.</param>
internal sealed record BackboneModel(byte[] Bytes, string Sha256, string? WeightsFolder)
{
    public static BackboneModel Prepare(byte[] file, string? folder, BackboneManifest manifest)
    {
        try
        {
            RequireOnnx(file);
            List<byte[]> parts = [file];
            if (manifest.Preprocessing is { } preprocessing)
            {
                var first = ReadPreprocessing(preprocessing, folder, manifest.Name);
                parts.Add(first);
                file = OnnxJoin.Join(first, file);
            }

            var model = new OnnxModel(file);
            OnnxExternalData.Check(model.ExternalFiles, folder);
            var inside = !model.Outputs.Contains(manifest.Output, StringComparer.Ordinal);
            if (inside && !model.Tensors.Contains(manifest.Output, StringComparer.Ordinal))
            {
                throw new BackboneMismatchException(
                    $"Backbone '{manifest.Name}': the model has no output and no tensor '{manifest.Output}'{NearestNames.Hint(manifest.Output, model.Tensors)}; its outputs are {string.Join(", ", model.Outputs.Select(x => $"'{x}'"))}.");
            }

            var change = inside || manifest.FreeBatch || manifest.SinglePrecision;
            return new BackboneModel(
                change ? model.Cut(manifest.Output, manifest.FreeBatch, manifest.SinglePrecision) : file,
                Hash(parts, folder, model.ExternalFiles, manifest.Name),
                model.ExternalFiles.Count > 0 ? folder : null);
        }
        catch (InvalidDataException error)
        {
            throw new BackboneMismatchException($"Backbone '{manifest.Name}': the model cannot be loaded ({error.Message.TrimEnd('.')}). Export or copy it again.", error);
        }
    }

    private static void RequireOnnx(byte[] file)
    {
        if (file.AsSpan().Slice(Math.Min(4, file.Length)).StartsWith("ORTM"u8))
        {
            throw new InvalidDataException("it is a model in OnnxRuntime's own format: only ONNX is read");
        }
    }

    private static byte[] ReadPreprocessing(string preprocessing, string? folder, string name)
    {
        // One folder up, for packages keep each of their models in a folder of its own.
        var above = Path.GetDirectoryName(folder);
        if (folder is null || above is null || Path.IsPathRooted(preprocessing)
            || !ReferencedFiles.StaysInside(above, Path.Combine(Path.GetFileName(folder), preprocessing)))
        {
            throw new BackboneMismatchException($"Backbone '{name}': its manifest names the preprocessing '{preprocessing}', which is no file in the model's folder or in one beside it.");
        }

        var path = Path.Combine(folder, preprocessing);
        if (!File.Exists(path))
        {
            throw new BackboneMismatchException($"Backbone '{name}': its manifest names the preprocessing '{preprocessing}', which is not there ('{path}'). Copy both models together.");
        }

        var first = File.ReadAllBytes(path);
        RequireOnnx(first);
        return first;
    }

    private static string Hash(IEnumerable<byte[]> parts, string? folder, IReadOnlyList<string> external, string name)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(part);
        }

        foreach (var weights in external)
        {
            var path = Path.Combine(folder ?? string.Empty, weights);
            if (folder is null || !File.Exists(path))
            {
                throw new BackboneMismatchException($"Backbone '{name}': its weights are in '{weights}', which is not beside the model. Copy both files together.");
            }

            using var stream = File.OpenRead(path);
            var buffer = new byte[1 << 20];
            for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
            {
                hash.AppendData(buffer.AsSpan(0, read));
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
