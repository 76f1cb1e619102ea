using HccRisk.Cohorts;

namespace HccRisk.Pathomics.Catalog;

/// <summary>Which column holds the paths of a patient's slides, and how they are embedded.</summary>
public sealed record SlidesTransformOptions
{
    /// <summary>The vector column written. Default <c>Pathomics</c>.</summary>
    public string OutputColumn { get; init; } = "Pathomics";

    /// <summary>
    /// Text columns with the paths of slides, pooled together; at least one. A patient may lack some (empty paths), but not all. Default <c>Slide</c> alone.
    /// </summary>
    public IReadOnlyList<string> SlideColumns { get; init; } = ["Slide"];

    /// <summary>
    /// Text columns with the micrometres per pixel of the slides, one for each of <see cref="SlideColumns"/>, 0.05 to 5; an empty text leaves the scale
    /// to <see cref="Pathomics"/> and the file. Default none.
    /// </summary>
    public IReadOnlyList<string> MicronsPerPixelColumns { get; init; } = [];

    /// <summary>
    /// Text columns with the objectives of the slides, one for each of <see cref="SlideColumns"/>, such as <c>40</c>: nominally 10 / objective micrometres per
    /// pixel, where none are given. Default none.
    /// </summary>
    public IReadOnlyList<string> ObjectiveColumns { get; init; } = [];

    /// <summary>How slides are embedded and pooled.</summary>
    public PathomicsOptions Pathomics { get; init; } = new();

    /// <summary>
    /// Path of the backbone's .onnx file, its manifest (.json) beside it; null (the default) is the embedded backbone. A saved model keeps
    /// the path and the hash, not the network: the file must be there when the column is computed, and be the same.
    /// </summary>
    public string? BackbonePath { get; init; }

    /// <summary>
    /// Where tile embeddings of the same backbone and options are kept (a folder of <see cref="Pathomics.Stores.TileStore"/>): slides that are
    /// in it are not embedded again. Null (the default) keeps none.
    /// </summary>
    public string? TileStore { get; init; }

    /// <summary>What happens to a row whose slides cannot be embedded. Default: an exception.</summary>
    public BadFilePolicy BadFiles { get; init; }

    /// <summary>All columns that are read: slides, their micrometres per pixel, their objectives.</summary>
    internal IReadOnlyList<string> InputColumns => [.. SlideColumns, .. MicronsPerPixelColumns, .. ObjectiveColumns];
}
