namespace HccRisk.Imaging.Dicom.Masks;

/// <summary>A coded concept (PS3.3 table 8.8-1).</summary>
/// <param name="Value">CodeValue, such as <c>T-62000</c>.</param>
/// <param name="Scheme">CodingSchemeDesignator, such as <c>SRT</c>.</param>
/// <param name="Meaning">CodeMeaning, such as <c>Liver</c>.</param>
public sealed record DicomCode(string Value, string Scheme, string Meaning)
{
    internal static DicomCode? Find(DicomDataset dataset, DicomTag sequence) => dataset.GetSequence(sequence) is [var item, ..]
        ? new DicomCode(item.FindString(DicomTags.CodeValue) ?? "", item.FindString(DicomTags.CodingSchemeDesignator) ?? "", item.FindString(DicomTags.CodeMeaning) ?? "")
        : null;
}
