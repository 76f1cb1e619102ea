namespace HccRisk.Core.Learning;

/// <summary>Outputs that are constants plus, over trees, the values of the leaf a row falls into.</summary>
/// <param name="Count">Number of trees.</param>
/// <param name="Tree">Gives a tree by its index; asked for only where trees can be carried.</param>
/// <param name="Constants">What is added to each number of the outputs, one after the other.</param>
/// <param name="TakesMissing">Whether a row with a missing input (NaN) goes through the trees; otherwise all its outputs are NaN.</param>
public sealed record CarriedTrees(int Count, Func<int, CarriedTree> Tree, IReadOnlyList<double> Constants, bool TakesMissing);
