using HccRisk.Core.Naming;
using Xunit;

namespace HccRisk.Core.Tests.Naming;

public sealed class SiteRolesTests
{
    [Theory]
    [InlineData("SYSMH", "sysmh")]
    [InlineData("SYSMH", "ＳＹＳＭＨ")]
    [InlineData("SYSMH", "SYS MH")]
    [InlineData("SYSMH", "SYS-MH\u200B")]
    [InlineData("Hospital 1", "hospital\u00A001")]
    [InlineData("同济医院", "同济　医院")]
    public void Resolve_SiteInAnotherSpelling_SaysThatItIsTheSame(string external, string written)
    {
        var error = Fault(["TJ", external, written, written], ["*"], [external]);

        Assert.Contains($"'{written}' (2 patients)", error, StringComparison.Ordinal);
        Assert.Contains($"'{external}' written differently", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SYSMH", "SYMSH")]
    [InlineData("SYSMH", "SYSM")]
    [InlineData("SYSMH", "SYSNH")]
    [InlineData("SYSMH", "\u0405YSMH")] // a Cyrillic letter
    [InlineData("SYSMH", "SYSMH, east campus")]
    [InlineData("中山大学孙逸仙纪念医院", "中山大学孙逸山纪念医院")]
    [InlineData("同济", "同济医院")]
    public void Resolve_SiteNearAnExternalOne_MustBeNamed(string external, string written)
    {
        var error = Fault(["TJ", external, written], ["*"], [external]);
        var named = SiteRoles.Resolve(["TJ", external, written], ["*", written], [external]);
        var left = SiteRoles.Resolve(["TJ", external, written], ["TJ"], [external], [written]);

        Assert.Contains($"'{written}' (1 patient) is not named and is near '{external}'", error, StringComparison.Ordinal);
        Assert.Equal([written, "TJ"], named.Development);
        Assert.Equal(["TJ"], left.Development);
        Assert.Contains($"near '{external}'", Fault(["TJ", external, written], ["TJ"], [external]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SYSMH", "TJ")]
    [InlineData("A", "B")]
    [InlineData("TJ", "TY")]
    [InlineData("Site 1", "Site 2")]
    [InlineData("Site 1", "Site 10")]
    [InlineData("01", "02")]
    [InlineData("同济医院", "北京协和医院")]
    public void Resolve_OtherSite_DevelopsTheModels(string external, string other) =>
        Assert.Equal([other], SiteRoles.Resolve([external, other], ["*"], [external]).Development);

    [Fact]
    public void Resolve_DevelopmentNotNamed_ListsTheSitesThereAre()
    {
        var error = Fault(["TJ", "TJ", "SYSMH", "PUMC"], [], ["SYSMH"]);

        Assert.Contains("'developmentSites' ('TJ' with 2 patients, 'PUMC' with 1 patient)", error, StringComparison.Ordinal);
        Assert.Contains("\"*\"", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_NobodyExternal_TakesEverySite() =>
        Assert.Equal(["TJ", "tj", ""], SiteRoles.Resolve(["TJ", "tj", ""], [], []).Development);

    [Fact]
    public void Resolve_DevelopmentNamed_GivesTheRestNoRole() =>
        Assert.Equal(["PUMC", ""], SiteRoles.Resolve(["TJ", "SYSMH", "PUMC", ""], ["TJ"], ["SYSMH"]).Others);

    [Theory]
    [InlineData("No patient is of site 'SYSNH' (nearest: 'SYSMH')", "TJ,SYSMH", "*", "SYSNH")]
    [InlineData("the data have it as 'sysmh'", "TJ,sysmh", "*", "SYSMH")]
    [InlineData("'sysmh' and the external site 'SYSMH' are one name", "sysmh,SYSMH", "sysmh", "SYSMH")]
    [InlineData("named as external and as something else", "TJ,SYSMH", "SYSMH", "SYSMH")]
    [InlineData("1 patient without a site", "TJ,SYSMH,", "*", "SYSMH")]
    [InlineData("none is left", "SYSMH", "*", "SYSMH")]
    [InlineData("none is left", "SYSMH", "", "SYSMH")]
    public void Resolve_ImpossibleRoles_SaysWhy(string expected, string sites, string development, string external) =>
        Assert.Contains(expected, Fault(sites.Split(','), development.Split(',', StringSplitOptions.RemoveEmptyEntries), [external]), StringComparison.Ordinal);

    private static string Fault(string[] sites, string[] development, string[] external)
    {
        var message = Assert.Throws<ArgumentException>(() => SiteRoles.Resolve(sites, development, external, option: "developmentSites")).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
