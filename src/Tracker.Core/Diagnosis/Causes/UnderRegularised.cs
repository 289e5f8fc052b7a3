using System.Collections.Immutable;
using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Causes;

/// <summary>Nothing holds the model back: it goes on fitting its training samples and gets worse on others.</summary>
internal sealed class UnderRegularised : ICause
{
    public string Id => "under-regularised";

    public string Title => "It learns the training samples by heart";

    public ImmutableArray<string> Remedies { get; } = ["add-regularisation", "early-stop-restore-best", "augment-data", "smaller-model"];

    public string Trial(in RunView view) =>
        "Train with weight decay or dropout: if validation stays down, this was it.";
}
