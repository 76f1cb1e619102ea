using HccRisk.Onnx;

namespace Microsoft.ML;

/// <summary>Exports fitted pipelines as ONNX, so that programs without .NET can score.</summary>
public static class OnnxModelOperations
{
    extension(ModelOperationsCatalog catalog)
    {
        /// <summary>
        /// Writes a fitted pipeline of ML.NET's imputation, normalisation and selection with selections and linear survival models of
        /// this library as an ONNX
        /// graph: score, survival and incidence at the model's horizons, for any number of rows.
        /// </summary>
        /// <param name="model">The model, as fitted or as <c>ml.Model.Load</c> returns it.</param>
        /// <param name="inputSchema">The columns it reads.</param>
        /// <param name="file">Receives the ONNX file.</param>
        /// <returns>What the graph reads and writes.</returns>
        /// <exception cref="NotSupportedException">A step has no like in ONNX, such as a model with strata; the message names it.
        /// Nothing is written.</exception>
        public OnnxModelDescription ConvertToOnnx(ITransformer model, DataViewSchema inputSchema, Stream file)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentNullException.ThrowIfNull(model);
            ArgumentNullException.ThrowIfNull(inputSchema);
            ArgumentNullException.ThrowIfNull(file);
            return OnnxExport.Write(new MLContext(seed: 0), model, inputSchema, file);
        }
    }
}
