using System.Globalization;
using HccRisk.Studies.Data;
using Spectre.Console;

namespace HccRisk.Cli.Output;

/// <summary>Progress bars on a terminal, log lines elsewhere.</summary>
internal static class ProgressDisplay
{
    /// <summary>Whether nobody wants to see progress.</summary>
    public static bool IsQuiet { get; set; }

    public static void Run<T>(Func<IProgress<StudyProgress>, T> work, out T result)
    {
        if (IsQuiet)
        {
            result = work(new Silence<StudyProgress>());
            return;
        }

        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi)
        {
            using var lines = ProgressLines.OnTheClock();
            result = work(lines);
            return;
        }

        result = AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .Start(context => work(new Bars(context)));
    }

    /// <summary>What is being done, with who failed.</summary>
    internal static string Label(StudyProgress value) => value.Failed > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{value.Stage} ({value.Failed} excluded)")
        : value.Stage;

    internal sealed class Silence<T> : IProgress<T>
    {
        public void Report(T value)
        {
        }
    }

    private sealed class Bars(ProgressContext context) : IProgress<StudyProgress>
    {
        private readonly Dictionary<string, ProgressTask> _tasks = new(StringComparer.Ordinal);
        private readonly Lock _lock = new();

        public void Report(StudyProgress value)
        {
            lock (_lock)
            {
                if (!_tasks.TryGetValue(value.Stage, out var task))
                {
                    _tasks[value.Stage] = task = context.AddTask(Markup.Escape(value.Stage), maxValue: Math.Max(1, value.Total));
                }

                task.Value = Math.Max(task.Value, value.Done);
                task.Description = Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"{Label(value)}: {task.Value:0} of {value.Total}"));
            }
        }
    }
}
