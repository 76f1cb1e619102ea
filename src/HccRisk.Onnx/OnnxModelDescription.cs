namespace HccRisk.Onnx;

/// <summary>What an exported model reads and writes.</summary>
/// <param name="Inputs">NaN where a value is missing.</param>
/// <param name="Outputs">The scores, then what follows from them at horizons.</param>
public sealed record OnnxModelDescription(IReadOnlyList<OnnxTensor> Inputs, IReadOnlyList<OnnxTensor> Outputs);
