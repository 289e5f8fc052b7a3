namespace Tracker.Endurance.Soak;

/// <summary>Where the lab's trainers find what they need.</summary>
/// <param name="Socket">The relay's socket, which survives the daemon and is cut now and then.</param>
/// <param name="Spool">Folder for what is not acknowledged.</param>
internal sealed record LabPlace(string Socket, string Spool);
