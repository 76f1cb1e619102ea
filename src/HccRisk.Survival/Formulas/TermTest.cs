using HccRisk.Survival.HypothesisTests;

namespace HccRisk.Survival.Formulas;

/// <summary>Tests that all coefficients of a term are 0.</summary>
/// <param name="Term">The term.</param>
/// <param name="Wald">By the covariance of the coefficients, the robust one where there is one. NaN, on 0 degrees of freedom, when none of them is identified.</param>
/// <param name="LikelihoodRatio">
/// Against the model without the term, as R's drop1; null for a term that is part of an interaction in the model (what is left would mean something
/// else), and with a robust variance, for which the likelihood is none.
/// </param>
public sealed record TermTest(FormulaTerm Term, ChiSquareTest Wald, ChiSquareTest? LikelihoodRatio);
