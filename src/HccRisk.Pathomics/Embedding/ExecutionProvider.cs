namespace HccRisk.Pathomics.Embedding;

/// <summary>Where a backbone runs.</summary>
public enum ExecutionProvider
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>
    /// The first CUDA device. Needs the package Microsoft.ML.OnnxRuntime.Gpu in the application and CUDA on the machine. Numbers differ from
    /// the processor's by rounding.
    /// </summary>
    Cuda,
}
