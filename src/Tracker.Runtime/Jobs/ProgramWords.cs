using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tracker.Runtime.Jobs;

/// <summary>What the arguments of a program say of its run: a name, a line for people, and hyperparameters.</summary>
internal static partial class ProgramWords
{
    private const int NameCharacters = 60;
    private const int LineCharacters = 1_000;
    private const int ValueCharacters = 256;
    private const int MostHyperparameters = 200;
    private static readonly string[] Scripts = [".py", ".sh", ".r", ".jl", ".lua", ".dll"];

    /// <summary>The script's name where there is one, else the program's; without extension.</summary>
    public static string NameOf(JobProgram program)
    {
        var file = program.Arguments.FirstOrDefault(a => Scripts.Contains(Path.GetExtension(a).ToLowerInvariant())) ?? program.Arguments[0];
        var name = new string([.. Path.GetFileNameWithoutExtension(file).Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.').Take(NameCharacters)]);
        return name.Length > 0 ? name : "command";
    }

    /// <summary>The arguments as a shell would take them, shortened, and with *** for what is named as a secret.</summary>
    public static string Line(JobProgram program)
    {
        var line = new StringBuilder();
        foreach (var argument in WithoutSecrets(program.Arguments))
        {
            if (line.Length > LineCharacters) return line.Append(" ...").ToString();
            line.Append(line.Length > 0 ? " " : "").Append(Quote(argument));
        }

        return line.ToString();
    }

    /// <summary>The arguments with *** in the place of what follows a name such as --api-key.</summary>
    public static ImmutableArray<string> WithoutSecrets(ImmutableArray<string> arguments)
    {
        var open = arguments.ToBuilder();
        for (var i = 1; i < open.Count; i++)
        {
            if (Assignment().Match(open[i]) is { Success: true } pair)
            {
                if (IsSecret(pair.Groups["name"].Value)) open[i] = $"{open[i][..open[i].IndexOf('=', StringComparison.Ordinal)]}=***";
            }
            else if (Option().Match(open[i]) is { Success: true } option && IsSecret(option.Groups["name"].Value)
                && i + 1 < open.Count && !open[i + 1].StartsWith('-'))
            {
                open[++i] = "***";
            }
        }

        return open.ToImmutable();
    }

    /// <summary>
    /// What is surely a hyperparameter: <c>--name=value</c>, <c>name=value</c>, and <c>--name number</c>. A word after an option may as
    /// well be an argument of its own, and a name that comes twice with two values says nothing: neither is taken.
    /// </summary>
    public static ImmutableSortedDictionary<string, string> Hyperparameters(JobProgram program)
    {
        var found = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        var arguments = program.Arguments;
        for (var i = 1; i < arguments.Length && arguments[i] != "--"; i++)
        {
            if (Assignment().Match(arguments[i]) is { Success: true } pair) Add(pair.Groups["name"].Value, pair.Groups["value"].Value);
            else if (Option().Match(arguments[i]) is { Success: true } option && i + 1 < arguments.Length && IsNumber(arguments[i + 1]))
                Add(option.Groups["name"].Value, arguments[++i]);
        }

        return found.Where(f => f.Value is not null).Take(MostHyperparameters).ToImmutableSortedDictionary(f => f.Key, f => f.Value!, StringComparer.Ordinal);

        void Add(string name, string value)
        {
            if (IsSecret(name) || value.Length > ValueCharacters || value.Any(char.IsControl)) return;
            found[name] = found.TryGetValue(name, out var known) && known != value ? null : value;
        }
    }

    private static bool IsSecret(string name) => Secret().IsMatch(name);

    private static bool IsNumber(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);

    private static string Quote(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:=,+@%*".Contains(c, StringComparison.Ordinal))
            ? argument
            : $"'{string.Concat(argument.EnumerateRunes().Select(r => Rune.IsControl(r) ? " " : r.ToString())).Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^(?:--?)?(?<name>[A-Za-z_][A-Za-z0-9_.\-/]{0,99})=(?<value>.*)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Assignment();

    [GeneratedRegex(@"^--(?<name>[A-Za-z][A-Za-z0-9_.\-]{0,99})$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Option();

    [GeneratedRegex("secret|token|passw|api[-_.]?key|credential|private[-_.]?key", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Secret();
}
