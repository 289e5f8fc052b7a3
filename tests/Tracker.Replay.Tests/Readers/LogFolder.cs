using System.IO.Compression;
using System.Text;

namespace Tracker.Replay.Tests.Readers;

/// <summary>Logs in a folder that goes with the test.</summary>
internal sealed class LogFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("logs-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var file = System.IO.Path.Combine(Path, name);
        File.WriteAllBytes(file, bytes);
        return file;
    }

    public string Pack(string name, string text) => Write(name, Packed(text));

    public static byte[] Packed(string text)
    {
        using var target = new MemoryStream();
        using (var packer = new GZipStream(target, CompressionLevel.Fastest)) packer.Write(Encoding.UTF8.GetBytes(text));
        return target.ToArray();
    }
}
