namespace HccRisk.Onnx;

/// <summary>An input or output of an exported model: single precision, one row a patient.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Slots">What its columns are, in order. The file's metadata have them too, under "slots of" and the name, one a
/// line.</param>
public sealed record OnnxTensor(string Name, IReadOnlyList<string> Slots);
