using System.Diagnostics;

namespace Tracker.Testing;

/// <summary>
/// Files that are executed at once. A file that this process writes is open for writing in whatever another thread forks at that moment,
/// and until that has executed its program the kernel refuses to execute the file ("text file busy"). So another process writes it.
/// </summary>
public static class Scripts
{
    /// <summary>Writes a file that its owner alone may read, write and execute.</summary>
    public static void Write(string file, string text)
    {
        var draft = file + ".draft";
        File.WriteAllText(draft, text);
        using (var install = Process.Start("install", ["-m", "700", draft, file]))
        {
            install.WaitForExit();
            if (install.ExitCode != 0) throw new IOException($"{file} could not be written.");
        }

        File.Delete(draft);
    }
}
