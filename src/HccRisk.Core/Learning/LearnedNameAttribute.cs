namespace HccRisk.Core.Learning;

/// <summary>
/// The name a learned function has in model files, where the name of its type never stands: types may be renamed and move between
/// packages,
/// models live on. Every class derived from <see cref="LearnedFunction"/> or <see cref="TextFunction"/> that is saved needs one.
/// </summary>
/// <param name="name">Lower-case words and a version of the state's layout, such as <c>cox/1</c>; unique in a program.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class LearnedNameAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}
