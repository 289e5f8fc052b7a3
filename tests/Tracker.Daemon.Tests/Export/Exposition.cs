using System.Globalization;
using System.Text;

namespace Tracker.Daemon.Tests.Export;

/// <summary>A page in the text format 0.0.4, read strictly: what Prometheus would refuse or take silently apart throws here.</summary>
internal sealed class Exposition
{
    private readonly Dictionary<string, ExpositionFamily> _families = [];

    public IReadOnlyDictionary<string, ExpositionFamily> Families => _families;

    public IEnumerable<ExpositionSample> Samples => _families.Values.SelectMany(f => f.Samples);

    public static Exposition Parse(byte[] page) => Parse(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(page));

    public static Exposition Parse(string page)
    {
        if (page.Length > 0 && page[^1] != '\n') throw new FormatException("The last line has no end.");
        var result = new Exposition();
        ExpositionFamily? family = null;
        var series = new HashSet<string>();
        foreach (var line in page.Split('\n'))
        {
            if (line.Length == 0) continue;
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
            {
                var (name, text) = Cut(line["# HELP ".Length..]);
                family = new ExpositionFamily(name, Unescape(text, quotes: false));
                if (!result._families.TryAdd(name, family)) throw new FormatException($"HELP of {name} comes twice.");
            }
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var (name, type) = Cut(line["# TYPE ".Length..]);
                if (family?.Name != name || family.Type.Length > 0) throw new FormatException($"TYPE of {name} stands elsewhere than after its HELP.");
                family.Type = type is "counter" or "gauge" or "histogram" ? type : throw new FormatException($"{type} is no type.");
            }
            else if (line[0] != '#')
            {
                var sample = ReadSample(line);
                if (family is null || !Belongs(sample.Name, family)) throw new FormatException($"{sample.Name} stands outside its family.");
                if (!series.Add(sample.ToString())) throw new FormatException($"{sample} comes twice.");
                family.Samples.Add(sample);
            }
        }

        return result;
    }

    public double Value(string name, params (string Name, string Value)[] labels) => Find(name, labels).Single().Value;

    public IEnumerable<ExpositionSample> Find(string name, params (string Name, string Value)[] labels) =>
        Samples.Where(s => s.Name == name && labels.All(l => s.Labels.TryGetValue(l.Name, out var value) && value == l.Value));

    private static bool Belongs(string name, ExpositionFamily family) => family.Type == "histogram"
        ? name == family.Name + "_sum" || name == family.Name + "_count" || name == family.Name + "_bucket"
        : name == family.Name;

    private static ExpositionSample ReadSample(string line)
    {
        var at = 0;
        while (at < line.Length && (char.IsAsciiLetterOrDigit(line[at]) || line[at] is '_' or ':')) at++;
        if (at == 0 || char.IsAsciiDigit(line[0])) throw new FormatException($"No name: {line}");
        var name = line[..at];
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (line[at] == '{')
        {
            at++;
            while (line[at] != '}')
            {
                var equals = line.IndexOf("=\"", at, StringComparison.Ordinal);
                var label = line[at..equals];
                if (label.Length == 0 || !label.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')) throw new FormatException($"No label: {line}");
                var end = equals + 2;
                while (line[end] != '"') end += line[end] == '\\' ? 2 : 1;
                labels.Add(label, Unescape(line[(equals + 2)..end], quotes: true));
                at = end + 1;
                if (line[at] == ',') at++;
            }

            at++;
        }

        if (line[at] != ' ') throw new FormatException($"No value: {line}");
        return new ExpositionSample(name, labels, Number(line[(at + 1)..]));
    }

    private static double Number(string text) => text switch
    {
        "NaN" => double.NaN,
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ when text.All(c => char.IsAsciiDigit(c) || c is '.' or '-' or '+' or 'e') => double.Parse(text, CultureInfo.InvariantCulture),
        _ => throw new FormatException($"'{text}' is no number."),
    };

    private static string Unescape(string text, bool quotes)
    {
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                result.Append(text[i]);
                continue;
            }

            i++;
            result.Append(text[i] switch
            {
                'n' => '\n',
                '\\' => '\\',
                '"' when quotes => '"',
                var c => throw new FormatException($"\\{c} is no escape."),
            });
        }

        return result.ToString();
    }

    private static (string Name, string Text) Cut(string text)
    {
        var at = text.IndexOf(' ', StringComparison.Ordinal);
        return at > 0 && at < text.Length - 1 ? (text[..at], text[(at + 1)..]) : throw new FormatException($"Nothing is said of {text}.");
    }
}

internal sealed record ExpositionFamily(string Name, string Help)
{
    public string Type { get; set; } = "";

    public List<ExpositionSample> Samples { get; } = [];
}

internal sealed record ExpositionSample(string Name, SortedDictionary<string, string> Labels, double Value)
{
    public override string ToString() => $"{Name}{{{string.Join(",", Labels.Select(l => $"{l.Key}=\"{l.Value}\""))}}}";
}
