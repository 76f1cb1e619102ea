using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using HccRisk.Cli.Commands.Survival;
using HccRisk.Cli.Output;
using HccRisk.Core.Storage;
using HccRisk.Studies.Planning;

namespace HccRisk.Cli.Commands;

/// <summary><c>hccrisk plan</c>: how many patients a study needs before it sees that POST is better than PRE.</summary>
internal static class PlanCommand
{
    private static readonly StudyPlanOptions Default = new();

    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static Command Create()
    {
        var development = Sizes("--development", Default.Development, "Development patients, one number or several separated by commas.", 50);
        var external = Sizes("--external", Default.External, "External patients, as above.", 20);
        var mri = Real("--mri-readability", Default.MriReadability, "Correlation of what is read out of MRI with the marker in it, 0 to 1.");
        var wsi = Real("--wsi-readability", Default.WsiReadability, "Correlation of what is read out of slides with the marker in them, 0 to 1.");
        var clinicalEffect = Real("--clinical-effect", Default.ClinicalEffect, "Factor of the clinical and pathological log hazard ratios, 0 to 2.");
        var mriEffect = Real("--mri-effect", Default.MriEffect, "Factor of the log hazard ratio of the MRI marker, 0 to 2.");
        var wsiEffect = Real("--wsi-effect", Default.WsiEffect, "Factor of the log hazard ratio of the slide marker, 0 to 2.");
        var prevalence = Real("--prevalence", Default.Prevalence, "Factor of the hazard of aggressive recurrence, 0.25 to 4.");
        var horizon = Real("--horizon", Default.Horizon, "Months by which recurrence is predicted.");
        var alpha = Real("--alpha", Default.Alpha, "Two-sided level of the test.");
        var power = Real("--power", Default.Power, "Power wanted.");
        var pre = Whole("--pre-parameters", Default.PreParameters, "Candidate parameters of PRE, for the criteria of Riley and others.");
        var post = Whole("--post-parameters", Default.PostParameters, "Candidate parameters of POST.");
        var repeats = Whole("--repeats", Default.Repeats, "Simulated studies.");
        var seed = Whole("--seed", Default.Seed, "Seed of the simulation.");
        var parallel = new Option<int?>("--parallel", "-j") { Description = "Studies simulated at the same time. Default: number of processors." };
        var json = new Option<bool>("--json") { Description = "Write JSON with full precision instead of tables." };
        var output = new Option<string?>("--output", "-o") { Description = "File to write to as well as showing the tables; JSON." };
        var command = new Command("plan", "Sample size and power: how many external patients until POST is seen to be better than PRE.")
        {
            development, external, mri, wsi, clinicalEffect, mriEffect, wsiEffect, prevalence, horizon, alpha, power, pre, post, repeats, seed, parallel, json, output,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                new OutputFiles().Writes(output.Name, parsed.GetValue(output));
                var options = new StudyPlanOptions
                {
                    Seed = parsed.GetValue(seed),
                    Repeats = parsed.GetValue(repeats),
                    Development = Numbers(parsed.GetValue(development)!),
                    External = Numbers(parsed.GetValue(external)!),
                    Horizon = parsed.GetValue(horizon),
                    Alpha = parsed.GetValue(alpha),
                    Power = parsed.GetValue(power),
                    MriReadability = parsed.GetValue(mri),
                    WsiReadability = parsed.GetValue(wsi),
                    ClinicalEffect = parsed.GetValue(clinicalEffect),
                    MriEffect = parsed.GetValue(mriEffect),
                    WsiEffect = parsed.GetValue(wsiEffect),
                    Prevalence = parsed.GetValue(prevalence),
                    PreParameters = parsed.GetValue(pre),
                    PostParameters = parsed.GetValue(post),
                    MaxParallelism = parsed.GetValue(parallel) ?? Environment.ProcessorCount,
                };
                StudyPlanResult result;
                if (parsed.GetValue(json))
                {
                    result = StudyPlan.Run(options, null, cancellationToken);
                }
                else
                {
                    ProgressDisplay.Run(progress => StudyPlan.Run(options, progress, cancellationToken), out result);
                }

                var text = JsonSerializer.Serialize(result, Format) + "\n";
                if (parsed.GetValue(json))
                {
                    Console.Out.Write(text);
                }
                else
                {
                    PlanSummary.Write(result, Console.Out);
                }

                if (parsed.GetValue(output) is { } file)
                {
                    AtomicFile.WriteText(file, text);
                }

                return 0;
            },
            cancellationToken));
        return command;
    }

    private static Option<string> Sizes(string name, IReadOnlyList<int> standard, string description, int least)
    {
        var shown = string.Join(',', standard);
        return new Option<string>(name) { Description = $"{description} Default {shown}.", DefaultValueFactory = _ => shown }
            .Where(OptionRange.Numbers(v => v >= least && v <= 20_000 && v == Math.Floor(v), $"a whole number from {least} to 20000"));
    }

    private static Option<double> Real(string name, double standard, string description) =>
        new(name) { Description = string.Create(CultureInfo.InvariantCulture, $"{description} Default {standard}."), DefaultValueFactory = _ => standard };

    private static Option<int> Whole(string name, int standard, string description) =>
        new(name) { Description = string.Create(CultureInfo.InvariantCulture, $"{description} Default {standard}."), DefaultValueFactory = _ => standard };

    private static int[] Numbers(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(p => (int)double.Parse(p, CultureInfo.InvariantCulture))];
}
