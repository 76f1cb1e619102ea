namespace HccRisk.Core.Notebooks;

/// <summary>
/// Says how a notebook shows values of a type. .NET Interactive finds the attribute by its name, and what it names by the names of its members: nothing of
/// .NET Interactive is referenced, and elsewhere the attribute does nothing.
/// </summary>
/// <param name="formatterSourceType">A <see cref="NotebookFormatter{T}"/> with a constructor without parameters.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>The formatter.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>What is shown where several forms can be: html.</summary>
    public IReadOnlyList<string> PreferredMimeTypes { get; } = ["text/html"];
}
