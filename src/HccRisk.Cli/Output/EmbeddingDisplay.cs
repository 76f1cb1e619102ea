using System.Diagnostics;
using System.Globalization;
using HccRisk.Pathomics.Embedding;
using Spectre.Console;

namespace HccRisk.Cli.Output;

/// <summary>The pace of an embedding: a bar on a terminal, log lines elsewhere.</summary>
internal static class EmbeddingDisplay
{
    public static void Run<T>(Func<IProgress<EmbeddingProgress>, T> work, out T result)
    {
        if (ProgressDisplay.IsQuiet)
        {
            result = work(new ProgressDisplay.Silence<EmbeddingProgress>());
            return;
        }

        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi)
        {
            result = work(new Lines(Console.Out, TimeSpan.FromSeconds(10)));
            return;
        }

        result = AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
            .Start(context => work(new Bar(context.AddTask("slides"))));
    }

    /// <summary>One report as a line.</summary>
    public static string Describe(EmbeddingProgress value)
    {
        var slides = string.Create(CultureInfo.InvariantCulture, $"{value.SlidesDone} of {value.SlidesTotal} slides");
        var excluded = value.Excluded > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({value.Excluded} excluded)") : "";
        var tiles = value.TilesTotal > value.TilesDone ? string.Create(CultureInfo.InvariantCulture, $", {Path.GetFileName(value.SlidePath)} {value.TilesDone} of {value.TilesTotal} tiles") : "";
        var left = value.Remaining is { } time ? string.Create(CultureInfo.InvariantCulture, $", {(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00} left") : "";
        return slides + excluded + tiles + string.Create(CultureInfo.InvariantCulture, $", {value.TilesPerSecond:0.0} tiles/s") + left;
    }

    private sealed class Bar(ProgressTask task) : IProgress<EmbeddingProgress>
    {
        public void Report(EmbeddingProgress value)
        {
            var open = value.TilesTotal > value.TilesDone ? (double)value.TilesDone / value.TilesTotal : 0;
            task.MaxValue = Math.Max(1, value.SlidesTotal);
            task.Value = Math.Max(task.Value, value.SlidesDone + open);
            task.Description = Markup.Escape(Describe(value));
        }
    }

    internal sealed class Lines(TextWriter output, TimeSpan interval) : IProgress<EmbeddingProgress>
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private TimeSpan? _last;

        public void Report(EmbeddingProgress value)
        {
            var now = _clock.Elapsed;
            if (value.SlidesDone < value.SlidesTotal && _last is { } last && now - last < interval)
            {
                return;
            }

            _last = now;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{(int)now.TotalMinutes:00}:{now.Seconds:00}] {Describe(value)}"));
        }
    }
}
