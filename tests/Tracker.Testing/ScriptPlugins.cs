namespace Tracker.Testing;

/// <summary>Plugins that are shell scripts, and a job host that runs them: real job processes without TorchSharp.</summary>
public sealed class ScriptPlugins
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const string Host = """
        #!/bin/sh
        if [ "$1" = --describe ]; then exec cat "$2/describe.json"; fi
        plugin=$(sed -n 's/.*"pluginPath": "\(.*\)".*/\1/p' "$1")
        exec sh "$plugin/run.sh" "$1"
        """;

    private readonly string _root;

    public ScriptPlugins(string root)
    {
        _root = root;
        Directory.CreateDirectory(Folder, Owner);
        Scripts.Write(JobHost, Host);
    }

    public string Folder => Path.Combine(_root, "plugins");

    public string JobHost => Path.Combine(_root, "job-host");

    /// <summary>Adds a plugin with one hyperparameter, lr, that runs this script in its job's directory.</summary>
    public ScriptPlugins Add(string name, string script)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, name), Owner).FullName;
        Write(Path.Combine(folder, "run.sh"), script);
        Write(
            Path.Combine(folder, "describe.json"),
            $$"""{"name":"{{name}}","description":"A script.","hyperparameters":[{"name":"lr","default":"0.05","description":"Learning rate."}]}""");
        return this;
    }

    private static void Write(string file, string text)
    {
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
