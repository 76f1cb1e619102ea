using HccRisk.Studies.Protocol;
using HccRisk.Studies.Results;
using HccRisk.Survival.Data;
using HccRisk.Survival.Planning;

namespace HccRisk.Studies.Description;

/// <summary>The criteria of Riley and others for the size of a development, on the patients there are.</summary>
internal static class SizeGates
{
    private const double ExpectedShare = 0.15;
    private const double Shrinkage = 0.9;

    /// <param name="outcome">Follow-up of the development patients.</param>
    /// <param name="parameters">Candidate parameters.</param>
    /// <param name="protocol">Cause and horizon.</param>
    /// <param name="unit">Unit of the times.</param>
    public static DevelopmentGate Of(SurvivalOutcome outcome, int parameters, StudyProtocol protocol, string unit)
    {
        var (patients, events) = (outcome.Count, outcome.EventCount(protocol.Cause));
        var followUp = outcome.Times.ToArray().Sum() / patients;
        var share = (double)events / patients;
        var largest = 1 - Math.Exp(2 * ((share * Math.Log(share)) - share));
        var expected = ExpectedShare * largest;
        var affordable = (int)Math.Floor(patients * (Shrinkage - 1) * Math.Log(1 - (expected / Shrinkage)));
        var required = parameters > 0 && events > 0 ? SampleSize.Development(parameters, expected, share / followUp, followUp, protocol.Horizon, Shrinkage) : null;
        bool? met = required is null ? null : required.Patients <= patients;
        return new DevelopmentGate(patients, events, parameters, expected, required, affordable, met, [.. Sentences()]);

        IEnumerable<string> Sentences()
        {
            yield return FormattableString.Invariant(
                $"{patients} development patients with {events} events of interest in a mean follow-up of {followUp:0.#} {unit}, and {parameters} candidate parameters ({(double)events / Math.Max(1, parameters):0.0} events each).");
            if (required is null)
            {
                yield break;
            }

            yield return FormattableString.Invariant(
                $"With a Cox-Snell R-squared of {expected:0.000} (15 % of the largest possible, {largest:0.00}) a model of so many parameters without a penalty needs {required.ForShrinkage} patients for a shrinkage of 0.9, {required.ForOptimism} for an optimism of 0.05 in R-squared and {required.ForMeanRisk} for a mean risk at {protocol.Horizon} {unit} known to 0.05 (Riley and others, BMJ 2020).");
            yield return met == true
                ? "The patients are enough by these criteria."
                : FormattableString.Invariant(
                    $"The patients are not enough for that: they carry {affordable} parameters without a penalty. Only selection and penalty make a model of them, and its calibration slope has to be seen in other patients.");
        }
    }
}
