using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HccRisk.Core.Privacy;

/// <summary>
/// Keeps OnnxRuntime from reporting. Its official builds since 1.29 look up a host of their maker, keep a database and a device
/// identifier in the user's cache folder, and tell of models and errors by name, unless the environment variable
/// <c>ORT_DISABLE_TELEMETRY</c> forbids it before the native library starts (Privacy.md of its package).
/// </summary>
/// <remarks>
/// It is off as soon as anything of the libraries for features, survival or cohorts is used, so also for the ONNX transforms of ML.NET
/// in the same process. A program that runs OnnxRuntime before it touches this library calls <see cref="Disable"/> first, or sets the
/// variable itself.
/// </remarks>
public static partial class OnnxTelemetry
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Forbids telemetry for this process and those it starts. Whatever the variable was, it is 1 afterwards.</summary>
    public static void Disable()
    {
        Environment.SetEnvironmentVariable(Variable, "1");
        if (!OperatingSystem.IsWindows())
        {
            // Outside Windows, .NET keeps an environment of its own, which native code does not see.
            _ = SetNative(Variable, "1", 1);
        }
    }

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The native library may start in any code that comes later, ours or not.")]
    internal static void DisableOnLoad() => Disable();

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNative(string name, string value, int overwrite);
}
