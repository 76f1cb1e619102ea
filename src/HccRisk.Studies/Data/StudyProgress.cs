namespace HccRisk.Studies.Data;

/// <summary>How far a study is.</summary>
/// <param name="Stage">What is being done: "radiomics", "cross-validation PRE", ...</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units of the stage.</param>
/// <param name="Failed">Units that failed and were recorded as exclusions.</param>
public readonly record struct StudyProgress(string Stage, int Done, int Total, int Failed = 0);
