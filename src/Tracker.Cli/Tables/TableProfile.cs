using Tracker.Plugins.Abstractions;

namespace Tracker.Cli.Tables;

/// <summary>A table of text as training data: which columns are numbers, which is the label, and the profile of all.</summary>
/// <param name="Features">The columns but the label, as <see cref="DataProfile.Features"/> counts them.</param>
/// <param name="Label">The label.</param>
/// <param name="LabelChosen">False: nobody said which it is, and its name or place told.</param>
/// <param name="WithoutLabel">Rows whose label is missing.</param>
/// <param name="Profile">Of the table.</param>
internal sealed record TableProfile(
    IReadOnlyList<TableColumn> Features, TableColumn Label, bool LabelChosen, long WithoutLabel, DataProfile Profile)
{
    private static readonly string[] LabelNames = ["label", "labels", "target", "class", "y"];

    /// <summary>Reads a table twice: once to see what its columns hold, once to profile it.</summary>
    /// <param name="path">The table.</param>
    /// <param name="label">The column of the label; null takes the one that is called so, else the last.</param>
    /// <param name="validation">A table of the same columns; null where there is none.</param>
    /// <param name="progress">Gets the part that is done, 0 to 1.</param>
    /// <exception cref="TableException">A table cannot be read, or there is no such column.</exception>
    public static TableProfile Of(string path, string? label, string? validation, Action<double> progress)
    {
        TableColumn[] columns;
        int labelAt;
        using (var table = TableReader.Open(path))
        {
            labelAt = LabelOf(path, table.Columns, label);
            columns = Look(path, table, labelAt, part => progress(part / 2));
        }

        var order = Enumerable.Range(0, columns.Length).Where(column => column != labelAt).ToArray();
        TableColumn[] features = [.. order.Select(column => columns[column])];
        var profiler = new DataProfiler(features.Length, feature => !features[feature].IsNumeric);
        var row = new double[features.Length];
        var unlabelled = 0L;
        using (var table = TableReader.Open(path))
        {
            while (table.Read())
            {
                Take(table, order, features, row);
                var found = columns[labelAt].ClassOf(table[labelAt]);
                if (NumberCell.Read(table[labelAt], out _) == NumberCellKind.Missing) unlabelled++;
                profiler.Add(row, columns[labelAt].HasClasses ? found : DataProfiler.NoLabel);
                Tell(table, part => progress(0.5 + (part / 2)));
            }
        }

        if (validation is not null) AddValidation(validation, features, profiler, row, progress);
        return new(features, columns[labelAt], label is not null, unlabelled, profiler.Finish());
    }

    private static int LabelOf(string path, IReadOnlyList<string> columns, string? label)
    {
        var names = columns.ToList();
        if (label is null)
        {
            var told = names.FindIndex(name => LabelNames.Contains(name, StringComparer.OrdinalIgnoreCase));
            return told >= 0 ? told : names.Count - 1;
        }

        var found = names.IndexOf(label);
        if (found >= 0) return found;
        var shown = string.Join(", ", names.Take(30)) + (names.Count > 30 ? $" and {names.Count - 30} more" : "");
        throw new TableException($"{path} has no column '{label}': it has {shown}.");
    }

    private static TableColumn[] Look(string path, TableReader table, int label, Action<double> progress)
    {
        TableColumn[] columns = [.. table.Columns.Select(name => new TableColumn(name))];
        var rows = 0L;
        while (table.Read())
        {
            rows++;
            for (var i = 0; i < columns.Length; i++)
            {
                var kind = NumberCell.Read(table[i], out var value);
                if (kind == NumberCellKind.TooLarge) throw TooLarge(path, table, columns[i].Name, table[i]);
                columns[i].See(table[i], value, kind, table.Line, i == label);
            }

            Tell(table, progress);
        }

        return rows > 0 ? columns : throw new TableException($"{path} has a header and no rows.");
    }

    private static void AddValidation(string path, TableColumn[] features, DataProfiler profiler, double[] row, Action<double> progress)
    {
        using var table = TableReader.Open(path);
        var names = table.Columns.ToList();
        var order = features.Select(feature => names.IndexOf(feature.Name)).ToArray();
        var missing = Array.IndexOf(order, -1);
        if (missing >= 0) throw new TableException($"{path} has no column '{features[missing].Name}', which the training data has.");
        var rows = 0L;
        while (table.Read())
        {
            rows++;
            Take(table, order, features, row, path);
            profiler.AddValidation(row);
            Tell(table, progress);
        }

        if (rows == 0) throw new TableException($"{path} has a header and no rows.");
    }

    private static void Take(TableReader table, int[] order, TableColumn[] features, double[] row, string? path = null)
    {
        for (var i = 0; i < order.Length; i++)
        {
            var cell = table[order[i]];
            var kind = NumberCell.Read(cell, out row[i]);
            if (kind == NumberCellKind.TooLarge && path is not null) throw TooLarge(path, table, features[i].Name, cell);
            if (!features[i].IsNumeric && kind != NumberCellKind.Missing) row[i] = TableColumn.Category(cell);
        }
    }

    private static TableException TooLarge(string path, TableReader table, string column, ReadOnlySpan<char> cell) => new(
        $"{path}, line {table.Line}, column {column}: {cell[..Math.Min(cell.Length, 40)]} is beyond the largest number there is (1.8e308): write inf if that is meant.");

    private static void Tell(TableReader table, Action<double> progress)
    {
        if (table.Line % 4_096 == 0) progress(table.Part);
    }
}
