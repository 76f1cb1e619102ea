using HccRisk.Survival.Cox;

namespace HccRisk.Survival.Evaluation.Calibration;

/// <summary>How a smooth calibration curve is made; both look at log(-log(1 - risk)) through a restricted cubic spline of three knots.</summary>
public enum CalibrationSmoother
{
    /// <summary>
    /// A Cox model, or with competing causes a Fine-Gray model (Austin, Harrell and van Klaveren, Stat Med 2020; Austin et al., Diagn Progn
    /// Res 2022): it uses all of the follow-up and takes the hazards as proportional.
    /// </summary>
    ProportionalHazards,

    /// <summary>
    /// Regression of the <see cref="Evaluation.Calibration.PseudoValues"/> at the horizon with a complementary log-log link: it looks at the horizon
    /// alone and takes nothing as proportional; censoring must not depend on the risk.
    /// </summary>
    PseudoValues,
}
