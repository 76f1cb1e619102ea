using System.Reflection;
using HccRisk.Core.Notebooks;
using Xunit;

namespace HccRisk.EndToEnd.Notebooks;

/// <summary>What .NET Interactive looks for by name is there, of every type that asks to be shown.</summary>
public sealed class FormatterConventionTests
{
    public static TheoryData<string> Projects => [.. Repository.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void TypesWithTheAttribute_FormatterSource_KeepsTheConvention(string project) =>
        Assert.All(Shown(project), shown =>
        {
            var formatters = ((IEnumerable<object>)shown.Source.GetMethod("CreateTypeFormatters", Type.EmptyTypes)!.Invoke(Activator.CreateInstance(shown.Source), null)!).ToArray();

            Assert.Equal(["text/html", "text/plain"], formatters.Select(f => f.GetType().GetProperty("MimeType", typeof(string))!.GetValue(f)));
            Assert.All(formatters, f => Assert.Equal(typeof(bool), f.GetType().GetMethod("Format", [typeof(object), typeof(TextWriter)])!.ReturnType));

            // The formatter is one of the type, or of a base of it.
            for (var type = shown.Source; type is not null; type = type.BaseType)
            {
                if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(NotebookFormatter<>))
                {
                    Assert.True(type.GetGenericArguments()[0].IsAssignableFrom(shown.Type), $"{shown.Source} does not format {shown.Type}");
                    return;
                }
            }

            Assert.Fail($"{shown.Source} is no formatter");
        });

    [Fact]
    public void TypesWithTheAttribute_AreInEveryProjectWithResults() =>
        Assert.All(
            ["HccRisk.Core", "HccRisk.Imaging", "HccRisk.Cohorts", "HccRisk.Radiomics", "HccRisk.Pathomics", "HccRisk.Survival", "HccRisk.Plots", "HccRisk.Studies"],
            project => Assert.NotEmpty(Shown(project)));

    private static IEnumerable<(Type Type, Type Source)> Shown(string project) =>
        from type in Assembly.Load(project).GetTypes()
        let attribute = type.GetCustomAttribute<TypeFormatterSourceAttribute>(inherit: false)
        where attribute is not null
        select (type, attribute.FormatterSourceType);
}
