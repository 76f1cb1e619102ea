using System.Reflection;
using System.Runtime.CompilerServices;

namespace HccRisk.Core.Learning;

/// <summary>The learned functions of a program by the names model files give them.</summary>
internal static class LearnedNames
{
    private static readonly ConditionalWeakTable<Assembly, Dictionary<string, Type>> Scanned = [];

    /// <summary>The name of a function.</summary>
    /// <exception cref="InvalidOperationException">Its class has none.</exception>
    internal static string Of(Type type) => type.GetCustomAttribute<LearnedNameAttribute>(inherit: false)?.Name
        ?? throw new InvalidOperationException(
            $"{type.Name} has no [LearnedName], so no model file can hold it: give it one such as [LearnedName(\"{type.Name.ToLowerInvariant()}/1\")].");

    /// <summary>
    /// The function of a name: in the assemblies that are loaded, the last one first (a notebook defines a class again), then in those
    /// of this library
    /// that the program has. No other is loaded because a model says so.
    /// </summary>
    /// <param name="name">As <see cref="Of"/> gives it.</param>
    /// <param name="package">The package it came from when it was saved.</param>
    /// <returns>The class; null when there is none.</returns>
    internal static Type? Find(string name, string package) =>
        AppDomain.CurrentDomain.GetAssemblies().Reverse()
            .Concat(ModelAssemblies.Own(package))
            .Select(a => Scanned.GetValue(a, Scan).GetValueOrDefault(name))
            .FirstOrDefault(t => t is not null);

    private static Dictionary<string, Type> Scan(Assembly assembly)
    {
        var own = typeof(LearnedNames).Assembly;
        var found = new Dictionary<string, Type>(StringComparer.Ordinal);
        if (assembly.IsDynamic || (assembly != own && !assembly.GetReferencedAssemblies().Any(r => r.Name == own.GetName().Name)))
        {
            return found;
        }

        foreach (var type in Types(assembly))
        {
            if (typeof(RowFunction).IsAssignableFrom(type) && type.GetCustomAttribute<LearnedNameAttribute>(inherit: false) is { } named)
            {
                found[named.Name] = type;
            }
        }

        return found;
    }

    private static IEnumerable<Type> Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            // A type whose own references are absent is not the one looked for.
            return e.Types.OfType<Type>();
        }
    }
}
