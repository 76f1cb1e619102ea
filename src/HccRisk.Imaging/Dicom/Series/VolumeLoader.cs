using System.Collections.Concurrent;
using HccRisk.Core.Concurrency;
using HccRisk.Imaging.Dicom.Codecs;
using HccRisk.Imaging.Dicom.Pixels;

namespace HccRisk.Imaging.Dicom.Series;

/// <summary>Arranged slices -> voxels; every frame goes straight to its place, on all cores.</summary>
internal static class VolumeLoader
{
    internal static IReadOnlyList<Volume<float>> Read(IReadOnlyList<SeriesPhase> phases, CancellationToken cancellationToken)
    {
        foreach (var phase in phases)
        {
            phase.EnsureReadable();
        }

        var stacks = phases.Select(phase => GC.AllocateUninitializedArray<float>(phase.Slices.Length * phase.Slices[0].Rows * phase.Slices[0].Columns)).ToArray();
        (int Phase, int Slice)[] frames = [.. phases.SelectMany((phase, p) => phase.Slices.Select((_, s) => (p, s)))];
        // Multi-frame files are opened once; a classic file has one frame and is done with when that is read.
        var shared = new ConcurrentDictionary<string, Lazy<FrameReader>>(StringComparer.Ordinal);
        var multiple = frames.Select(frame => phases[frame.Phase].Slices[frame.Slice]).Where(slice => slice.Frame > 0).Select(slice => slice.Path).ToHashSet(StringComparer.Ordinal);
        var types = new VoxelType[frames.Length];
        ParallelRuns.For(
            frames.Length,
            i =>
            {
                var slice = phases[frames[i].Phase].Slices[frames[i].Slice];
                var reader = multiple.Contains(slice.Path)
                    ? shared.GetOrAdd(slice.Path, path => new Lazy<FrameReader>(() => new FrameReader(DicomFile.Read(path)))).Value
                    : new FrameReader(DicomFile.Read(slice.Path));
                Check(reader.Layout, slice);
                var size = slice.Rows * slice.Columns;
                types[i] = reader.ReadTyped(slice.Frame, stacks[frames[i].Phase].AsSpan(frames[i].Slice * size, size));
            },
            cancellationToken);
        return [.. phases.Select((phase, p) => phase.IsRegular
            ? new Volume<float>(phase.Geometry, stacks[p]) { StoredType = types.Where((_, i) => frames[i].Phase == p).Aggregate(VoxelTypes.Common) }
            : new Volume<float>(phase.Geometry, Interpolate(phase, stacks[p])))];
    }

    private static void Check(in PixelLayout layout, SliceHeader slice)
    {
        if (layout.SamplesPerPixel != 1)
        {
            throw new DicomFormatException(slice.Path, DicomTags.SamplesPerPixel, null, $"is {layout.SamplesPerPixel}: colour images are no volume");
        }

        if (layout.Rows != slice.Rows || layout.Columns != slice.Columns)
        {
            throw new DicomFormatException(slice.Path, DicomTags.Rows, null, $"is {layout.Rows} x {layout.Columns}, the header scanned had {slice.Rows} x {slice.Columns}: the file has changed");
        }
    }

    private static float[] Interpolate(SeriesPhase phase, float[] stack)
    {
        var size = phase.Slices[0].Rows * phase.Slices[0].Columns;
        var result = new float[phase.Geometry.VoxelCount];
        var below = 0;
        for (var z = 0; z < phase.Geometry.Depth; z++)
        {
            var at = z * phase.Geometry.Spacing.Z;
            while (below < phase.Offsets.Length - 2 && phase.Offsets[below + 1] <= at)
            {
                below++;
            }

            var weight = Math.Clamp((at - phase.Offsets[below]) / (phase.Offsets[below + 1] - phase.Offsets[below]), 0, 1);
            var lower = stack.AsSpan(below * size, size);
            var upper = stack.AsSpan((below + 1) * size, size);
            var target = result.AsSpan(z * size, size);
            for (var i = 0; i < size; i++)
            {
                target[i] = (float)(((1 - weight) * lower[i]) + (weight * upper[i]));
            }
        }

        return result;
    }
}
