using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace HccRisk.Core.Learning;

/// <summary>Adds the constant column that the value maps are keyed by.</summary>
[CustomMappingFactoryAttribute(Contract)]
internal sealed class KeyMappingFactory : CustomMappingFactory<KeyMappingFactory.Nothing, KeyMappingFactory.Key>
{
    public const string Contract = "HccRisk.Key/1";

    public override Action<Nothing, Key> GetMapping() => static (_, output) => output.Value = true;

    internal sealed class Nothing
    {
    }

    internal sealed class Key
    {
        [ColumnName(LearnedChain.KeyColumn)]
        public bool Value { get; set; }
    }
}
