using System.Collections;
using Tracker.Runtime;

namespace Tracker.Daemon.Hosting;

/// <summary>appsettings.json, then /etc/tracker/*.json, then TRACKER__*, then the command line: the later wins.</summary>
internal static class DaemonConfiguration
{
    public const string Section = "Tracker";
    private const string EnvironmentPrefix = "TRACKER__";

    /// <exception cref="StartupException">A file cannot be read.</exception>
    public static void AddSources(IConfigurationBuilder configuration, Dictionary<string, string?> commandLine, string systemFolder = "/etc/tracker")
    {
        try
        {
            AddFiles(configuration, systemFolder);
        }
        catch (Exception fault) when (fault is InvalidDataException or UnauthorizedAccessException or IOException)
        {
            throw StartupException.UsedWrongly($"the configuration cannot be read: {Flat(fault)}", fault);
        }

        configuration.AddInMemoryCollection(FromEnvironment(Environment.GetEnvironmentVariables()));
        configuration.AddInMemoryCollection(commandLine);
    }

    /// <summary>The data directory that a daemon with these flags would use.</summary>
    /// <exception cref="StartupException">A file cannot be read, or a value does not fit.</exception>
    public static string ReadDataDir(Dictionary<string, string?> commandLine)
    {
        var configuration = new ConfigurationManager();
        AddSources(configuration, commandLine);
        return Read(configuration).DataDir;
    }

    private static void AddFiles(IConfigurationBuilder configuration, string systemFolder)
    {
        configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true, reloadOnChange: false);
        if (Directory.Exists(systemFolder))
        {
            foreach (var file in Directory.EnumerateFiles(systemFolder, "*.json").Order(StringComparer.Ordinal))
                configuration.AddJsonFile(file, optional: false, reloadOnChange: false);
        }
    }

    private static string Flat(Exception fault) =>
        string.Join(' ', $"{fault.Message} {fault.InnerException?.Message}".Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).TrimEnd();

    /// <exception cref="StartupException">A key is unknown, or a value does not fit.</exception>
    public static DaemonOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        RefuseUnknownKeys(section, typeof(DaemonOptions));
        DaemonOptions options;
        try
        {
            options = section.Get<DaemonOptions>() ?? new DaemonOptions();
        }
        catch (InvalidOperationException fault)
        {
            throw StartupException.UsedWrongly($"the configuration does not fit: {Flat(fault)}", fault);
        }

        if (options.DataDir.Length == 0) throw StartupException.UsedWrongly($"{Section}:{nameof(DaemonOptions.DataDir)} is empty: name a directory.");
        options = options with { DataDir = Path.GetFullPath(options.DataDir) };
        return DaemonOptionsValidator.Problem(options) is { } problem ? throw StartupException.UsedWrongly(problem) : options;
    }

    /// <summary>TRACKER__STALLFLOOR is Tracker:STALLFLOOR; keys compare without case. Nothing else of the environment is read.</summary>
    internal static Dictionary<string, string?> FromEnvironment(IDictionary environment)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in environment)
        {
            if (entry.Key is string name && name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase))
                settings[$"{Section}:{name[EnvironmentPrefix.Length..].Replace("__", ":", StringComparison.Ordinal)}"] = entry.Value as string;
        }

        return settings;
    }

    private static void RefuseUnknownKeys(IConfigurationSection section, Type type)
    {
        var known = type.GetProperties().Where(property => property.CanWrite).ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var child in section.GetChildren())
        {
            if (!known.TryGetValue(child.Key, out var property))
            {
                throw StartupException.UsedWrongly(
                    $"{child.Path} is no key of the configuration{Nearest.Hint(child.Key, known.Keys)}: correct or remove it.");
            }

            if (child.Value is null && !child.GetChildren().Any())
                throw StartupException.UsedWrongly($"{child.Path} has no value: give one, or remove the key.");

            // A nested record has keys of its own; lists and plain values have none that could be mistyped.
            if (property.PropertyType.Namespace?.StartsWith(nameof(Tracker), StringComparison.Ordinal) == true && property.PropertyType.IsClass)
                RefuseUnknownKeys(child, property.PropertyType);
        }
    }
}
