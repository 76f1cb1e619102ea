using HccRisk.Pathomics.Embedding;

namespace HccRisk.Backbones.ResNet18;

/// <summary>
/// The ResNet-18 of ML.NET's package <c>Microsoft.ML.DnnImageFeaturizer.ResNet18</c> as a tile encoder: 512 numbers, 0 or above, of a tile
/// of 224 pixels. A real convolutional network trained on ImageNet photographs, not on pathology. Nothing of it is in this package: the
/// build copies Microsoft's files to the output, where their licence (MIT) stays with them.
/// </summary>
/// <remarks>He K, Zhang X, Ren S, Sun J. Deep residual learning for image recognition. CVPR 2016.</remarks>
public static class ResNet18Backbone
{
    /// <summary>The name by which the command, study files and <see cref="KnownBackbones"/> call it.</summary>
    public const string Name = "resnet18";

    private const string Package = "Microsoft.ML.DnnImageFeaturizer.ResNet18";
    private const string Version = "0.23.1";

    private static readonly string Model = Path.Combine("ResNet18Onnx", "ResNet18.onnx");

    /// <summary>
    /// What the network takes and gives, its licence, and the SHA-256 of its two files one after the other, which is required.
    /// </summary>
    public static BackboneManifest Manifest { get; } = KnownBackbones.Find(Name);

    extension(OnnxBackbone)
    {
        /// <summary>Opens the ResNet-18, its mean image joined to the graph.</summary>
        /// <param name="options">How its session runs; null for the defaults.</param>
        /// <exception cref="FileNotFoundException">The files are not there; the message says how to get them.</exception>
        /// <exception cref="BackboneMismatchException">The files are not those of the package.</exception>
        public static OnnxBackbone ResNet18(BackboneOptions? options = null) => OnnxBackbone.Load(FindModel(), Manifest, options);
    }

    /// <summary>
    /// Path of the network: in the folder <c>backbones/resnet18</c> beside the program, where the build puts it together with its manifest,
    /// or in the package as NuGet keeps it (<c>NUGET_PACKAGES</c>, else <c>.nuget/packages</c> of the user).
    /// </summary>
    /// <exception cref="FileNotFoundException">It is in neither; the message says how to get it.</exception>
    public static string FindModel()
    {
        string[] places =
        [
            Path.Combine(AppContext.BaseDirectory, "backbones", Name, Model),
            Path.Combine(NuGetFolder(), Package.ToLowerInvariant(), Version, "tools", "DnnImageModels", Model),
        ];
        return places.FirstOrDefault(File.Exists) ?? throw new FileNotFoundException(
            $"Backbone '{Name}' is neither at '{places[0]}' nor at '{places[1]}'. It comes with Microsoft's package (MIT): run "
            + $"'dotnet package download {Package}@{Version} --output {NuGetFolder()}'.", places[0]);
    }

    private static string NuGetFolder() => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
}
