using System.Reflection;

namespace HccRisk.Core.Learning;

/// <summary>The assemblies that a model file may have loaded. A model is data: what code it starts is decided here.</summary>
internal static class ModelAssemblies
{
    private const string Own = "HccRisk";

    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "Microsoft.ML.Core",
        "Microsoft.ML.CpuMath",
        "Microsoft.ML.Data",
        "Microsoft.ML.DataView",
        "Microsoft.ML.FastTree",
        "Microsoft.ML.ImageAnalytics",
        "Microsoft.ML.KMeansClustering",
        "Microsoft.ML.LightGbm",
        "Microsoft.ML.Mkl.Components",
        "Microsoft.ML.PCA",
        "Microsoft.ML.StandardTrainers",
        "Microsoft.ML.Transforms",
    };

    /// <summary>Whether a name, full or short, is one of this library, of ML.NET without those that run models in a model, or of the caller's.</summary>
    internal static bool Allows(string name, IReadOnlyCollection<string> further)
    {
        try
        {
            return new AssemblyName(name).Name is { } simple
                && (Known.Contains(simple) || IsOwn(simple) || further.Contains(simple, StringComparer.OrdinalIgnoreCase));
        }
        catch (Exception e) when (e is ArgumentException or FileLoadException)
        {
            return false;
        }
    }

    /// <summary>The type of a learned function. Its assembly is one of this library, or is loaded already: none is loaded because a model says so.</summary>
    /// <returns>The type; null when there is none.</returns>
    internal static Type? FindType(string name)
    {
        try
        {
            return Type.GetType(name, Resolve, typeResolver: null, throwOnError: false);
        }
        catch (Exception e) when (e is ArgumentException or FileLoadException or BadImageFormatException or TypeLoadException)
        {
            return null;
        }
    }

    private static Assembly? Resolve(AssemblyName name)
    {
        try
        {
            return name.Name is { } simple && IsOwn(simple)
                ? Assembly.Load(name)
                : Array.Find(AppDomain.CurrentDomain.GetAssemblies(), a => AssemblyName.ReferenceMatchesDefinition(name, a.GetName()));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static bool IsOwn(string name) => name.Equals(Own, StringComparison.OrdinalIgnoreCase) || name.StartsWith($"{Own}.", StringComparison.OrdinalIgnoreCase);
}
