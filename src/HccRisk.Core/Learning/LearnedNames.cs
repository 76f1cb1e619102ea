using System.Reflection;
using System.Runtime.CompilerServices;

namespace HccRisk.Core.Learning;

/// <summary>The learned functions of a program by the names model files give them.</summary>
internal static class LearnedNames
{
    private static readonly ConditionalWeakTable<Assembly, ILookup<string, Type>> Scanned = [];

    /// <summary>The name of a function, which no other may have.</summary>
    /// <exception cref="InvalidOperationException">Its class has none, or another class has the same.</exception>
    internal static string Of(Type type)
    {
        var name = type.GetCustomAttribute<LearnedNameAttribute>(inherit: false)?.Name
            ?? throw new InvalidOperationException(
                $"{type.Name} has no [LearnedName], so no model file can hold it: give it one such as [LearnedName(\"{type.Name.ToLowerInvariant()}/1\")].");

        // A notebook defines a class again in an assembly of its own: the same name of a type is no other function.
        return AppDomain.CurrentDomain.GetAssemblies().SelectMany(a => Scanned.GetValue(a, Scan)[name])
            .FirstOrDefault(t => t != type && (t.Name != type.Name || t.Assembly == type.Assembly)) is { } other
            ? throw new InvalidOperationException(
                $"[LearnedName(\"{name}\")] is on {type.FullName} and on {other.FullName}: a model file could not tell them apart, so each needs a name of its own.")
            : name;
    }

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
            .Select(a => Scanned.GetValue(a, Scan)[name].FirstOrDefault())
            .FirstOrDefault(t => t is not null);

    private static ILookup<string, Type> Scan(Assembly assembly)
    {
        var own = typeof(LearnedNames).Assembly;
        var types = assembly.IsDynamic || (assembly != own && !assembly.GetReferencedAssemblies().Any(r => r.Name == own.GetName().Name)) ? [] : Types(assembly);
        return types.Where(typeof(RowFunction).IsAssignableFrom)
            .Select(type => (type.GetCustomAttribute<LearnedNameAttribute>(inherit: false)?.Name, Type: type))
            .Where(named => named.Name is not null)
            .ToLookup(named => named.Name!, named => named.Type, StringComparer.Ordinal);
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
