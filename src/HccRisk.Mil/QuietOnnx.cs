using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using HccRisk.Core.Privacy;

namespace HccRisk.Mil;

/// <summary>Using anything of this assembly switches OnnxRuntime's telemetry off, though the assembly that does so may not be loaded
/// yet.</summary>
internal static class QuietOnnx
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The native library may start in any code that comes later, ours or not.")]
    internal static void DisableTelemetry() => OnnxTelemetry.Disable();
}
