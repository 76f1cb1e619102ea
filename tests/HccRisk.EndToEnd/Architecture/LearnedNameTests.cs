using System.Reflection;
using System.Text.RegularExpressions;
using HccRisk.Core.Learning;
using Xunit;

namespace HccRisk.EndToEnd.Architecture;

/// <summary>Functions are called in model files by names that outlive their types.</summary>
public sealed partial class LearnedNameTests
{
    [Fact]
    public void LearnedFunctions_OfAllProjects_HaveNamesOfTheirOwn()
    {
        var functions = Repository.Projects.SelectMany(p => Assembly.Load(p).GetTypes()).Where(t => typeof(RowFunction).IsAssignableFrom(t) && !t.IsAbstract).ToList();

        Assert.NotEmpty(functions);
        Assert.All(functions, f => Assert.Matches(Name(), f.GetCustomAttribute<LearnedNameAttribute>()?.Name));
        Assert.Distinct(functions.Select(f => f.GetCustomAttribute<LearnedNameAttribute>()!.Name));
    }

    [GeneratedRegex("^[a-z]+(-[a-z]+)*/[1-9][0-9]*$")]
    private static partial Regex Name();
}
