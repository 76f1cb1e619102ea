using System.Reflection;
using System.Runtime.CompilerServices;
using HccRisk.Core.Learning;
using Microsoft.ML;
using Xunit;

namespace HccRisk.EndToEnd.Architecture;

/// <summary>Who prints a result reads it: neither the name of a type nor all of a record's members one after the other.</summary>
public sealed class ResultTextTests
{
    private static readonly string[] Assemblies = ["HccRisk.Survival", "HccRisk.Studies", "HccRisk.Radiomics", "HccRisk.Boosting", "HccRisk.Mil"];

    // What is no result: inputs, and objects one goes on calling.
    private static readonly HashSet<string> Exceptions = new(StringComparer.Ordinal)
    {
        "FeatureMapOptions", "PyradiomicsParameters", "RadiomicsOptions", "SurvivalCatalog", // what one sets or calls
        "CoxResiduals", "RestrictedCubicSpline", // what one asks for arrays
        "Fold", "HazardBaseline", "HorizonRisk", "OwnSurvival", "PatientColumn", "PersonPeriods", "RowCodes", // columns of numbers, a row a patient
        "FormulaDesign", "FormulaRows", "FormulaTable", // what a formula reads and makes
        "DimensionCondition", "SearchSpace", // what a candidate of a search is made of
    };

    public static TheoryData<Type> Results => [.. Assemblies.SelectMany(name => Assembly.Load(name).GetExportedTypes()).SelectMany(Returned).Distinct()
        .Where(type => !Exceptions.Contains(type.Name)).OrderBy(type => type.FullName, StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Results))]
    public void Result_Printed_IsWhatAPersonWantsToRead(Type result) => Assert.True(
        result.GetMethod(nameof(ToString), BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly, []) is { } text && !text.IsDefined(typeof(CompilerGeneratedAttribute)),
        $"{result.FullName} has no ToString of its own: write one, or name it in the exceptions of this test with what it is.");

    private static IEnumerable<Type> Returned(Type owner) => owner
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(method => !method.IsSpecialName && !method.IsDefined(typeof(CompilerGeneratedAttribute)) && !method.Name.StartsWith('<'))
        .SelectMany(method => Parts(method.ReturnType))
        .Where(type => type.IsSealed && !type.IsAbstract && !type.IsEnum && Assemblies.Contains(type.Assembly.GetName().Name)
            && !type.IsAssignableTo(typeof(IEstimator<ITransformer>)) && !type.IsAssignableTo(typeof(RowFunction)) && !type.IsAssignableTo(typeof(Delegate)));

    private static IEnumerable<Type> Parts(Type type) => type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts)
        : type.HasElementType ? Parts(type.GetElementType()!) : [type];
}
