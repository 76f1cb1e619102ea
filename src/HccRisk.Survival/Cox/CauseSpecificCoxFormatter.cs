using HccRisk.Core.Notebooks;

namespace HccRisk.Survival.Cox;

internal sealed class CauseSpecificCoxFormatter : NotebookFormatter<CauseSpecificCox>
{
    protected override string Html(CauseSpecificCox value) =>
        string.Concat(value.Causes.Zip(value.Models, (cause, model) => CoxFormatter.Model(model, FormattableString.Invariant($"Cox model of cause {cause}"))));
}
