using HccRisk.Core.Learning;
using HccRisk.Survival.Curves;
using HccRisk.Survival.Data;
using HccRisk.Survival.Learning;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace HccRisk.Survival.Landmark;

/// <summary>Learns the censoring distribution of the training rows.</summary>
internal sealed class LandmarkLearner : LearnedEstimator<LandmarkFunction>
{
    private const string FollowUp = "HccRisk.FollowUp";
    private const string Status = "HccRisk.Status";

    private readonly LandmarkOptions _options;

    private LandmarkLearner(MLContext context, LandmarkOptions options)
        : base(context.Transforms, new LearnedColumns(FollowUp, [Status, options.WeightColumn])) => _options = options;

    protected override IReadOnlyList<LearnedOutput> OutputShape => [new("Label"), new("Weight")];

    /// <summary>The whole step: columns of label (yes or no) and weight from those of time and event.</summary>
    public static IEstimator<ITransformer> Make(MLContext context, LandmarkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return context.Transforms.Concatenate(FollowUp, options.TimeColumn, options.EventColumn)
            .Append(new LandmarkLearner(context, options))
            .Append(context.Transforms.Conversion.ConvertType(options.LabelColumn, Status, DataKind.Boolean))
            .Append(context.Transforms.DropColumns(FollowUp, Status));
    }

    public static LandmarkFunction Learn(IDataView input, LandmarkOptions options)
    {
        var (outcome, cause) = HorizonRows.Read(input, options);
        var name = FormattableString.Invariant($"Landmark ('{options.TimeColumn}', '{options.EventColumn}')");
        HorizonRows.RequireEvents(outcome, options.Horizon, cause, name);
        var censoring = CensoringDistribution.Fit(outcome);
        var falls = new List<int>();
        var last = 1.0;
        for (var i = 0; i < censoring.Times.Count && censoring.Times[i] <= options.Horizon; i++)
        {
            if (censoring.Survival[i] < last)
            {
                falls.Add(i);
                last = censoring.Survival[i];
            }
        }

        var function = new LandmarkFunction
        {
            InputSlots = [options.TimeColumn, options.EventColumn],
            Horizon = options.Horizon,
            Cause = options.Cause,
            EndsHere = outcome.LastTime == options.Horizon,
            Times = [.. falls.Select(i => censoring.Times[i])],
            Uncensored = [.. falls.Select(i => censoring.Survival[i])],
        };
        if (!Enumerable.Range(0, outcome.Count).Any(i => function.Status(outcome.TimeArray[i], outcome.EventArray[i]) is (false, > 0)))
        {
            throw new HorizonException(FormattableString.Invariant(
                $"{name} has one class only: each of the training rows whose status at {options.Horizon} is known had the event; choose an earlier horizon."));
        }

        return function;
    }

    protected override LandmarkFunction Learn(IDataView input, IReadOnlyList<string> slots, Action<string> log) => Learn(input, _options);
}
