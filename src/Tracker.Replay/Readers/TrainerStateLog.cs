using Tracker.Core.Runs;

namespace Tracker.Replay.Readers;

/// <summary>
/// trainer_state.json of Hugging Face's Trainer: its log_history has a row a logging step and a row an evaluation; the closing row with
/// train_loss and train_runtime sums up and is no sample. The plan stands behind the rows, and a trainer knows it before its first: so the
/// file is read twice.
/// </summary>
internal sealed class TrainerStateLog : LogReader
{
    public TrainerStateLog(LogBytes bytes)
        : base(bytes)
    {
        if (!bytes.IsRepeatable) throw new LogException(bytes.Name, "its plan stands at its end, and a pipe cannot be read twice: save it to a file and name that.");
        using var first = LogBytes.Open(bytes.Name);
        ReadFacts(new JsonScanner(first));
    }

    public override IEnumerable<LogEntry> Read()
    {
        var json = new JsonScanner(Bytes);
        var row = new JsonRow(json, Notes);
        json.Next();
        while (json.Next() == JsonToken.Name)
        {
            if (json.Text != "log_history")
            {
                json.SkipValue();
                continue;
            }

            if (json.Next() != JsonToken.ArrayStart) throw json.Wrong("'log_history' is a list of rows.");
            while (json.Next() == JsonToken.ObjectStart)
            {
                row.Read();
                if (row.IsSummary) continue;
                var step = row.Value("step");
                if (!(step >= 0 && step == Math.Floor(step) && step <= Steps.Highest)) throw row.Wrong("a row of log_history has a 'step', a whole number from 0 on.");
                if (row.Take((long)step, "step") is { } made) yield return made;
            }

            if (json.Token != JsonToken.ArrayEnd) throw json.Wrong("'log_history' is a list of rows, each an object.");
        }

        if (json.Next() != JsonToken.End) throw json.Wrong("the file should end here: it is one object.");
    }

    private void ReadFacts(JsonScanner json)
    {
        var found = false;
        if (json.Next() != JsonToken.ObjectStart) throw json.Wrong("a trainer state is an object with a 'log_history'.");
        while (json.Next() == JsonToken.Name)
        {
            switch (json.Text)
            {
                case "max_steps" when json.Next() == JsonToken.Number:
                    if (json.Number is >= 1 and <= Steps.Highest) Facts = Facts with { PlannedSteps = (long)json.Number };
                    break;
                case "train_batch_size" when json.Next() == JsonToken.Number:
                    if (json.Number is >= 1 and <= int.MaxValue) Facts = Facts with { BatchSize = (int)json.Number };
                    break;
                case "log_history":
                    found = true;
                    json.SkipValue();
                    break;
                default: json.SkipValue(); break;
            }
        }

        if (!found) throw json.Wrong("a trainer state has a 'log_history', and this has none: is it another format?");
        Facts = Facts with { StepUnit = StepUnit.Step };
    }
}
