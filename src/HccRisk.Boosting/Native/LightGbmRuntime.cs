using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HccRisk.Core.Errors;

namespace HccRisk.Boosting.Native;

/// <summary>Loads LightGBM, keeps it quiet and turns what it returns into exceptions.</summary>
internal static class LightGbmRuntime
{
    private const string Learned = "Boosted survival models are learned by the native LightGBM, ";

    private static readonly Lazy<string?> WhyMissing = new(Load);

    [ThreadStatic]
    private static bool t_isQuiet;

    /// <summary>Makes the calling thread ready: LightGBM prints for each thread of its own unless told where to.</summary>
    /// <exception cref="MissingSoftwareException">The library cannot be loaded here.</exception>
    public static unsafe void Enter()
    {
        if (WhyMissing.Value is { } reason)
        {
            throw new MissingSoftwareException(reason);
        }

        if (!t_isQuiet)
        {
            Check(LightGbmNative.RegisterLogCallback(&Ignore), "starting");
            t_isQuiet = true;
        }
    }

    /// <summary>Throws what LightGBM has to say when a call failed.</summary>
    /// <param name="code">What the call returned.</param>
    /// <param name="what">What it was to do, for the message.</param>
    /// <exception cref="InvalidOperationException">The call failed.</exception>
    public static unsafe void Check(int code, string what)
    {
        if (code != 0)
        {
            throw new InvalidOperationException($"LightGBM failed in {what}: {Marshal.PtrToStringUTF8((nint)LightGbmNative.GetLastError())}.");
        }
    }

    /// <summary>Why the library did not load, with the remedy.</summary>
    /// <param name="system">Operating system and processor, as .NET names them: linux-x64.</param>
    /// <param name="hasOpenMp">Whether the OpenMP runtime, which it needs on Linux, is there.</param>
    public static string Explain(string system, bool hasOpenMp)
    {
        if (system is not ("linux-x64" or "win-x64"))
        {
            return Learned + $"whose package has no library for {system}: train on Linux or Windows x64. A fitted model is scored anywhere.";
        }

        return system == "linux-x64" && !hasOpenMp
            ? Learned + "which needs the OpenMP runtime libgomp.so.1: install it (Debian and Ubuntu: libgomp1). A fitted model is scored without."
            : Learned + $"whose {LightGbmNative.Library} was not found beside the program: reference the package LightGBM, or publish with its natives. "
                + "A fitted model is scored without.";
    }

    private static string? Load()
    {
        const DllImportSearchPath Places = DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories;
        if (NativeLibrary.TryLoad(LightGbmNative.Library, typeof(LightGbmRuntime).Assembly, Places, out _))
        {
            return null;
        }

        var name = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return Explain($"{name}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}", NativeLibrary.TryLoad("libgomp.so.1", out _));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void Ignore(byte* text)
    {
    }
}
