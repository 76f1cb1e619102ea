using HccRisk.Core.Naming;
using Xunit;

namespace HccRisk.Core.Tests.Naming;

public class NearestNamesTests
{
    [Theory]
    [InlineData("afp", "afp", 0)]
    [InlineData("albumin", "albumn", 1)]
    [InlineData("tumour_size_cm", "tumor_size_cm", 1)]
    [InlineData("atl", "alt", 1)] // transposed
    [InlineData("", "abc", 3)]
    public void Distance_Names_CountsEdits(string a, string b, int edits) => Assert.Equal(edits, NearestNames.Distance(a, b));
}
