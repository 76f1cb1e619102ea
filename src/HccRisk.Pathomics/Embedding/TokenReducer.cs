using System.Numerics.Tensors;

namespace HccRisk.Pathomics.Embedding;

/// <summary>Raw outputs of a backbone to embeddings.</summary>
internal static class TokenReducer
{
    /// <summary>Numbers a tile after pooling; null when the shape (without the tiles) has not the dimensions the pooling needs.</summary>
    public static long? Width(TokenPooling pooling, int prefix, ReadOnlySpan<long> shape) => pooling switch
    {
        TokenPooling.None => Product(shape),
        TokenPooling.ClassToken => shape.Length == 2 && shape[0] > 0 ? shape[1] : null,
        TokenPooling.PatchMean => shape.Length == 2 && shape[0] > prefix ? shape[1] : null,
        TokenPooling.ClassTokenAndPatchMean => shape.Length == 2 && shape[0] > prefix ? 2 * shape[1] : null,
        _ => shape.Length == 3 ? shape[0] : null,
    };

    public static long Product(ReadOnlySpan<long> shape)
    {
        var product = 1L;
        foreach (var size in shape)
        {
            product *= size;
        }

        return product;
    }

    /// <summary>Pools the output of one tile.</summary>
    public static void Reduce(TokenPooling pooling, int prefix, ReadOnlySpan<float> raw, Span<float> embedding)
    {
        switch (pooling)
        {
            case TokenPooling.None:
                raw.CopyTo(embedding);
                break;
            case TokenPooling.ClassToken:
                raw[..embedding.Length].CopyTo(embedding);
                break;
            case TokenPooling.PatchMean:
                PatchMean(raw[(prefix * embedding.Length)..], embedding);
                break;
            case TokenPooling.ClassTokenAndPatchMean:
                var width = embedding.Length / 2;
                raw[..width].CopyTo(embedding);
                PatchMean(raw[(prefix * width)..], embedding[width..]);
                break;
            default:
                var area = raw.Length / embedding.Length;
                for (var c = 0; c < embedding.Length; c++)
                {
                    embedding[c] = TensorPrimitives.Sum(raw.Slice(c * area, area)) / area;
                }

                break;
        }
    }

    private static void PatchMean(ReadOnlySpan<float> tokens, Span<float> mean)
    {
        mean.Clear();
        for (var at = 0; at < tokens.Length; at += mean.Length)
        {
            TensorPrimitives.Add(mean, tokens.Slice(at, mean.Length), mean);
        }

        TensorPrimitives.Divide(mean, (float)tokens.Length / mean.Length, mean);
    }
}
