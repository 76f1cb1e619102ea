namespace HccRisk.Imaging.Dicom.Codecs;

/// <summary>A JPEG scan header: which components follow and how they are coded.</summary>
/// <param name="Components">The components of the scan with their DC (or lossless) and AC table numbers.</param>
/// <param name="Predictor">Lossless: selection value 1 to 7. DCT: first coefficient, 0.</param>
/// <param name="PointTransform">Lossless: bits dropped from every sample.</param>
/// <param name="RestartInterval">MCUs between restart markers; 0: none.</param>
internal sealed record JpegScan((JpegComponent Component, int Dc, int Ac)[] Components, int Predictor, int PointTransform, int RestartInterval)
{
    internal static JpegScan Read(ReadOnlySpan<byte> segment, int at, JpegFrame frame, int restartInterval)
    {
        int count = segment.IsEmpty ? 0 : segment[0];
        if (count is < 1 or > 4 || segment.Length != 4 + (2 * count))
        {
            throw Fault(at, $"a scan header of {segment.Length} bytes for {count} components");
        }

        var components = new (JpegComponent, int, int)[count];
        for (var i = 0; i < count; i++)
        {
            int id = segment[1 + (2 * i)];
            var found = Array.Find(frame.Components, c => c.Id == id) ?? throw Fault(at, $"component {id} is not in the frame header");
            if (found.Decoded)
            {
                throw Fault(at, $"component {id} is coded twice");
            }

            found.Decoded = true;
            int tables = segment[2 + (2 * i)];
            components[i] = (found, tables >> 4, tables & 15);
        }

        int predictor = segment[^3];
        var pointTransform = segment[^1] & 15;
        if (frame.Lossless)
        {
            if (predictor is < 1 or > 7 || pointTransform >= frame.Precision)
            {
                throw Fault(at, $"predictor {predictor} and point transform {pointTransform}; predictors are 1 to 7, the transform less than {frame.Precision} bits");
            }
        }
        else if (predictor != 0 || segment[^2] != 63 || segment[^1] != 0)
        {
            throw Fault(at, $"coefficients {predictor} to {segment[^2]}: a progressive scan in a sequential frame");
        }

        return new JpegScan(components, predictor, pointTransform, restartInterval);
    }

    private static InvalidDataException Fault(int at, string reason) => new($"JPEG stream, byte {at}: {reason}");
}
