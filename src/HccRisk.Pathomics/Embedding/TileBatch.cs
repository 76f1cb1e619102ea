using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace HccRisk.Pathomics.Embedding;

/// <summary>The input and output buffers of one inference, reused from batch to batch.</summary>
internal sealed class TileBatch : IDisposable
{
    private readonly OnnxBackbone _backbone;
    private readonly float[] _input;
    private readonly float[] _output;
    private readonly Float16[] _halfInput;
    private readonly Float16[] _halfOutput;
    private readonly int[] _order;
    private readonly int _planes;
    private readonly int _rawWidth;
    private readonly float[] _pooled;
    private OrtValue? _inputValue;
    private OrtValue? _outputValue;
    private int _bound;

    public TileBatch(OnnxBackbone backbone, int capacity)
    {
        _backbone = backbone;
        _planes = 3 * backbone.Manifest.TilePixels * backbone.Manifest.TilePixels;
        _input = GC.AllocateUninitializedArray<float>(capacity * _planes);
        _rawWidth = (int)TokenReducer.Product(backbone.OutputShape);
        _output = new float[capacity * _rawWidth];
        _pooled = backbone.Manifest.Pooling == TokenPooling.None ? [] : new float[capacity * backbone.Manifest.Width];
        _halfInput = backbone.HalfInput ? new Float16[_input.Length] : [];
        _halfOutput = backbone.HalfOutput ? new Float16[_output.Length] : [];
        _order = new int[capacity];
    }

    public int Count { get; private set; }

    public bool IsFull => Count == _order.Length;

    /// <summary>For each tile its place in the slide's list.</summary>
    public ReadOnlySpan<int> Order => _order.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(int order, ReadOnlySpan<byte> rgb)
    {
        _backbone.Normalise(rgb, _input.AsSpan(Count * _planes, _planes));
        _order[Count++] = order;
    }

    /// <summary>Runs the backbone; the result is valid until the next run.</summary>
    public ReadOnlySpan<float> Run()
    {
        if (_bound != Count)
        {
            _inputValue?.Dispose();
            _outputValue?.Dispose();
            var side = _backbone.Manifest.TilePixels;
            _inputValue = Bind(_backbone.HalfInput, _input, _halfInput, Count * _planes, [Count, 3, side, side]);
            _outputValue = Bind(_backbone.HalfOutput, _output, _halfOutput, Count * _rawWidth, [Count, .. _backbone.OutputShape]);
            _bound = Count;
        }

        if (_backbone.HalfInput)
        {
            TensorPrimitives.ConvertToHalf(_input.AsSpan(0, Count * _planes), MemoryMarshal.Cast<Float16, Half>(_halfInput.AsSpan()));
        }

        _backbone.Run(_inputValue!, _outputValue!);
        var results = _output.AsSpan(0, Count * _rawWidth);
        if (_backbone.HalfOutput)
        {
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(_halfOutput.AsSpan(0, results.Length)), results);
        }

        return _pooled.Length == 0 ? results : Pool(results);
    }

    public void Dispose()
    {
        _inputValue?.Dispose();
        _outputValue?.Dispose();
    }

    private ReadOnlySpan<float> Pool(ReadOnlySpan<float> raw)
    {
        var manifest = _backbone.Manifest;
        for (var i = 0; i < Count; i++)
        {
            TokenReducer.Reduce(manifest.Pooling, manifest.PrefixTokens, raw.Slice(i * _rawWidth, _rawWidth), _pooled.AsSpan(i * manifest.Width, manifest.Width));
        }

        return _pooled.AsSpan(0, Count * manifest.Width);
    }

    private static OrtValue Bind(bool half, float[] single, Float16[] halves, int length, long[] shape) => half
        ? OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, halves.AsMemory(0, length), shape)
        : OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, single.AsMemory(0, length), shape);
}
