using System.Security.Cryptography;

namespace Tracker.Daemon.Wire;

/// <summary>Logs faults that nobody expected, each under an id that the caller is given.</summary>
internal sealed partial class FaultLog(ILogger<FaultLog> logger)
{
    public string Record(Exception fault, string where)
    {
        var id = RandomNumberGenerator.GetHexString(12, lowercase: true);
        LogUnexpected(fault, id, where);
        return id;
    }
}
