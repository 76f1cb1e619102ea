using System.Reflection;

namespace HccRisk.Core.Learning;

/// <summary>The assemblies that a model file may have loaded. A model is data: what code it starts is decided here.</summary>
internal static class ModelAssemblies
{
    private const string Library = "HccRisk";

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

    /// <summary>The assemblies of this library that the program has, the named one first; they are loaded as they are asked for.</summary>
    internal static IEnumerable<Assembly> Own(string first)
    {
        var paths = (AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? string.Empty).Split(Path.PathSeparator);
        return paths.Select(Path.GetFileNameWithoutExtension).OfType<string>().Prepend(first).Where(IsOwn).Select(Load).OfType<Assembly>();
    }

    private static Assembly? Load(string name)
    {
        try
        {
            return Assembly.Load(new AssemblyName { Name = name });
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or BadImageFormatException or ArgumentException)
        {
            return null;
        }
    }

    private static bool IsOwn(string name) => name.Equals(Library, StringComparison.OrdinalIgnoreCase) || name.StartsWith($"{Library}.", StringComparison.OrdinalIgnoreCase);
}
