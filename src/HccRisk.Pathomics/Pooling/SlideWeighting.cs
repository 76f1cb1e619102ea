namespace HccRisk.Pathomics.Pooling;

/// <summary>How the slides of one patient weigh when they are pooled.</summary>
public enum SlideWeighting
{
    /// <summary>All tiles count alike, so a slide with more tissue weighs more.</summary>
    ByTile,

    /// <summary>Each slide is pooled by itself and the slides are averaged, so each weighs alike; a summary that one slide lacks (NaN) is averaged over the others.</summary>
    BySlide,
}
