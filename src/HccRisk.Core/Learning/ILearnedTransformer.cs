namespace HccRisk.Core.Learning;

/// <summary>A transformer whose function can be read without knowing its type.</summary>
internal interface ILearnedTransformer
{
    RowFunction Function { get; }

    LearnedColumns Columns { get; }
}
