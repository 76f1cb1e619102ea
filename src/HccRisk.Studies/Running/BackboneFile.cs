using HccRisk.Pathomics.Embedding;

namespace HccRisk.Studies.Running;

/// <summary>A slide backbone a study may call by a name.</summary>
/// <param name="ModelPath">Path of the .onnx file.</param>
/// <param name="Manifest">What it takes and gives.</param>
public sealed record BackboneFile(string ModelPath, BackboneManifest Manifest);
