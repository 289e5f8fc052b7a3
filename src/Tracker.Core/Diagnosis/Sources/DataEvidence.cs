using Tracker.Core.Detection;

namespace Tracker.Core.Diagnosis.Sources;

/// <summary>How much data there is for the classes and for the model.</summary>
internal static class DataEvidence
{
    public static void Add(EvidenceList evidence, in RunView view)
    {
        var size = DataSize.Of(view);
        AddSize(evidence, size);
        AddModel(evidence, view, size);
        AddBalance(evidence, view);
    }

    private static void AddSize(EvidenceList evidence, in DataSize size)
    {
        if (size.Samples == 0)
        {
            evidence.Lack("the size of the data", "Tell the dataset size and the class counts.", "samples-very-few", "samples-few", "samples-plenty");
            return;
        }

        // Of a balanced set that many a class; a rare class of a large set is another cause.
        var perClass = size.Classes > 1 ? (double)size.Samples / size.Classes : size.Samples / 10.0;
        if (perClass < 20) evidence.Add("samples-very-few", size.Words);
        else if (perClass < 60) evidence.Add("samples-few", size.Words);
        else if (perClass >= 100) evidence.Add("samples-plenty", size.Words);
    }

    private static void AddModel(EvidenceList evidence, in RunView view, in DataSize size)
    {
        if (view.Facts.ParameterCount is not { } parameters || parameters <= 0)
        {
            evidence.Lack("the size of the model", "Tell the number of trainable parameters.", "model-huge", "model-large", "model-small", "model-tiny");
            return;
        }

        var words = $"the model has {Say.Count(parameters, "parameter")}";
        if (size.Samples > 0) words += $" for {Say.Count(size.Samples, "sample")}";
        if (parameters < 300) evidence.Add("model-tiny", words);
        else if (parameters < 1500) evidence.Add("model-small", words);
        else if (size.PerParameter >= 1) evidence.Add("model-ample", words);
        if (size.PerParameter > 60) evidence.Add("model-huge", words);
        else if (size.PerParameter > 15) evidence.Add("model-large", words);
        if (Hyperparameters.TryNumber(view, out var layers, "layers", "numlayers", "nlayers", "depth", "numhiddenlayers") && layers >= 7 && size.Samples is > 0 and < 50_000)
            evidence.Add("model-deep", $"the model has {Say.Number(layers)} layers for {Say.Count(size.Samples, "sample")}");
    }

    private static void AddBalance(EvidenceList evidence, in RunView view)
    {
        long largest = 0, smallest = long.MaxValue;
        foreach (var count in view.Facts.SamplesPerClass) (largest, smallest) = (Math.Max(largest, count), Math.Min(smallest, count));
        var ratio = view.Facts.SamplesPerClass.Length > 1 ? largest / (double)Math.Max(1, smallest) : 0;
        if (view.TryProfile(Runs.ProfileNames.ImbalanceRatio, out var told)) ratio = Math.Max(ratio, told);
        if (ratio == 0)
        {
            evidence.Lack("the class counts", "Tell how many samples each class has.", "classes-uneven", "classes-very-uneven", "classes-even");
            return;
        }

        var words = $"the largest class has {Say.Number(ratio)} times the samples of the smallest";
        if (largest > 0) words += $" ({Say.Count(largest)} and {Say.Count(smallest)})";
        if (ratio > 12) evidence.Add("classes-very-uneven", words);
        else if (ratio > 5) evidence.Add("classes-uneven", words);
        else if (ratio < 3) evidence.Add("classes-even", words);
    }
}
