using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;

namespace HccRisk.EndToEnd.Architecture;

/// <summary>Conventions every public type keeps.</summary>
public sealed class PublicTypeTests
{
    public static TheoryData<string> Projects => [.. Repository.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void PublicType_Fields_AreReadOnly(string project) =>
        Assert.Empty(PublicTypes(project)
            .Where(type => !type.IsEnum)
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(field => !field.IsInitOnly && !field.IsLiteral)
            .Select(field => $"{field.DeclaringType}.{field.Name}"));

    [Theory]
    [MemberData(nameof(Projects))]
    public void PublicOptions_Shape_IsASealedRecordOrABaseOfThem(string project) =>
        Assert.Empty(OptionsTypes(project)
            .Where(type => !(type.IsSealed || type.IsAbstract) || !IsRecord(type))
            .Select(type => type.FullName));

    [Theory]
    [MemberData(nameof(Projects))]
    public void PublicOptions_Properties_CannotChangeOnceMade(string project) =>
        Assert.Empty(OptionsTypes(project)
            .SelectMany(type => type.GetProperties())
            .Where(property => property.SetMethod is { IsPublic: true } setter && !IsInit(setter))
            .Select(property => $"{property.DeclaringType}.{property.Name}"));

    // Options that no value can make wrong have nothing to validate.
    [Theory]
    [MemberData(nameof(Projects))]
    public void PublicOptions_Defaults_AreValid(string project) =>
        Assert.All(
            OptionsTypes(project)
                .Where(type => !type.IsAbstract && type.GetConstructor(Type.EmptyTypes) is not null && !HasRequiredMember(type)),
            type => Validate(type)?.Invoke(Activator.CreateInstance(type), null));

    private static Type[] PublicTypes(string project) => Assembly.Load(project).GetExportedTypes();

    private static Type[] OptionsTypes(string project) =>
        [.. PublicTypes(project).Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal))];

    private static MethodInfo? Validate(Type type) =>
        type.GetMethod("Validate", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance, Type.EmptyTypes);

    // By name: a plotting library in the references declares the attribute a second time.
    private static bool HasRequiredMember(Type type) =>
        type.CustomAttributes.Any(attribute => attribute.AttributeType.Name == "RequiredMemberAttribute");

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;

    private static bool IsInit(MethodInfo setter) =>
        setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
}
