using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace HccRisk.Core.Learning;

/// <summary>Adds an empty group column for functions that have none.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class NoGroupMappingFactory : CustomMappingFactory<KeyMappingFactory.Nothing, NoGroupMappingFactory.Group>
{
    public const string Contract = "HccRisk.NoGroup/1";

    public override Action<KeyMappingFactory.Nothing, Group> GetMapping() => static (_, output) => output.Value = default;

    internal sealed class Group
    {
        [ColumnName(LearnedChain.GroupColumn)]
        public ReadOnlyMemory<char> Value { get; set; }
    }
}
