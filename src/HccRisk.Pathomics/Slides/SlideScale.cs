namespace HccRisk.Pathomics.Slides;

/// <summary>How pixels of a wanted scale are made from a slide's pyramid.</summary>
/// <param name="Level">Index into <see cref="ISlide.Levels"/>: the coarsest level not coarser than wanted.</param>
/// <param name="Shrink">Pixels of that level per wanted pixel and axis; exactly 1 when the level is within 1 % of what is wanted.</param>
/// <param name="Downsample">Level-0 pixels per pixel.</param>
/// <param name="MicronsPerPixel">Micrometres per pixel; within 1 % of what was wanted.</param>
public sealed record SlideScale(int Level, double Shrink, double Downsample, double MicronsPerPixel);
