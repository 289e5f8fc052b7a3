using System.Reflection;
using McMaster.NETCore.Plugins;
using Tracker.Plugins.Abstractions;
using Tracker.Plugins.Torch;

namespace Tracker.JobHost.Loading;

/// <summary>
/// A plugin on disk: a folder with an assembly of the same name and what that needs. The plugin surface and TorchSharp are this
/// process's own; all other assemblies are the plugin's.
/// </summary>
internal sealed class PluginFolder
{
    private readonly Assembly _assembly;
    private readonly string _path;

    private PluginFolder(Assembly assembly, string path)
    {
        _assembly = assembly;
        _path = path;
    }

    /// <summary>Its assembly uses TorchSharp, directly or through the kit.</summary>
    public bool NeedsTorch =>
        _assembly.GetReferencedAssemblies().Any(reference => reference.Name is "TorchSharp" or "Tracker.Plugins.Torch");

    /// <exception cref="JobRefusedException">It is no plugin or cannot be loaded; one sentence.</exception>
    public static PluginFolder Load(string folder)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(path)) throw new JobRefusedException($"There is no plugin folder {path}: build the plugin or correct the path.");
        var file = Path.Combine(path, Path.GetFileName(path) + ".dll");
        if (!File.Exists(file))
            throw new JobRefusedException($"Plugin folder {path} holds no {Path.GetFileName(file)}: the assembly is named as its folder.");
        try
        {
            var loader = PluginLoader.CreateFromAssemblyFile(file, isUnloadable: false, [typeof(ITrainingPlugin), typeof(TorchSetup)]);
            return new PluginFolder(loader.LoadDefaultAssembly(), path);
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or InvalidOperationException)
        {
            throw new JobRefusedException($"Plugin {path} cannot be loaded: {FirstLine(e)}", e);
        }
    }

    /// <exception cref="JobRefusedException">It has no plugin class, or that cannot be made; one sentence.</exception>
    public ITrainingPlugin MakePlugin()
    {
        try
        {
            var types = _assembly.GetExportedTypes().Where(type => typeof(ITrainingPlugin).IsAssignableFrom(type) && !type.IsAbstract).ToArray();
            if (types.Length != 1)
                throw new JobRefusedException($"Plugin {_path} has {types.Length} public classes that are an {nameof(ITrainingPlugin)}: it must have one.");
            return (ITrainingPlugin)Activator.CreateInstance(types[0])!;
        }
        catch (ReflectionTypeLoadException e)
        {
            throw Unusable(e.LoaderExceptions.FirstOrDefault(inner => inner is not null) ?? e);
        }
        catch (TargetInvocationException e)
        {
            throw Unusable(e.InnerException ?? e);
        }
        catch (Exception e) when (e is TypeLoadException or MissingMethodException or IOException)
        {
            throw Unusable(e);
        }
    }

    private JobRefusedException Unusable(Exception e) =>
        new($"Plugin {_path} cannot be used: {FirstLine(e)} Build it against this version of Tracker.", e);

    private static string FirstLine(Exception e) => e.Message.Split('\n', StringSplitOptions.TrimEntries)[0];
}
