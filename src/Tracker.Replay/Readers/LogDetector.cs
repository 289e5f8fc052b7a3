using System.Text;
using System.Text.Unicode;

namespace Tracker.Replay.Readers;

/// <summary>Tells formats apart: by what the file begins with, and where that may be two, by its name.</summary>
internal static class LogDetector
{
    private const int Head = 1 << 16;

    /// <summary>The format of a log.</summary>
    public static LogFormat Detect(LogBytes bytes)
    {
        var text = Begin(bytes);
        return IsJson(text) ? Json(text) : Csv(bytes.Name, text);
    }

    /// <summary>The format that was told, where the log can be of it at all.</summary>
    public static LogFormat Check(LogBytes bytes, LogFormat told)
    {
        var isJson = IsJson(Begin(bytes));
        var wantsJson = told is LogFormat.TrainerState or LogFormat.DeepObs or LogFormat.JsonLines or LogFormat.RunFile;
        if (isJson != wantsJson && told != LogFormat.Export)
            throw bytes.Wrong($"a log of {told.ToWord()} is {(isJson ? "CSV, and this is JSON" : "JSON, and this is not")}: give another --format, or none.");
        return told;
    }

    private static ReadOnlySpan<byte> Begin(LogBytes bytes)
    {
        bytes.Has(Head);
        var head = bytes.Window[..Math.Min(bytes.Window.Length, Head)];
        CheckText(bytes, head);
        var text = head.TrimStart(" \t\r\n"u8);
        return text.IsEmpty ? throw new LogException(bytes.Name, "it is empty: a log has the names of its metrics and a row a step.") : text;
    }

    private static bool IsJson(ReadOnlySpan<byte> text) => text[0] is (byte)'{' or (byte)'[';

    /// <summary>By the names of the columns.</summary>
    public static LogFormat Csv(string file, IReadOnlyList<string> names)
    {
        if (ExportLog.Columns.All(names.Contains)) return LogFormat.Export;
        var hasEpoch = names.Contains("epoch");
        if (hasEpoch && names.Any(static name => name is "train/box_loss" or "train/cls_loss" or "metrics/mAP50(B)" or "metrics/precision(B)" or "metrics/accuracy_top1"))
            return LogFormat.Ultralytics;
        if (hasEpoch && names.Contains("step")) return LogFormat.Lightning;
        if (names.Contains("step") && Path.GetFileName(file) == "metrics.csv") return LogFormat.Lightning;
        return hasEpoch && !names.Any(StepNames.IsStep) ? LogFormat.Keras : LogFormat.Csv;
    }

    private static LogFormat Json(ReadOnlySpan<byte> head)
    {
        if (Has(head, "\"log_history\""u8)) return LogFormat.TrainerState;
        if (Has(head, "\"minibatch_train_loss\""u8)) return LogFormat.DeepObs;
        var end = head.IndexOf((byte)'\n');
        var line = end < 0 ? head : head[..end];
        if (Has(line, "\"metric\""u8) && Has(line, "\"producer\""u8) && Has(line, "\"sequence\""u8)) return LogFormat.Export;
        return Has(line, "\"type\":\"run\""u8) || Has(line, "\"type\": \"run\""u8) ? LogFormat.RunFile : LogFormat.JsonLines;
    }

    private static LogFormat Csv(string file, ReadOnlySpan<byte> head)
    {
        while (true)
        {
            var end = head.IndexOf((byte)'\n');
            var line = end < 0 ? head : head[..end];
            if (end >= 0 && CsvHeader.IsRemark(line))
            {
                head = head[(end + 1)..];
                continue;
            }

            line = CsvHeader.Bare(line);
            return Csv(file, CsvHeader.Names(line, CsvHeader.Delimiter(line)));
        }
    }

    private static bool Has(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) => text.IndexOf(word) >= 0;

    private static void CheckText(LogBytes bytes, ReadOnlySpan<byte> head)
    {
        // The last sign may be cut by the end of what was read.
        var whole = head;
        for (var i = 0; i < 3 && !whole.IsEmpty && !Utf8.IsValid(whole); i++) whole = whole[..^1];
        if (Utf8.IsValid(whole)) return;
        var valid = 0;
        while (Rune.DecodeFromUtf8(head[valid..], out _, out var length) == System.Buffers.OperationStatus.Done) valid += length;
        throw new LogException(bytes.Name, $"it is no text in UTF-8 (byte {valid + 1}): name a log in CSV, JSON or JSON lines, unpacked or packed by gzip.");
    }
}
