using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using HccRisk.Mil;
using HccRisk.Mil.Losses;
using HccRisk.Mil.Network;
using HccRisk.Mil.Numerics;
using HccRisk.Mil.Training;
using HccRisk.Survival.Data;

namespace HccRisk.Benchmarks.Mil;

/// <summary>Pace of attention over tiles: matrix products beside the peak of a core, an epoch, and folds times seeds.</summary>
internal static unsafe class MilPace
{
    private const int Turns = 5;

    /// <summary>mil-pace: matrix products and epochs; mil-pace folds TILES: five folds of five networks with so many tiles a step.</summary>
    public static int Run(string[] args)
    {
        if (args is [_, "folds", var most])
        {
            Folds(int.Parse(most, CultureInfo.InvariantCulture));
            return 0;
        }

        var peak = Peak();
        Console.WriteLine(FormattableString.Invariant($"peak of a core {peak:0} GFLOP/s, registers of {16 * Gemm<float>.Panel} bits"));
        Console.WriteLine("| product | GFLOP/s | of the peak |");
        foreach (var (rows, depth, columns) in ((int, int, int)[])[(512, 256, 128), (512, 512, 128), (512, 256, 512), (512, 384, 512), (2004, 512, 1024)])
        {
            Product(rows, depth, columns, turned: false, peak);
            Product(depth, rows, columns, turned: true, peak);
        }

        Console.WriteLine("| cohort | seconds |");
        foreach (var (tiles, width, hidden, dropout) in ((int, int, int, double)[])[(512, 256, 64, 0), (512, 256, 64, 0.5), (128, 256, 64, 0.5), (512, 512, 128, 0), (512, 1024, 256, 0)])
        {
            Epoch(tiles, width, hidden, dropout);
        }

        return 0;
    }

    /// <summary>Seconds of the processor: other work on the machine does not count.</summary>
    private static double Processor() => Environment.CpuUsage.TotalTime.TotalSeconds;

    /// <summary>Twelve chains of multiplications and additions in registers.</summary>
    private static double Peak()
    {
        var best = 0.0;
        for (var turn = 0; turn < 3 * Turns; turn++)
        {
            const int Rounds = 5_000_000;
            var before = Processor();
            var lanes = Vector512.IsHardwareAccelerated ? Chains<Lanes512<float>, Vector512<float>>(Rounds)
                : Vector256.IsHardwareAccelerated ? Chains<Lanes256<float>, Vector256<float>>(Rounds) : Chains<Lanes128<float>, Vector128<float>>(Rounds);
            best = Math.Max(best, 2.0 * 12 * lanes * Rounds / (Processor() - before) / 1e9);
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int Chains<TLanes, TVector>(int rounds)
        where TLanes : struct, ILanes<TVector, float>
        where TVector : struct
    {
        var (a, b) = (TLanes.Broadcast(0.999f), TLanes.Broadcast(0.001f));
        TVector c0 = b, c1 = b, c2 = b, c3 = b, c4 = b, c5 = b, c6 = b, c7 = b, c8 = b, c9 = b, c10 = b, c11 = b;
        for (var i = 0; i < rounds; i++)
        {
            c0 = TLanes.MultiplyAdd(a, c0, b);
            c1 = TLanes.MultiplyAdd(a, c1, b);
            c2 = TLanes.MultiplyAdd(a, c2, b);
            c3 = TLanes.MultiplyAdd(a, c3, b);
            c4 = TLanes.MultiplyAdd(a, c4, b);
            c5 = TLanes.MultiplyAdd(a, c5, b);
            c6 = TLanes.MultiplyAdd(a, c6, b);
            c7 = TLanes.MultiplyAdd(a, c7, b);
            c8 = TLanes.MultiplyAdd(a, c8, b);
            c9 = TLanes.MultiplyAdd(a, c9, b);
            c10 = TLanes.MultiplyAdd(a, c10, b);
            c11 = TLanes.MultiplyAdd(a, c11, b);
        }

        var sums = stackalloc float[64];
        TLanes.Store(c0, sums);
        TLanes.Store(TLanes.MultiplyAdd(c1, c2, TLanes.MultiplyAdd(c3, c4, TLanes.MultiplyAdd(c5, c6, c7))), sums);
        TLanes.Store(TLanes.MultiplyAdd(c8, c9, TLanes.MultiplyAdd(c10, c11, c0)), sums);
        return sums[0] > 1e30f ? 0 : TLanes.Count;
    }

    private static void Product(int rows, int depth, int columns, bool turned, double peak)
    {
        var random = new Random(1);
        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
        var (left, right, result) = (Draw(rows * depth), Draw(depth * columns), new float[rows * columns]);
        int[] rowOffsets = [.. Enumerable.Range(0, rows).Select(r => turned ? r : r * depth)];
        int[] depthOffsets = [.. Enumerable.Range(0, depth).Select(k => turned ? k * rows : k)];
        var times = (int)Math.Max(1, 4e9 / (2.0 * rows * depth * columns));
        var best = double.PositiveInfinity;
        fixed (float* a = left, b = right, c = result)
        {
            fixed (int* r = rowOffsets, k = depthOffsets)
            {
                for (var turn = 0; turn < Turns; turn++)
                {
                    var before = Processor();
                    for (var i = 0; i < times; i++)
                    {
                        Gemm<float>.Multiply(a, r, rows, k, depth, b, c, columns / Gemm<float>.Panel, adds: false);
                    }

                    best = Math.Min(best, (Processor() - before) / times);
                }
            }
        }

        var pace = 2.0 * rows * depth * columns / best / 1e9;
        Console.WriteLine(FormattableString.Invariant($"| {rows} x {depth} x {columns}{(turned ? ", left turned" : string.Empty)} | {pace:0} | {pace / peak:0%} |"));
    }

    /// <summary>One step over 460 patients: forward, loss, forward again and backward, as training makes it.</summary>
    private static void Epoch(int tiles, int width, int hidden, double dropout)
    {
        const int Patients = 460;
        var random = new Random(2);
        var bags = Enumerable.Range(0, Patients).Select(_ =>
        {
            var bag = new TileMatrix<float>(tiles, width);
            for (var i = 0; i < tiles; i++)
            {
                foreach (ref var value in bag[i])
                {
                    value = random.NextSingle() - 0.5f;
                }
            }

            return bag;
        }).ToArray();
        var plan = new LossPlan(MilLoss.Cox, Outcome(Patients, random), 1, [], 1);
        var shape = new AttentionShape(width, hidden, 1, false);
        var options = new AttentionMilOptions { ChannelDropout = dropout, Epochs = 200 };
        var trainer = new MemberTrainer(new BagPass<float>(bags, tiles, options.Dropout, new ParallelOptions()), shape, plan, options, CancellationToken.None);
        int[] rows = [.. Enumerable.Range(0, Patients)];
        var (best, processor) = (double.PositiveInfinity, double.PositiveInfinity);
        for (var turn = 0; turn < Turns; turn++)
        {
            const int Epochs = 3;
            var (clock, before) = (Stopwatch.StartNew(), Processor());
            _ = trainer.Train(rows, 1, Epochs);
            var seconds = clock.Elapsed.TotalSeconds / Epochs;
            processor = Math.Min(processor, (Processor() - before) / Epochs);
            best = Math.Min(best, seconds);
        }

        Console.WriteLine(FormattableString.Invariant(
            $"| an epoch of {Patients} bags x {tiles} tiles x {width} numbers, {hidden} units, channels left out {dropout:0%} | {best:0.000} ({processor:0.000} of the processor) |"));
    }

    private static void Folds(int tiles)
    {
        const int Width = 384;
        var random = new Random(3);
        var outcome = Outcome(460, random);
        TileBag[] bags = [.. Enumerable.Range(0, 460).Select(i =>
        {
            var values = new float[512 * Width];
            foreach (ref var value in values.AsSpan())
            {
                value = random.NextSingle();
            }

            return new TileBag($"P{i}", values, Width);
        })];
        var (clock, before) = (Stopwatch.StartNew(), Processor());
        foreach (var fold in HccRisk.Survival.Resampling.Folds.Stratified(outcome, 5))
        {
            int[] training = [.. fold.Training];
            _ = AttentionMil.Fit(Array.ConvertAll(training, i => bags[i]), outcome.Select(training), options: new AttentionMilOptions { TilesPerStep = tiles, InnerFolds = 0 });
        }

        var processor = (Processor() - before);
        Console.WriteLine(FormattableString.Invariant($"| 5 folds x 5 networks x 200 steps, {tiles} tiles a step | {clock.Elapsed.TotalSeconds:0} ({processor:0} of the processor) |"));
    }

    private static SurvivalOutcome Outcome(int patients, Random random) => new(
        [.. Enumerable.Range(0, patients).Select(_ => 60 * random.NextDouble())], [.. Enumerable.Range(0, patients).Select(i => i % 10 == 0 ? 1 : 0)]);
}
