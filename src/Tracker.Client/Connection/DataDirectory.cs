namespace Tracker.Client.Connection;

/// <summary>Where a user's Tracker state lives: the daemon's data and socket, and the clients' spools.</summary>
public static class DataDirectory
{
    /// <summary>The environment variable of the XDG base directory specification.</summary>
    public const string StateHomeVariable = "XDG_STATE_HOME";

    /// <summary>
    /// <c>$XDG_STATE_HOME/tracker</c>, or <c>~/.local/state/tracker</c> where that variable is unset or not absolute. The folder need
    /// not exist.
    /// </summary>
    public static string Default
    {
        get
        {
            string? state = Environment.GetEnvironmentVariable(StateHomeVariable);
            // The specification says that a relative path is to be ignored.
            if (string.IsNullOrEmpty(state) || !Path.IsPathRooted(state))
                state = Path.Combine(Home(), ".local", "state");
            return Path.Combine(state, "tracker");
        }
    }

    private static string Home()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return home.Length > 0 ? home : Path.GetTempPath();
    }
}
