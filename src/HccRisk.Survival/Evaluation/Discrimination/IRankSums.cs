namespace HccRisk.Survival.Evaluation.Discrimination;

/// <summary>Sums of the weights put at places below a place; a structure, so that the calls are compiled into the walk.</summary>
internal interface IRankSums
{
    /// <summary>Sum of the weights at places before this one, which may be one past the last.</summary>
    double Below(int place);

    /// <summary>Puts a weight at a place, once for each place.</summary>
    void Add(int place, double weight);
}
