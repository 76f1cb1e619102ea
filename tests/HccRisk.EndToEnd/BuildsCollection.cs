using HccRisk.EndToEnd.Packaging;
using Xunit;

namespace HccRisk.EndToEnd;

/// <summary>Tests that run dotnet on the working copy: one after the other, for they share its obj folders.</summary>
[CollectionDefinition(Name)]
public sealed class BuildsCollection : ICollectionFixture<PackedFeed>
{
    public const string Name = "Builds";
}
